"""Create every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assets",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=400), nullable=False),
        sa.Column("embedded", DOCUMENT, nullable=False),
        sa.Column("recipe", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("sha256", name=op.f("uq_assets_sha256")),
    )
    op.create_index(op.f("ix_assets_state"), "assets", ["state"], unique=False)

    op.create_table(
        "counters",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("owes", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "state", "owes", "severity", "holder_id", "late", name=op.f("pk_counters")
        ),
    )
    op.create_table(
        "events",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index(op.f("ix_events_kind"), "events", ["kind"], unique=False)
    op.create_index("ix_events_subject", "events", ["subject_kind", "subject_id", "id"], unique=False)

    op.create_table(
        "guests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
        sa.UniqueConstraint("email", name=op.f("uq_guests_email")),
    )
    op.create_table(
        "items",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("thumbnail", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("owes", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("our_turn_since", MOMENT, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("severity BETWEEN 0 AND 3", name=op.f("ck_items_severity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("subject_kind", "subject_id", name=op.f("uq_items_subject_kind_subject_id")),
    )
    op.create_index("ix_items_held", "items", ["open", "holder_id", "due_at", "severity", "id"], unique=False)
    op.create_index("ix_items_kind", "items", ["open", "kind", "due_at", "severity", "id"], unique=False)
    op.create_index("ix_items_owed", "items", ["open", "owes", "due_at", "severity", "id"], unique=False)
    op.create_index("ix_items_queue", "items", ["open", "due_at", "severity", "id"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("clinical", sa.Boolean(), nullable=False),
        sa.Column("legal", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("email", name=op.f("uq_members_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_members_fs_uniquifier")),
    )
    op.create_table(
        "pulses",
        sa.Column("queue", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_pulses")),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "site_settings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", DOCUMENT, nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("in_force_from", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_settings")),
    )
    op.create_index(
        "ix_site_settings_in_force", "site_settings", ["name", "in_force_from", "id"], unique=False
    )

    op.create_table(
        "site_texts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("in_force_from", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_texts")),
    )
    op.create_index("ix_site_texts_in_force", "site_texts", ["name", "in_force_from", "id"], unique=False)

    op.create_table(
        "vault",
        sa.Column("id", BIG, nullable=False),
        sa.Column("owner_kind", sa.String(length=24), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault")),
    )
    op.create_index("ix_vault_owner", "vault", ["owner_kind", "owner_id"], unique=False)

    op.create_table(
        "wordings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("in_force_from", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("name", "version", "locale", name=op.f("uq_wordings_name_version_locale")),
        sa.UniqueConstraint("sha256", name=op.f("uq_wordings_sha256")),
    )
    op.create_table(
        "claims",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_claims_item_id_items")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_holder_id"), "claims", ["holder_id"], unique=False)

    op.create_table(
        "event_topics",
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_topics_event_id_events")),
        sa.PrimaryKeyConstraint("event_id", "subject_kind", "subject_id", name=op.f("pk_event_topics")),
    )
    op.create_index(
        "ix_event_topics_subject", "event_topics", ["subject_kind", "subject_id", "event_id"], unique=False
    )

    op.create_table(
        "links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("subject_ref", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("scope IN ('draft', 'notice')", name=op.f("ck_links_scope")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_links_guest_id_guests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
    )
    op.create_index(op.f("ix_links_guest_id"), "links", ["guest_id"], unique=False)
    op.create_index("ix_links_subject", "links", ["scope", "subject_ref"], unique=False)

    op.create_table(
        "members_roles",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_members_roles_member_id_members")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_members_roles_role_id_roles")),
        sa.PrimaryKeyConstraint("member_id", "role_id", name=op.f("pk_members_roles")),
    )
    op.create_table(
        "renditions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("recipe", sa.String(length=12), nullable=False),
        sa.Column("format", sa.String(length=5), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_renditions_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint(
            "asset_id", "recipe", "format", "width", name=op.f("uq_renditions_asset_id_recipe_format_width")
        ),
    )
    op.create_table(
        "submissions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("draft_ref", sa.String(length=32), nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("review_due_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_submissions_guest_id_guests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("draft_ref", name=op.f("uq_submissions_draft_ref")),
    )
    op.create_index(op.f("ix_submissions_guest_id"), "submissions", ["guest_id"], unique=False)
    op.create_index(op.f("ix_submissions_state"), "submissions", ["state"], unique=False)

    op.create_table(
        "untold",
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_untold_event_id_events")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_untold")),
    )
    op.create_table(
        "draft_images",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("credit", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("declared", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_draft_images_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_draft_images_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_images")),
        sa.UniqueConstraint("submission_id", "asset_id", name=op.f("uq_draft_images_submission_id_asset_id")),
        sa.UniqueConstraint("submission_id", "key", name=op.f("uq_draft_images_submission_id_key")),
        sa.UniqueConstraint("use", name=op.f("uq_draft_images_use")),
    )
    op.create_index(op.f("ix_draft_images_asset_id"), "draft_images", ["asset_id"], unique=False)
    op.create_index(op.f("ix_draft_images_submission_id"), "draft_images", ["submission_id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("link_id", BIG, nullable=True),
        sa.Column("thread", sa.String(length=60), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_messages_event_id_events")),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_messages_link_id_links")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "event_id", "recipient", "channel", name=op.f("uq_messages_event_id_recipient_channel")
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_messages_message_id")),
    )
    op.create_index("ix_messages_due", "messages", ["state", "due_at", "id"], unique=False)
    op.create_index(op.f("ix_messages_event_id"), "messages", ["event_id"], unique=False)

    op.create_table(
        "notes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_notes_by_id_members")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_notes_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_submission_id"), "notes", ["submission_id"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("erasure_id", BIG, nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revisions_number")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_revisions_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_revisions_submission_id_number")),
    )
    op.create_table(
        "rights_records",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("people", sa.String(length=16), nullable=False),
        sa.Column("declared", DOCUMENT, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_rights_records_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_rights_records_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_records")),
        sa.UniqueConstraint(
            "submission_id", "asset_id", "hash", name=op.f("uq_rights_records_submission_id_asset_id_hash")
        ),
    )
    op.create_table(
        "working_copies",
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("byline", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("trademarks", sa.Text(), nullable=False),
        sa.Column("faq", DOCUMENT, nullable=False),
        sa.Column("references", DOCUMENT, nullable=False),
        sa.Column("disclosures", DOCUMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_working_copies_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_working_copies")),
    )
    op.create_table(
        "articles",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("byline", sa.String(length=200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("disclaimer_id", BIG, nullable=False),
        sa.Column("trademarks_id", BIG, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclaimer_id"], ["site_texts.id"], name=op.f("fk_articles_disclaimer_id_site_texts")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_articles_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_articles_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["trademarks_id"], ["site_texts.id"], name=op.f("fk_articles_trademarks_id_site_texts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("slug", name=op.f("uq_articles_slug")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_articles_submission_id")),
    )
    op.create_index("ix_articles_listed", "articles", ["dark", "published_at", "id"], unique=False)

    op.create_table(
        "attestations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("wording_id", BIG, nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("statement", DOCUMENT, nullable=False),
        sa.Column("statement_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_attestations_guest_id_guests")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_attestations_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_attestations_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_attestations_wording_id_wordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_attestations_revision_id")),
    )
    op.create_index(op.f("ix_attestations_submission_id"), "attestations", ["submission_id"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", BIG, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("(member_id IS NULL) <> (guest_id IS NULL)", name=op.f("ck_comments_one_author")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_comments_guest_id_guests")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_comments_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_submission_id"), "comments", ["submission_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_decisions_by_id_members")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_decisions_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_decisions_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("revision_id", "by_id", name=op.f("uq_decisions_revision_id_by_id")),
    )
    op.create_index(op.f("ix_decisions_submission_id"), "decisions", ["submission_id"], unique=False)

    op.create_table(
        "placements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("rights_id", BIG, nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_placements_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_placements_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["rights_id"], ["rights_records.id"], name=op.f("fk_placements_rights_id_rights_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("revision_id", "asset_id", name=op.f("uq_placements_revision_id_asset_id")),
    )
    op.create_index(op.f("ix_placements_asset_id"), "placements", ["asset_id"], unique=False)
    op.create_index(op.f("ix_placements_revision_id"), "placements", ["revision_id"], unique=False)
    op.create_index(op.f("ix_placements_use"), "placements", ["use"], unique=False)

    op.create_table(
        "slugs",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_slugs_article_id_articles")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_slugs")),
    )
    op.create_index(op.f("ix_slugs_article_id"), "slugs", ["article_id"], unique=False)

    op.create_table(
        "uses",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_uses_article_id_articles")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_uses_asset_id_assets")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_uses")),
    )
    op.create_index(op.f("ix_uses_article_id"), "uses", ["article_id"], unique=False)
    op.create_index(op.f("ix_uses_asset_id"), "uses", ["asset_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=24), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("use_name", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("severity BETWEEN 0 AND 3", name=op.f("ck_cases_severity")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_cases_article_id_articles")),
        sa.ForeignKeyConstraint(["use_name"], ["uses.name"], name=op.f("fk_cases_use_name_uses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_article_id"), "cases", ["article_id"], unique=False)
    op.create_index(op.f("ix_cases_state"), "cases", ["state"], unique=False)
    op.create_index("uq_cases_number", "cases", ["year", "number"], unique=True)

    op.create_table(
        "holds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("use_name", sa.String(length=32), nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("level IN ('interim', 'final')", name=op.f("ck_holds_level")),
        sa.CheckConstraint("status IN (404, 410, 451)", name=op.f("ck_holds_status")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_holds_article_id_articles")),
        sa.ForeignKeyConstraint(["use_name"], ["uses.name"], name=op.f("fk_holds_use_name_uses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_article_id"), "holds", ["article_id"], unique=False)
    op.create_index(op.f("ix_holds_case_id"), "holds", ["case_id"], unique=False)
    op.create_index(op.f("ix_holds_use_name"), "holds", ["use_name"], unique=False)

    op.create_table(
        "case_decisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("internal", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_case_decisions_by_id_members")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_decisions_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decisions")),
    )
    op.create_index("uq_case_decisions_sequence", "case_decisions", ["case_id", "sequence"], unique=True)

    op.create_table(
        "notices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("notice_ref", sa.String(length=32), nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("use_name", sa.String(length=32), nullable=True),
        sa.Column("lane", sa.String(length=24), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_notices_article_id_articles")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_notices_guest_id_guests")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_notices_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(["use_name"], ["uses.name"], name=op.f("fk_notices_use_name_uses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("notice_ref", name=op.f("uq_notices_notice_ref")),
    )
    op.create_index(op.f("ix_notices_article_id"), "notices", ["article_id"], unique=False)
    op.create_index(op.f("ix_notices_case_id"), "notices", ["case_id"], unique=False)
    op.create_index(op.f("ix_notices_guest_id"), "notices", ["guest_id"], unique=False)
    op.create_index(op.f("ix_notices_state"), "notices", ["state"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notices_state"), "notices")
    op.drop_index(op.f("ix_notices_guest_id"), "notices")
    op.drop_index(op.f("ix_notices_case_id"), "notices")
    op.drop_index(op.f("ix_notices_article_id"), "notices")

    op.drop_table("notices")
    op.drop_index("uq_case_decisions_sequence", "case_decisions")

    op.drop_table("case_decisions")
    op.drop_index(op.f("ix_holds_use_name"), "holds")
    op.drop_index(op.f("ix_holds_case_id"), "holds")
    op.drop_index(op.f("ix_holds_article_id"), "holds")

    op.drop_table("holds")
    op.drop_index("uq_cases_number", "cases")
    op.drop_index(op.f("ix_cases_state"), "cases")
    op.drop_index(op.f("ix_cases_article_id"), "cases")

    op.drop_table("cases")
    op.drop_index(op.f("ix_uses_asset_id"), "uses")
    op.drop_index(op.f("ix_uses_article_id"), "uses")

    op.drop_table("uses")
    op.drop_index(op.f("ix_slugs_article_id"), "slugs")

    op.drop_table("slugs")
    op.drop_index(op.f("ix_placements_use"), "placements")
    op.drop_index(op.f("ix_placements_revision_id"), "placements")
    op.drop_index(op.f("ix_placements_asset_id"), "placements")

    op.drop_table("placements")
    op.drop_index(op.f("ix_decisions_submission_id"), "decisions")

    op.drop_table("decisions")
    op.drop_index(op.f("ix_comments_submission_id"), "comments")

    op.drop_table("comments")
    op.drop_index(op.f("ix_attestations_submission_id"), "attestations")

    op.drop_table("attestations")
    op.drop_index("ix_articles_listed", "articles")

    op.drop_table("articles")
    op.drop_table("working_copies")
    op.drop_table("rights_records")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_notes_submission_id"), "notes")

    op.drop_table("notes")
    op.drop_index(op.f("ix_messages_event_id"), "messages")
    op.drop_index("ix_messages_due", "messages")

    op.drop_table("messages")
    op.drop_index(op.f("ix_draft_images_submission_id"), "draft_images")
    op.drop_index(op.f("ix_draft_images_asset_id"), "draft_images")

    op.drop_table("draft_images")
    op.drop_table("untold")
    op.drop_index(op.f("ix_submissions_state"), "submissions")
    op.drop_index(op.f("ix_submissions_guest_id"), "submissions")

    op.drop_table("submissions")
    op.drop_table("renditions")
    op.drop_table("members_roles")
    op.drop_index("ix_links_subject", "links")
    op.drop_index(op.f("ix_links_guest_id"), "links")

    op.drop_table("links")
    op.drop_index("ix_event_topics_subject", "event_topics")

    op.drop_table("event_topics")
    op.drop_index(op.f("ix_claims_holder_id"), "claims")

    op.drop_table("claims")
    op.drop_table("wordings")
    op.drop_index("ix_vault_owner", "vault")

    op.drop_table("vault")
    op.drop_index("ix_site_texts_in_force", "site_texts")

    op.drop_table("site_texts")
    op.drop_index("ix_site_settings_in_force", "site_settings")

    op.drop_table("site_settings")
    op.drop_table("roles")
    op.drop_table("pulses")
    op.drop_table("members")
    op.drop_index("ix_items_queue", "items")
    op.drop_index("ix_items_owed", "items")
    op.drop_index("ix_items_kind", "items")
    op.drop_index("ix_items_held", "items")

    op.drop_table("items")
    op.drop_table("guests")
    op.drop_index("ix_events_subject", "events")
    op.drop_index(op.f("ix_events_kind"), "events")
    op.drop_index(op.f("ix_events_at"), "events")

    op.drop_table("events")
    op.drop_table("counters")
    op.drop_index(op.f("ix_assets_state"), "assets")

    op.drop_table("assets")

"""Add the stay-down register, fingerprints, and what texts and pictures are compared by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("inside", sa.LargeBinary(32), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_fingerprints_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprints")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_fingerprints_asset_id")),
    )
    _register()
    _texts()
    _found()


def _register() -> None:
    op.create_table(
        "register_entries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("hold_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("case_name", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=True),
        sa.Column("use_name", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(60), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_event", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_register_entries_asset_id_assets")
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["guests.id"], name=op.f("fk_register_entries_guest_id_guests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint("hold_id", "use_name", name=op.f("uq_register_entries_hold_id_use_name")),
    )
    for column in ("case_id", "sha256", "state"):
        op.create_index(op.f(f"ix_register_entries_{column}"), "register_entries", [column])


def _texts() -> None:
    op.create_table(
        "known_texts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=True),
        sa.Column("entry_id", BIG, nullable=True),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("kept_one_in", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(article_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_known_texts_one_of_both")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_known_texts_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entries.id"], name=op.f("fk_known_texts_entry_id_register_entries")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_known_texts_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_texts")),
        sa.UniqueConstraint("article_id", "revision_id", name=op.f("uq_known_texts_article_id_revision_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_known_texts_entry_id")),
    )
    op.create_table(
        "shingles",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["known_texts.id"], name=op.f("fk_shingles_text_id_known_texts")
        ),
        sa.PrimaryKeyConstraint("hash", "text_id", name=op.f("pk_shingles")),
        sqlite_with_rowid=False,
    )


def _found() -> None:
    op.create_table(
        "look_alikes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("strength", sa.String(8), nullable=False),
        sa.Column("asset_id", BIG, nullable=True),
        sa.Column("entry_id", BIG, nullable=True),
        sa.Column("article_id", BIG, nullable=True),
        sa.Column("use_name", sa.String(32), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("passages", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(article_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_look_alikes_one_of_both")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_look_alikes_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_look_alikes_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entries.id"], name=op.f("fk_look_alikes_entry_id_register_entries")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_look_alikes_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alikes")),
    )
    op.create_index(op.f("ix_look_alikes_revision_id"), "look_alikes", ["revision_id"])
    op.create_table(
        "comparisons",
        sa.Column("revision_id", BIG, autoincrement=False, nullable=False),
        sa.Column("up_to_entry", sa.BigInteger(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_comparisons_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_comparisons")),
    )


def downgrade() -> None:
    for table in (
        "comparisons",
        "look_alikes",
        "shingles",
        "known_texts",
        "register_entries",
        "fingerprints",
    ):
        op.drop_table(table)

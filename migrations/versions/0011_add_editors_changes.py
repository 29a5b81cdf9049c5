"""Add editors' own changes: the desk's copy in the making, and the signature for what was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

APPROVES_OWN = (
    "NEW.verdict = 'approved' AND EXISTS (SELECT 1 FROM editor_attestations e "
    "WHERE e.submission_id = NEW.submission_id AND e.member_id = NEW.by_id)"
)
ACCEPTS_OWN = (
    "NEW.found = 'accepted' AND EXISTS (SELECT 1 FROM editor_attestations e "
    "JOIN placements p ON p.revision_id = e.revision_id "
    "WHERE e.member_id = NEW.by_id AND p.rights_id = NEW.rights_id AND NOT EXISTS (SELECT 1 FROM placements q "
    "WHERE q.revision_id = e.from_revision_id AND q.rights_id = NEW.rights_id))"
)
OWN = (
    ("decisions", "not_by_editor", APPROVES_OWN, "nobody approves what they changed"),
    ("findings", "not_by_editor", ACCEPTS_OWN, "nobody accepts a right they declared"),
)
"""What a constraint cannot say, because it asks another table."""


def upgrade() -> None:
    _add_desk_copies()
    with op.batch_alter_table("draft_images") as images:
        images.add_column(sa.Column("desk_copy_id", BIG, nullable=True))
        images.create_foreign_key(
            op.f("fk_draft_images_desk_copy_id_desk_copies"), "desk_copies", ["desk_copy_id"], ["id"]
        )
    op.create_index(op.f("ix_draft_images_desk_copy_id"), "draft_images", ["desk_copy_id"])
    op.add_column("revisions", sa.Column("by_member_id", sa.Integer(), nullable=True))
    _add_editor_attestations()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _add_desk_copies() -> None:
    op.create_table(
        "desk_copies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("faq", DOCUMENT, nullable=False),
        sa.Column("references", DOCUMENT, nullable=False),
        sa.Column("pictures", DOCUMENT, nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_desk_copies_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_desk_copies_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_desk_copies_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_copies")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_desk_copies_submission_id")),
    )


def _add_editor_attestations() -> None:
    table = "editor_attestations"
    op.create_table(
        table,
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("from_revision_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("difference_hash", sa.String(64), nullable=False),
        sa.Column("statement", DOCUMENT, nullable=False),
        sa.Column("statement_hash", sa.String(64), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in (
                ("submission_id", "submissions"),
                ("from_revision_id", "revisions"),
                ("revision_id", "revisions"),
                ("member_id", "members"),
                ("wording_id", "wordings"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("revision_id", name=op.f(f"uq_{table}_revision_id")),
    )
    op.create_index(op.f(f"ix_{table}_submission_id"), table, ["submission_id"])


def _guard_sqlite() -> None:
    table = "editor_attestations"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    known = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR revision_id = NEW.revision_id)"  # noqa: S608 - a name of ours
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} {refuse}")
    op.execute(
        "CREATE TRIGGER revisions_keep_maker BEFORE UPDATE ON revisions "
        "WHEN NEW.by_member_id IS NOT OLD.by_member_id "
        "BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END"
    )
    for where, name, when, said in OWN:
        op.execute(
            f"CREATE TRIGGER {where}_{name} BEFORE INSERT ON {where} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _guard_postgresql() -> None:
    table = "editor_attestations"
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    rules = (
        ("revisions", "keep_maker", "UPDATE", "NEW.by_member_id IS DISTINCT FROM OLD.by_member_id"),
        *((where, name, "INSERT", when) for where, name, when, _ in OWN),
    )
    said = {"revisions": "a revision cannot be changed", **{where: words for where, _, _, words in OWN}}
    for where, name, verb, when in rules:
        op.execute(
            f"CREATE FUNCTION {where}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{said[where]}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {where}_{name} BEFORE {verb} ON {where} "
            f"FOR EACH ROW EXECUTE FUNCTION {where}_{name}()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for where, name in (("revisions", "keep_maker"), *((where, name) for where, name, _, _ in OWN)):
        op.execute(f"DROP TRIGGER {where}_{name}" + ("" if sqlite else f" ON {where}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION {where}_{name}()")
    op.drop_table("editor_attestations")
    op.execute("DELETE FROM draft_images WHERE desk_copy_id IS NOT NULL")
    op.drop_index(op.f("ix_draft_images_desk_copy_id"), "draft_images")
    with op.batch_alter_table("draft_images") as images:
        images.drop_constraint(op.f("fk_draft_images_desk_copy_id_desk_copies"), type_="foreignkey")
        images.drop_column("desk_copy_id")
    op.drop_table("desk_copies")
    op.drop_column("revisions", "by_member_id")

"""Keep with each report which page its reader saw, the files that came with it, and what its claimant and the desk said
to each other. The database lets nobody put another page in its place, and an erasure alone may empty the words."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

GUARD = "notices_keep_snapshot"
MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS: dict[str, tuple[str, str, str]] = {
    "notice_files": ("notice_file", "filename", "erased"),
    "case_comments": ("case_comment", "body", ""),
}
"""What an erasure calls their rows, the words in them, and what stands there afterwards."""
KEPT = {
    "notice_files": ("id", "notice_id", "sha256", "size", "mime", "by_id", "made_at"),
    "case_comments": ("id", "notice_id", "member_id", "guest_id", "made_at"),
}
ONCE = {
    "notice_files": "id = NEW.id OR (notice_id = NEW.notice_id AND sha256 = NEW.sha256)",
    "case_comments": "id = NEW.id",
}
REFUSAL = "the page of a report cannot be changed"


def upgrade() -> None:
    op.add_column("notices", sa.Column("snapshot", sa.String(64), nullable=False, server_default=""))
    op.add_column("notices", sa.Column("channel", sa.String(12), nullable=False, server_default="form"))
    op.add_column("notices", sa.Column("entered_by_id", sa.Integer(), nullable=True))
    _keep_snapshots()
    _add_files()
    _add_comments()
    _add_sources()
    for table in FACTS:
        (_guard_sqlite if _sqlite() else _guard_postgresql)(table)


def _keep_snapshots() -> None:
    if _sqlite():
        op.execute(
            f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON notices WHEN NEW.snapshot IS NOT OLD.snapshot "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.snapshot IS DISTINCT FROM OLD.snapshot THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON notices FOR EACH ROW EXECUTE FUNCTION {GUARD}()")


def _add_files() -> None:
    op.create_table(
        "notice_files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_files_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_notice_files_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_files")),
        sa.UniqueConstraint("notice_id", "sha256", name=op.f("uq_notice_files_notice_id_sha256")),
    )
    op.create_index(op.f("ix_notice_files_sha256"), "notice_files", ["sha256"])
    op.create_table(
        "held_files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_files")),
        sa.UniqueConstraint("token", name=op.f("uq_held_files_token")),
    )
    op.create_index(op.f("ix_held_files_sha256"), "held_files", ["sha256"])
    op.create_index(op.f("ix_held_files_made_at"), "held_files", ["made_at"])


def _add_comments() -> None:
    op.create_table(
        "case_comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", BIG, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(member_id IS NULL) <> (guest_id IS NULL)", name=op.f("ck_case_comments_one_author")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_case_comments_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_case_comments_member_id_members")
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_case_comments_guest_id_guests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_comments")),
    )
    op.create_index(op.f("ix_case_comments_notice_id"), "case_comments", ["notice_id"])


def _add_sources() -> None:
    op.create_table(
        "unnamed_sources",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unnamed_sources")),
        sa.UniqueConstraint("mark", name=op.f("uq_unnamed_sources_mark")),
    )
    op.create_index(op.f("ix_unnamed_sources_made_at"), "unnamed_sources", ["made_at"])


def downgrade() -> None:
    op.drop_table("unnamed_sources")
    op.drop_table("held_files")
    for table in reversed(FACTS):
        op.drop_table(table)
    op.execute(f"DROP TRIGGER {GUARD}" if _sqlite() else f"DROP TRIGGER {GUARD} ON notices")
    if not _sqlite():
        op.execute(f"DROP FUNCTION {GUARD}()")
    for column in ("entered_by_id", "channel", "snapshot"):
        op.drop_column("notices", column)


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guard_sqlite(table: str) -> None:
    """As 0012 has it: a row loses its words to an erasure, and nothing else of it changes."""
    kind, words, nothing = FACTS[table]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in KEPT[table]] + [f"NEW.{words} IS NOT '{nothing}'"]
    known = f"SELECT 1 FROM erased WHERE kind = '{kind}' AND thing_id = OLD.id"  # noqa: S608 - names of ours
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {ONCE[table]}) {refuse}"
    )


def _guard_postgresql(table: str) -> None:
    kind, words, nothing = FACTS[table]
    refuse = "EXECUTE FUNCTION refuse_change()"  # made by 0002
    said = json.dumps({words: nothing})
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION keep_words('{kind}', '{said}')"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")

"""Tie comments to a passage or an image, thread them, and let the desk settle them; and keep who looked at what of the
publisher's list before an approval."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = ("id", "submission_id", "revision_id", "member_id", "guest_id", "made_at")
WORDS = ("image", "prefix", "quote", "suffix")
ONCE = "uq_comments_id_submission_id"
ANSWERS = "fk_comments_reply_to_submission_id_comments"
ONE_THING = "ck_comments_about_one_thing"
FACTS = {"settlements": ("id", "comment_id"), "ticks": ("id",)}
"""The tables of facts that are new here, with the columns of which each is there once."""


def upgrade() -> None:
    guards = _guards()
    if not _sqlite():
        op.execute("DROP TRIGGER comments_no_update ON comments")
    with op.batch_alter_table("comments") as comments:
        comments.add_column(sa.Column("reply_to", BIG, nullable=True))
        comments.add_column(sa.Column("image", sa.String(64), nullable=False, server_default=""))
        for name in WORDS[1:]:
            comments.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        comments.create_unique_constraint(op.f(ONCE), ["id", "submission_id"])
        comments.create_foreign_key(
            op.f(ANSWERS), "comments", ["reply_to", "submission_id"], ["id", "submission_id"]
        )
        comments.create_check_constraint(op.f(ONE_THING), "image = '' OR quote = ''")
    op.create_table(
        "settlements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_settlements_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_settlements_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_settlements_comment_id")),
    )
    op.create_table(
        "ticks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("item", sa.String(16), nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_ticks_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_ticks_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["site_texts.id"], name=op.f("fk_ticks_text_id_site_texts")),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_ticks_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticks")),
    )
    op.create_index("ix_ticks_revision_id", "ticks", ["revision_id"])
    for statement in guards:
        op.get_bind().exec_driver_sql(statement)
    _guard_words((*OLD, "reply_to"), ("body", *WORDS))
    for table, once in FACTS.items():
        _guard(table, once)


def downgrade() -> None:
    """What was said stays; what it was about has no place in the older table."""
    for table in reversed(FACTS):
        op.drop_table(table)
    guards = _guards()
    if not _sqlite():
        op.execute("DROP TRIGGER comments_no_update ON comments")
    with op.batch_alter_table("comments") as comments:
        comments.drop_constraint(op.f(ONE_THING), type_="check")
        comments.drop_constraint(op.f(ANSWERS), type_="foreignkey")
        comments.drop_constraint(op.f(ONCE), type_="unique")
        for name in (*reversed(WORDS), "reply_to"):
            comments.drop_column(name)
    for statement in guards:
        op.get_bind().exec_driver_sql(statement)
    _guard_words(OLD, ("body",))


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guards() -> list[str]:
    """The triggers on comments, where a table that is changed is made anew and loses them: all but the one that has to
    name its columns."""
    if not _sqlite():
        return []
    found = op.get_bind().exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'comments'"
    )
    return [sql for name, sql in found.fetchall() if name != "comments_no_update"]


def _guard_words(kept: tuple[str, ...], words: tuple[str, ...]) -> None:
    """As 0012 has it: a comment loses its words to an erasure, and nothing else of it changes."""
    if not _sqlite():
        said = json.dumps(dict.fromkeys(words, ""))
        op.execute(
            "CREATE TRIGGER comments_no_update BEFORE UPDATE ON comments FOR EACH ROW "
            f"EXECUTE FUNCTION keep_words('comment', '{said}')"
        )
        return
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in kept]
    changed += [f"NEW.{name} IS NOT ''" for name in words]
    known = "SELECT 1 FROM erased WHERE kind = 'comment' AND thing_id = OLD.id"
    op.execute(
        f"CREATE TRIGGER comments_no_update BEFORE UPDATE ON comments "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) "
        "BEGIN SELECT RAISE(ABORT, 'comments can only be added to'); END"
    )


def _guard(table: str, once: tuple[str, ...]) -> None:
    if not _sqlite():
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}")
    same = " OR ".join(f"{name} = NEW.{name}" for name in once)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )

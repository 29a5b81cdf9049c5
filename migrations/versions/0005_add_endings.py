"""Add rights that end: what the clock knows of them, what the desk decided, and cases that no notice opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = "right_decisions"


def upgrade() -> None:
    with op.batch_alter_table("holds") as holds:
        holds.alter_column("placed_by_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("opened_for", sa.String(24), nullable=False, server_default=""))
        cases.add_column(sa.Column("rights_id", BIG, nullable=True))
        cases.add_column(sa.Column("revision_id", BIG, nullable=True))
        cases.create_foreign_key(
            op.f("fk_cases_rights_id_rights_records"), "rights_records", ["rights_id"], ["id"]
        )
        cases.create_foreign_key(op.f("fk_cases_revision_id_revisions"), "revisions", ["revision_id"], ["id"])
    op.create_index(op.f("ix_rights_records_expires_on"), "rights_records", ["expires_on"])
    op.create_table(
        "endings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("rights_id", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rights_id"], ["rights_records.id"], name=op.f("fk_endings_rights_id_rights_records")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_endings_article_id_articles")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_endings_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endings")),
        sa.UniqueConstraint("rights_id", name=op.f("uq_endings_rights_id")),
    )
    op.create_index(op.f("ix_endings_article_id"), "endings", ["article_id"])
    op.create_index(op.f("ix_endings_state"), "endings", ["state"])
    op.create_table(
        FACTS,
        sa.Column("id", BIG, nullable=False),
        sa.Column("ending_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["ending_id"], ["endings.id"], name=op.f("fk_right_decisions_ending_id_endings")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_right_decisions_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_right_decisions")),
    )
    op.create_index(op.f("ix_right_decisions_ending_id"), FACTS, ["ending_id"])
    _guard()


def _guard() -> None:
    """As 0002 and 0003 guard the facts that were there before."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {FACTS}_no_{verb} BEFORE {verb.upper()} ON {FACTS} "
                f"BEGIN SELECT RAISE(ABORT, '{FACTS} can only be added to'); END"
            )
        op.execute(
            f"CREATE TRIGGER {FACTS}_no_replace BEFORE INSERT ON {FACTS} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {FACTS} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{FACTS} can only be added to'); END"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {FACTS}_no_{verb} BEFORE {verb.upper()} ON {FACTS} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"CREATE TRIGGER {FACTS}_no_truncate BEFORE TRUNCATE ON {FACTS} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """What no member hid can have no keeper's name any more: those holds go to the member with the lowest number."""
    op.drop_table(FACTS)
    op.drop_table("endings")
    op.drop_index(op.f("ix_rights_records_expires_on"), "rights_records")
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("fk_cases_rights_id_rights_records"), type_="foreignkey")
        cases.drop_constraint(op.f("fk_cases_revision_id_revisions"), type_="foreignkey")
        for name in ("revision_id", "rights_id", "opened_for"):
            cases.drop_column(name)
    op.execute("UPDATE holds SET placed_by_id = (SELECT min(id) FROM members) WHERE placed_by_id IS NULL")
    with op.batch_alter_table("holds") as holds:
        holds.alter_column("placed_by_id", existing_type=sa.Integer(), nullable=False)

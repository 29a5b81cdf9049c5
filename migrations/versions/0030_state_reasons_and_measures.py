"""Add the statement of reasons behind each decision about a case: facts, whose words an erasure may empty. And let a
hold say the number of its case, which its tombstone shows. And add what stands on an article that stays readable:
notices, a retraction, that it is listed nowhere, a passage withheld."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FACTS = {"case_statements": ("case_statement", "id = NEW.id OR decision_id = NEW.decision_id")}
"""What an erasure calls their rows, and what is there once."""
WORDS = ("facts", "reference_url")
KEPT = {
    "case_statements": (
        *("id", "decision_id", "visibility", "visibility_other", "ground", "at_sight", "source"),
        *("automated_detection", "automated_decision", "category", "specification", "content_types"),
        *("territory", "language", "content_on", "applied_on", "ends_on"),
    )
}


def upgrade() -> None:
    op.add_column("holds", sa.Column("case_name", sa.String(24), nullable=False, server_default=""))
    op.create_table(
        "case_statements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("decision_id", BIG, nullable=False),
        sa.Column("visibility", sa.String(64), nullable=False),
        sa.Column("visibility_other", sa.String(200), nullable=False),
        sa.Column("ground", sa.String(16), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reference_url", sa.Text(), nullable=False),
        sa.Column("at_sight", sa.String(3), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("automated_detection", sa.Boolean(), nullable=False),
        sa.Column("automated_decision", sa.String(64), nullable=False),
        sa.Column("category", sa.String(96), nullable=False),
        sa.Column("specification", sa.String(96), nullable=False),
        sa.Column("content_types", sa.String(96), nullable=False),
        sa.Column("territory", sa.String(24), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("content_on", sa.Date(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('', 'illegal', 'incompatible')", name=op.f("ck_case_statements_ground")
        ),
        sa.CheckConstraint("at_sight IN ('', 'yes', 'no')", name=op.f("ck_case_statements_at_sight")),
        sa.CheckConstraint(
            "visibility = '' OR ground <> ''", name=op.f("ck_case_statements_restricted_with_ground")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["case_decisions.id"],
            name=op.f("fk_case_statements_decision_id_case_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_statements")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_case_statements_decision_id")),
    )
    op.add_column("articles", sa.Column("unlisted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "measures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("use_name", sa.String(32), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("case_name", sa.String(24), nullable=False),
        sa.Column("ends_with", sa.String(16), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("level IN ('interim', 'final')", name=op.f("ck_measures_level")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_measures_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["use_name"], ["uses.name"], name=op.f("fk_measures_use_name_uses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_article_id"), "measures", ["article_id"])
    op.create_index(op.f("ix_measures_case_id"), "measures", ["case_id"])
    guard = _guard_sqlite if _sqlite() else _guard_postgresql
    for table in FACTS:
        guard(table)


def downgrade() -> None:
    """An older version knows no such measure: what was retracted is published there, and what was withheld of an
    article stays out of its lists until it is published anew."""
    op.execute("UPDATE articles SET state = 'published' WHERE state = 'retracted'")
    op.drop_index(op.f("ix_measures_case_id"), "measures")
    op.drop_index(op.f("ix_measures_article_id"), "measures")
    op.drop_table("measures")
    op.drop_column("articles", "unlisted")
    for table in reversed(FACTS):
        op.drop_table(table)
    op.drop_column("holds", "case_name")


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guard_sqlite(table: str) -> None:
    """As 0012 has it: a row loses its words to an erasure, and nothing else of it changes."""
    kind, once = FACTS[table]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in KEPT[table]]
    changed += [f"NEW.{name} IS NOT ''" for name in WORDS]
    known = f"SELECT 1 FROM erased WHERE kind = '{kind}' AND thing_id = OLD.id"  # noqa: S608 - names of ours
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {once}) {refuse}"
    )


def _guard_postgresql(table: str) -> None:
    refuse = "EXECUTE FUNCTION refuse_change()"  # made by 0002
    words = json.dumps(dict.fromkeys(WORDS, ""))
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION keep_words('{FACTS[table][0]}', '{words}')"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")

"""Add questions about cases to specialists of the desk, and their opinions: facts, whose words an erasure may empty.
And have the database refuse whoever asks or answers about their own."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FACTS = {
    "case_questions": ("case_question", "id = NEW.id OR (case_id = NEW.case_id AND sequence = NEW.sequence)"),
    "case_opinions": ("case_opinion", "id = NEW.id OR question_id = NEW.question_id"),
}
"""What an erasure calls their rows, and what is there once."""
KEPT = {
    "case_questions": ("id", "case_id", "sequence", "mark", "by_id", "made_at"),
    "case_opinions": ("id", "question_id", "asked_by_id", "by_id", "made_at"),
}
ASKED = "NEW.case_id"
ANSWERED = "(SELECT q.case_id FROM case_questions q WHERE q.id = NEW.question_id)"
WROTE = (
    "EXISTS (SELECT 1 FROM members m JOIN guests g ON lower(g.email) = lower(m.email) "
    "JOIN submissions s ON s.guest_id = g.id JOIN articles a ON a.submission_id = s.id "
    "JOIN cases c ON c.article_id = a.id WHERE m.id = NEW.by_id AND c.id = {case})"
)
REPORTED = (
    "EXISTS (SELECT 1 FROM members m JOIN guests g ON lower(g.email) = lower(m.email) "
    "JOIN notices n ON n.guest_id = g.id WHERE m.id = NEW.by_id AND n.case_id = {case})"
)
RULES = (
    ("case_questions", "not_own", WROTE.format(case=ASKED), "nobody asks about their own"),
    ("case_questions", "not_by_claimant", REPORTED.format(case=ASKED), "nobody asks about their own report"),
    ("case_opinions", "not_own", WROTE.format(case=ANSWERED), "nobody judges their own"),
    ("case_opinions", "not_by_claimant", REPORTED.format(case=ANSWERED), "nobody judges their own report"),
)
"""What a constraint cannot say, because it asks another table."""


def upgrade() -> None:
    op.create_table(
        "case_questions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("mark IN ('clinical', 'legal')", name=op.f("ck_case_questions_mark")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_questions_case_id_cases")),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_case_questions_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_questions")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_case_questions_case_id_sequence")),
        sa.UniqueConstraint("id", "by_id", name=op.f("uq_case_questions_id_by_id")),
    )
    op.create_table(
        "case_opinions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("by_id <> asked_by_id", name=op.f("ck_case_opinions_two_people")),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_case_opinions_by_id_members")),
        sa.ForeignKeyConstraint(
            ["question_id", "asked_by_id"],
            ["case_questions.id", "case_questions.by_id"],
            name=op.f("fk_case_opinions_question_id_asked_by_id_case_questions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_opinions")),
        sa.UniqueConstraint("question_id", name=op.f("uq_case_opinions_question_id")),
    )
    guard = _guard_sqlite if _sqlite() else _guard_postgresql
    for table in FACTS:
        guard(table)
    for table, name, when, said in RULES:
        if _sqlite():
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
        )


def downgrade() -> None:
    """An older version knows no such state: what waits for a specialist is the desk's again."""
    waiting = op.get_bind().execute(
        sa.text(
            "SELECT kind, severity, holder_id, late, items FROM counters "
            "WHERE state = 'awaiting_specialist' AND items <> 0"
        )
    )
    for row in waiting.mappings().all():
        _count_as_ours(dict(row))
    op.execute("DELETE FROM counters WHERE state = 'awaiting_specialist'")
    op.execute(
        "UPDATE items SET state = 'under_review', owes = 'us', our_turn_since = begun_at "
        "WHERE state = 'awaiting_specialist'"
    )
    op.execute(
        "UPDATE cases SET state = 'under_review', version = version + 1 WHERE state = 'awaiting_specialist'"
    )
    for table in reversed(FACTS):
        op.drop_table(table)
    if not _sqlite():
        for table, name, _when, _said in RULES:
            op.execute(f"DROP FUNCTION {table}_{name}()")


def _count_as_ours(row: dict[str, object]) -> None:
    same = (
        "kind = :kind AND state = 'under_review' AND owes = 'us' AND severity = :severity "
        "AND holder_id = :holder_id AND late = :late"
    )
    more = sa.text(f"UPDATE counters SET items = items + :items WHERE {same}")  # noqa: S608 - words of ours
    if op.get_bind().execute(more, row).rowcount == 0:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO counters (kind, state, owes, severity, holder_id, late, items) "
                "VALUES (:kind, 'under_review', 'us', :severity, :holder_id, :late, :items)"
            ),
            row,
        )


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guard_sqlite(table: str) -> None:
    """As 0012 has it: a row loses its words to an erasure, and nothing else of it changes."""
    kind, once = FACTS[table]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in KEPT[table]] + ["NEW.body IS NOT ''"]
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
    words = json.dumps({"body": ""})
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION keep_words('{FACTS[table][0]}', '{words}')"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")

"""Add erasures: who proposed and who confirmed, what went, and when nothing was left. Words in facts may be emptied
where a confirmed erasure says that they went, and in no other way."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = ("erasures", "erasure_answers", "erased", "erasure_ends")

EMPTIED: dict[str, tuple[str, dict[str, object]]] = {
    "comments": ("comment", {"body": ""}),
    "rights_records": ("rights_record", {"declared": {}}),
    "decisions": ("decision", {"note": ""}),
    "case_decisions": ("case_decision", {"ground": "", "explanation": "", "internal": ""}),
    "right_decisions": ("right_decision", {"reason": "", "evidence": ""}),
    "findings": ("finding", {"note": ""}),
}
"""Tables of facts with words of people: what an erasure calls their rows, and what of them it empties."""


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("use_name", sa.String(32), nullable=False),
        sa.Column("asset_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.CheckConstraint("scope IN ('article', 'image')", name=op.f("ck_erasures_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("id", "proposed_by_id", name=op.f("uq_erasures_id_proposed_by_id")),
    )
    op.create_index(op.f("ix_erasures_case_id"), "erasures", ["case_id"])
    op.create_table(
        "erasure_answers",
        sa.Column("erasure_id", BIG, autoincrement=False, nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "verdict = 'declined' OR by_id <> proposed_by_id", name=op.f("ck_erasure_answers_two_people")
        ),
        sa.CheckConstraint("verdict IN ('confirmed', 'declined')", name=op.f("ck_erasure_answers_verdict")),
        sa.ForeignKeyConstraint(
            ["erasure_id", "proposed_by_id"],
            ["erasures.id", "erasures.proposed_by_id"],
            name=op.f("fk_erasure_answers_erasure_id_proposed_by_id_erasures"),
        ),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasure_answers")),
    )
    op.create_table(
        "erased",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("thing_id", BIG, autoincrement=False, nullable=False),
        sa.Column("erasure_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kept", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasure_answers.erasure_id"], name=op.f("fk_erased_erasure_id_erasure_answers")
        ),
        sa.PrimaryKeyConstraint("erasure_id", "kind", "thing_id", name=op.f("pk_erased")),
    )
    op.create_index("ix_erased_thing", "erased", ["kind", "thing_id"])
    op.create_table(
        "erasure_ends",
        sa.Column("erasure_id", BIG, autoincrement=False, nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.Column("probed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"],
            ["erasure_answers.erasure_id"],
            name=op.f("fk_erasure_ends_erasure_id_erasure_answers"),
        ),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasure_ends")),
    )
    _guard(sqlite=op.get_bind().dialect.name == "sqlite")


def _guard(*, sqlite: bool) -> None:
    for table in FACTS:
        key = {
            "erasures": ("id",),
            "erased": ("erasure_id", "kind", "thing_id"),
        }.get(table, ("erasure_id",))
        if sqlite:
            _guard_sqlite(table, key)
        else:
            _guard_postgresql(table)
    if sqlite:
        confirmed = (
            "SELECT 1 FROM erasure_answers WHERE erasure_id = NEW.erasure_id AND verdict = 'confirmed'"
        )
        op.execute(
            f"CREATE TRIGGER erased_by_two BEFORE INSERT ON erased WHEN NOT EXISTS ({confirmed}) "
            "BEGIN SELECT RAISE(ABORT, 'nothing is erased before two people said so'); END"
        )
        for table, (kind, emptied) in EMPTIED.items():
            _let_empty_sqlite(table, kind, emptied)
        return
    op.execute(
        "CREATE FUNCTION erased_by_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NOT EXISTS (SELECT 1 FROM erasure_answers WHERE erasure_id = NEW.erasure_id "
        "AND verdict = 'confirmed') THEN RAISE EXCEPTION 'nothing is erased before two people said so'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER erased_by_two BEFORE INSERT ON erased FOR EACH ROW EXECUTE FUNCTION erased_by_two()"
    )
    op.execute(
        "CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF to_jsonb(NEW) = to_jsonb(OLD) || TG_ARGV[1]::jsonb AND EXISTS "
        "(SELECT 1 FROM erased WHERE kind = TG_ARGV[0] AND thing_id = OLD.id) THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for table, (kind, emptied) in EMPTIED.items():
        op.execute(f"DROP TRIGGER {table}_no_update ON {table}")
        said = json.dumps(emptied)
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION keep_words('{kind}', '{said}')"
        )


def _guard_sqlite(table: str, key: tuple[str, ...]) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}")
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )


def _guard_postgresql(table: str) -> None:
    refuse = "EXECUTE FUNCTION refuse_change()"  # made by 0002
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")


def _let_empty_sqlite(table: str, kind: str, emptied: dict[str, object]) -> None:
    """As before, but for a row that is emptied, is otherwise the same, and stands among what was erased."""
    kept = [
        column["name"]
        for column in sa.inspect(op.get_bind()).get_columns(table)
        if column["name"] not in emptied
    ]
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in kept]
    changed += [
        f"NEW.{name} IS NOT '{json.dumps(value) if value != '' else ''}'" for name, value in emptied.items()
    ]
    known = f"SELECT 1 FROM erased WHERE kind = '{kind}' AND thing_id = OLD.id"  # noqa: S608 - names of ours
    op.execute(f"DROP TRIGGER {table}_no_update")
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    )


def downgrade() -> None:
    """The guards as they were, then the tables and their triggers with them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in EMPTIED:
        op.execute(f"DROP TRIGGER {table}_no_update" + ("" if sqlite else f" ON {table}"))
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            + (
                f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
                if sqlite
                else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        )
    for table in reversed(FACTS):
        op.drop_table(table)
    if not sqlite:
        op.execute("DROP FUNCTION keep_words()")
        op.execute("DROP FUNCTION erased_by_two()")

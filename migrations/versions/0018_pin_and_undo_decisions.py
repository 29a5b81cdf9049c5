"""Say of each decision under which signature and over which images it was made, and let it be taken back for a while:
where the submission stood, until when, and the row that takes it back. And have the database refuse whoever decides
about their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = ("id", "submission_id", "revision_id", "content_hash", "by_id", "verdict", "reasons", "made_at")
NEW = ("attestation_id", "images_hash", "from_state", "from_due_at", "undo_until", "again")
TO = "fk_decisions_attestation_id_attestations"

TWICE = (
    "EXISTS (SELECT 1 FROM decisions d WHERE d.revision_id = NEW.revision_id AND d.by_id = NEW.by_id "
    "AND NOT EXISTS (SELECT 1 FROM undoings u WHERE u.decision_id = d.id))"
)
ONCE = "one person decides once about one revision"

THEIR_OWN = (
    "EXISTS (SELECT 1 FROM members m JOIN guests g ON lower(g.email) = lower(m.email) "
    "JOIN submissions s ON s.guest_id = g.id WHERE m.id = NEW.by_id AND s.id = {submission})"
)
OF_RIGHT = "(SELECT r.submission_id FROM rights_records r WHERE r.id = NEW.rights_id)"
OF_CASE = (
    "(SELECT a.submission_id FROM cases c JOIN articles a ON a.id = c.article_id WHERE c.id = NEW.case_id)"
)
REPORTED = (
    "EXISTS (SELECT 1 FROM members m JOIN guests g ON lower(g.email) = lower(m.email) "
    "JOIN notices n ON n.guest_id = g.id WHERE m.id = NEW.by_id AND n.case_id = NEW.case_id)"
)
EXACTLY = (
    "NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = NEW.revision_id "
    "AND r.submission_id = NEW.submission_id AND r.content_hash = NEW.content_hash)"
)
CHANGED = (
    "NEW.verdict = 'approved' AND EXISTS (SELECT 1 FROM revisions r "
    "WHERE r.submission_id = NEW.submission_id AND r.by_member_id = NEW.by_id)"
)
LATE = (
    "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id "
    "AND d.undo_until IS NOT NULL AND NEW.made_at <= d.undo_until)"
)
RULES = (
    ("decisions", "exact", EXACTLY, "a decision is about exactly one revision"),
    (
        "decisions",
        "not_own",
        THEIR_OWN.format(submission="NEW.submission_id"),
        "nobody decides about their own",
    ),
    ("decisions", "not_by_maker", CHANGED, "nobody approves what they changed"),
    ("findings", "not_own", THEIR_OWN.format(submission=OF_RIGHT), "nobody judges their own rights"),
    ("case_decisions", "not_own", THEIR_OWN.format(submission=OF_CASE), "nobody decides about their own"),
    ("case_decisions", "not_by_claimant", REPORTED, "nobody decides their own report"),
    ("undoings", "in_time", LATE, "the time in which it could be undone is over"),
)
"""What a constraint cannot say, because it asks another table. Addresses are kept folded; ``lower`` is for those that
were put in by hand."""


def upgrade() -> None:
    guards = _guards()
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("attestation_id", BIG, nullable=True))
        decisions.add_column(sa.Column("images_hash", sa.String(64), nullable=True))
        decisions.add_column(sa.Column("from_state", sa.String(24), nullable=True))
        decisions.add_column(sa.Column("from_due_at", UTCDateTime(), nullable=True))
        decisions.add_column(sa.Column("undo_until", UTCDateTime(), nullable=True))
        decisions.add_column(sa.Column("again", sa.Integer(), nullable=False, server_default="0"))
        decisions.create_foreign_key(op.f(TO), "attestations", ["attestation_id"], ["id"])
        decisions.drop_constraint(op.f("uq_decisions_revision_id_by_id"), type_="unique")
        decisions.create_unique_constraint(
            op.f("uq_decisions_revision_id_by_id_again"), ["revision_id", "by_id", "again"]
        )
    op.create_table(
        "undoings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("decision_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_undoings_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_undoings_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoings")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_undoings_decision_id")),
    )
    if _sqlite():
        for statement in guards:
            _execute(statement)
        _guard_words((*OLD, *NEW))
        _guard_undoings()
        for table, name, when, said in RULES:
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        op.execute(
            f"CREATE TRIGGER decisions_once BEFORE INSERT ON decisions WHEN {TWICE} "
            f"BEGIN SELECT RAISE(ABORT, '{ONCE}'); END"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER undoings_no_{verb} BEFORE {verb.upper()} ON undoings "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER undoings_no_truncate BEFORE TRUNCATE ON undoings "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for table, name, when, said in RULES:
        op.execute(
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
        )
    op.execute(
        "CREATE FUNCTION decisions_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {TWICE} THEN RAISE unique_violation USING MESSAGE = '{ONCE}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_once BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION decisions_once()"
    )


def downgrade() -> None:
    """What was taken back has no place in the older table, where it would count again as if nobody had."""
    for table, name in (("decisions", "once"), *((table, name) for table, name, _when, _said in RULES)):
        op.execute(f"DROP TRIGGER {table}_{name}" + ("" if _sqlite() else f" ON {table}"))
        if not _sqlite():
            op.execute(f"DROP FUNCTION {table}_{name}()")
    undone = list(op.get_bind().execute(sa.text("SELECT decision_id FROM undoings")).scalars())
    op.drop_table("undoings")
    guards = _guards()
    _forget(undone, guards)
    with op.batch_alter_table("decisions") as decisions:
        decisions.drop_constraint(op.f("uq_decisions_revision_id_by_id_again"), type_="unique")
        decisions.create_unique_constraint(op.f("uq_decisions_revision_id_by_id"), ["revision_id", "by_id"])
        decisions.drop_constraint(op.f(TO), type_="foreignkey")
        for name in reversed(NEW):
            decisions.drop_column(name)
    for statement in guards:
        _execute(statement)
    if _sqlite():
        _guard_words(OLD)


def _forget(undone: list[int], guards: list[str]) -> None:
    for statement in guards:
        op.execute(f"DROP TRIGGER {_name(statement)}")
    if not _sqlite():
        op.execute("ALTER TABLE decisions DISABLE TRIGGER USER")
    forget = sa.text("DELETE FROM decisions WHERE id = :id")
    for id_ in undone:
        op.get_bind().execute(forget, {"id": id_})
    if not _sqlite():
        op.execute("ALTER TABLE decisions ENABLE TRIGGER USER")


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guards() -> list[str]:
    """The triggers on decisions, where a table that is changed is made anew and loses them: all but the one that has to
    name its columns."""
    if not _sqlite():
        return []
    found = op.get_bind().exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions'"
    )
    return [sql for name, sql in found.fetchall() if name != "decisions_no_update"]


def _name(statement: str) -> str:
    return statement.split()[2]


def _execute(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement)


def _guard_words(kept: tuple[str, ...]) -> None:
    """As 0012 has it: a decision loses its note to an erasure, and nothing else of it changes."""
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in kept] + ["NEW.note IS NOT ''"]
    known = "SELECT 1 FROM erased WHERE kind = 'decision' AND thing_id = OLD.id"
    op.execute(
        f"CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) "
        "BEGIN SELECT RAISE(ABORT, 'decisions can only be added to'); END"
    )


def _guard_undoings() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'undoings can only be added to'); END"
    for verb in ("update", "delete"):
        op.execute(f"CREATE TRIGGER undoings_no_{verb} BEFORE {verb.upper()} ON undoings {refuse}")
    known = "EXISTS (SELECT 1 FROM undoings WHERE id = NEW.id OR decision_id = NEW.decision_id)"
    op.execute(f"CREATE TRIGGER undoings_no_replace BEFORE INSERT ON undoings WHEN {known} {refuse}")

"""Add the clocks of cases, whose due times never move, and what is asked of and added to a report that lacks something.
Cases that are open keep the time they were given."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

FIXED = (
    *("id", "case_id", "notice_id", "rule", "rule_version", "calendar", "zone", "library", "started_by_id"),
    *("starts_at", "earliest_at", "due_at"),
)
"""What a clock was started with."""
ONCE = ("satisfied_by_id", "satisfied_at", "cancelled_at", "half_at", "ninety_at", "breached_at")
"""What happens to a clock, once."""
FORWARD = ("paused_seconds", "ends_at")


def upgrade() -> None:
    op.add_column("cases", sa.Column("heard_id", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "clocks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=True),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("rule_version", BIG, nullable=True),
        sa.Column("calendar", sa.String(12), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("library", sa.String(32), nullable=False),
        sa.Column("started_by_id", BIG, nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("earliest_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("satisfied_by_id", BIG, nullable=True),
        sa.Column("satisfied_at", MOMENT, nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("half_at", MOMENT, nullable=True),
        sa.Column("ninety_at", MOMENT, nullable=True),
        sa.Column("breached_at", MOMENT, nullable=True),
        sa.CheckConstraint("earliest_at IS NULL OR earliest_at <= due_at", name=op.f("ck_clocks_bounds")),
        sa.CheckConstraint("satisfied_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_clocks_one_end")),
        sa.CheckConstraint("ends_at >= due_at AND paused_seconds >= 0", name=op.f("ck_clocks_later")),
        *_keys("clocks", case_id="cases", notice_id="notices", rule_version="site_settings"),
        *_keys("clocks", started_by_id="events", satisfied_by_id="events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
        sa.UniqueConstraint(
            "case_id", "rule", "started_by_id", name=op.f("uq_clocks_case_id_rule_started_by_id")
        ),
    )
    op.create_index(op.f("ix_clocks_case_id"), "clocks", ["case_id"])
    op.create_index(op.f("ix_clocks_next_at"), "clocks", ["next_at"])
    op.create_index("ix_clocks_ends", "clocks", ["rule", "ends_at"])
    op.create_table(
        "information_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("wanted", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        *_keys("information_requests", case_id="cases", notice_id="notices", by_id="members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_requests")),
    )
    op.create_table(
        "added_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        *_keys("added_answers", request_id="information_requests", notice_id="notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_answers")),
        sa.UniqueConstraint("request_id", name=op.f("uq_added_answers_request_id")),
    )
    for column in ("case_id", "notice_id"):
        op.create_index(op.f(f"ix_information_requests_{column}"), "information_requests", [column])
    op.create_index(op.f("ix_added_answers_notice_id"), "added_answers", ["notice_id"])
    _keep_times()
    (_guard_sqlite if _sqlite() else _guard_postgresql)()


def downgrade() -> None:
    """An older version knows no such state: what waits for its claimant is the desk's again, due as it was before."""
    waiting = op.get_bind().execute(
        sa.text(
            "SELECT kind, owes, severity, holder_id, late, items FROM counters "
            "WHERE state = 'needs_information' AND items <> 0"
        )
    )
    for row in waiting.mappings().all():
        _count_as_ours(dict(row))
    op.execute("DELETE FROM counters WHERE state = 'needs_information'")
    op.execute(
        "UPDATE cases SET due_at = coalesce((SELECT min(k.due_at) FROM clocks k WHERE k.case_id = cases.id "
        "AND k.rule = 'decide'), received_at) WHERE state = 'needs_information'"
    )
    op.execute(
        "UPDATE items SET due_at = (SELECT c.due_at FROM cases c WHERE c.id = items.subject_id), "
        "state = 'triage', owes = 'us', our_turn_since = begun_at "
        "WHERE state = 'needs_information' AND subject_kind = 'case'"
    )
    op.execute("UPDATE cases SET state = 'triage', version = version + 1 WHERE state = 'needs_information'")
    for table in ("added_answers", "information_requests", "clocks"):
        op.drop_table(table)
    if not _sqlite():
        op.execute("DROP FUNCTION clocks_keep()")
    op.drop_column("cases", "heard_id")


def _keys(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in to.items()
    ]


def _keep_times() -> None:
    """An open case was promised a decision by the one time it had, and whoever waits in triage a look: both go on to
    that moment, without reminders; that it is late is told as before. Events before this one start no clock."""
    op.execute("UPDATE cases SET heard_id = coalesce((SELECT max(id) FROM events), 0)")
    for rule, states in (
        ("triage", ("triage", "triage", "triage")),
        ("decide", ("triage", "under_review", "awaiting_specialist")),
    ):
        op.execute(
            sa.text(
                "INSERT INTO clocks (case_id, rule, calendar, zone, library, starts_at, due_at, ends_at, "
                "paused_seconds) SELECT id, :rule, '', '', '', received_at, due_at, due_at, 0 FROM cases "
                "WHERE state IN (:one, :two, :three)"
            ).bindparams(rule=rule, **dict(zip(("one", "two", "three"), states, strict=True)))
        )


def _count_as_ours(row: dict[str, object]) -> None:
    same = (
        "kind = :kind AND state = 'triage' AND owes = 'us' AND severity = :severity "
        "AND holder_id = :holder_id AND late = :late"
    )
    more = sa.text(f"UPDATE counters SET items = items + :items WHERE {same}")  # noqa: S608 - words of ours
    if op.get_bind().execute(more, row).rowcount == 0:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO counters (kind, state, owes, severity, holder_id, late, items) "
                "VALUES (:kind, 'triage', 'us', :severity, :holder_id, :late, :items)"
            ),
            row,
        )


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guard_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in FIXED]
    changed += [f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name})" for name in ONCE]
    changed += [f"NEW.{name} < OLD.{name}" for name in FORWARD]
    known = "SELECT 1 FROM erased WHERE kind = 'added_answers' AND thing_id = OLD.id"
    kept = ("id", "request_id", "notice_id", "made_at")
    emptied = [f"NEW.{name} IS NOT OLD.{name}" for name in kept] + ["NEW.answers IS NOT '{}'"]
    emptied += [f"NOT EXISTS ({known})"]
    when = {"clocks": changed, "information_requests": [], "added_answers": emptied}
    for table, conditions in when.items():
        stop = refuse.format(table=table)
        only = f"WHEN {' OR '.join(conditions)} " if conditions else ""
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {only}{stop}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}")
        once = "id = NEW.id" + (" OR request_id = NEW.request_id" if table == "added_answers" else "")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {once}) {stop}"
        )


def _guard_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_change()"  # made by 0002
    changed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED]
    changed += [f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in ONCE]
    changed += [f"NEW.{name} < OLD.{name}" for name in FORWARD]
    op.execute(
        "CREATE FUNCTION clocks_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {' OR '.join(changed)} THEN RAISE EXCEPTION 'clocks can only be added to'; END IF; "
        "RETURN NEW; END $$"
    )
    words = json.dumps({"answers": {}})
    update = {
        "clocks": "EXECUTE FUNCTION clocks_keep()",
        "information_requests": refuse,
        "added_answers": f"EXECUTE FUNCTION keep_words('added_answers', '{words}')",
    }
    for table, what in update.items():
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {what}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        )

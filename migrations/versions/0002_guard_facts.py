"""Guard facts: the log, signatures and decisions can be added to and never changed, on both databases."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FACTS = (
    "events",
    "event_topics",
    "wordings",
    "attestations",
    "rights_records",
    "placements",
    "decisions",
    "case_decisions",
    "comments",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FACTS:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}" + ("" if sqlite else f" ON {table}"))
    op.execute("DROP TRIGGER revisions_keep" + ("" if sqlite else " ON revisions"))
    op.execute("DROP TRIGGER revisions_no_delete" + ("" if sqlite else " ON revisions"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION keep_revision()")


def _guard_sqlite() -> None:
    for table in (*FACTS, "revisions"):
        for verb in ("update", "delete"):
            if table != "revisions" or verb == "delete":
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
                )
    op.execute(
        "CREATE TRIGGER revisions_keep BEFORE UPDATE ON revisions WHEN NEW.content_hash IS NOT OLD.content_hash "
        "OR NEW.number IS NOT OLD.number OR NEW.submission_id IS NOT OLD.submission_id "
        "OR (NEW.content IS NOT OLD.content AND NOT (NEW.content IS NULL AND NEW.erasure_id IS NOT NULL)) "
        "BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.content_hash IS DISTINCT FROM OLD.content_hash OR NEW.number IS DISTINCT FROM OLD.number "
        "OR NEW.submission_id IS DISTINCT FROM OLD.submission_id OR (NEW.content IS DISTINCT FROM OLD.content "
        "AND NOT (NEW.content IS NULL AND NEW.erasure_id IS NOT NULL)) "
        "THEN RAISE EXCEPTION 'a revision cannot be changed'; END IF; RETURN NEW; END $$"
    )
    for table in FACTS:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    op.execute(
        "CREATE TRIGGER revisions_keep BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION keep_revision()"
    )
    op.execute(
        "CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )

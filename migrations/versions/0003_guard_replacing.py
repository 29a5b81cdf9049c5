"""Guard facts against what deletes rows without asking the triggers on deletion: REPLACE on SQLite, TRUNCATE on
PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEYS = {
    "event_topics": ("event_id", "subject_kind", "subject_id"),
    **dict.fromkeys(
        (
            *("events", "wordings", "attestations", "rights_records", "placements"),
            *("decisions", "case_decisions", "comments", "revisions"),
        ),
        ("id",),
    ),
}
"""The primary key of each table of facts. A row that differs only in another unique column is kept from being
replaced by ``recursive_triggers``, which every connection of the product sets."""


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in KEYS:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table, columns in KEYS.items():
        same = " AND ".join(f"{name} = NEW.{name}" for name in columns)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEYS:
        op.execute(
            f"DROP TRIGGER {table}_no_replace" if sqlite else f"DROP TRIGGER {table}_no_truncate ON {table}"
        )

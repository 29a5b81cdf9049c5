"""Seal the log: the chain, its daily checkpoints with their timestamps, and orders to verify."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

KEYS = {"seals": "seq", "checkpoints": "id"}
"""Tables that can only be added to, and their primary keys."""


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_seals_event_id_events")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_seals")),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_seals_{name}")) for name in ("event_id", "prev")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("id", BIG, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
        sa.UniqueConstraint("made_on", name=op.f("uq_checkpoints_made_on")),
    )
    op.create_table(
        "timestamps",
        sa.Column("checkpoint_id", BIG, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("stamped_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_timestamps_checkpoint_id_checkpoints")
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", name=op.f("pk_timestamps")),
    )
    op.create_index(op.f("ix_timestamps_due_at"), "timestamps", ["due_at"])
    _create_verifications()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _create_verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("after", BIG, nullable=False),
        sa.Column("looked", BIG, nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("found", DOCUMENT, nullable=False),
        sa.Column("notes", DOCUMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_finished_at"), "verifications", ["finished_at"])


def _guard_sqlite() -> None:
    for table, key in KEYS.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
        for verb in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}"
        )
    kept = "BEGIN SELECT RAISE(ABORT, 'a timestamp can only be added to'); END"
    op.execute(
        "CREATE TRIGGER timestamps_keep BEFORE UPDATE ON timestamps WHEN OLD.token IS NOT NULL "
        f"AND (NEW.token IS NOT OLD.token OR NEW.checkpoint_id IS NOT OLD.checkpoint_id) {kept}"
    )
    op.execute(
        f"CREATE TRIGGER timestamps_no_delete BEFORE DELETE ON timestamps WHEN OLD.token IS NOT NULL {kept}"
    )
    op.execute(
        "CREATE TRIGGER timestamps_no_replace BEFORE INSERT ON timestamps WHEN EXISTS (SELECT 1 FROM timestamps "  # noqa: S608 - names of ours
        f"WHERE checkpoint_id = NEW.checkpoint_id AND token IS NOT NULL) {kept}"
    )


def _guard_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_change()"  # made by 0002
    for table in KEYS:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW {refuse}"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        )
    op.execute(
        "CREATE TRIGGER timestamps_keep BEFORE UPDATE ON timestamps FOR EACH ROW WHEN (OLD.token IS NOT NULL "
        "AND (NEW.token IS DISTINCT FROM OLD.token OR NEW.checkpoint_id IS DISTINCT FROM OLD.checkpoint_id)) "
        f"{refuse}"
    )
    op.execute(
        "CREATE TRIGGER timestamps_no_delete BEFORE DELETE ON timestamps FOR EACH ROW "
        f"WHEN (OLD.token IS NOT NULL) {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER timestamps_no_truncate BEFORE TRUNCATE ON timestamps FOR EACH STATEMENT {refuse}"
    )


def downgrade() -> None:
    for table in ("verifications", "timestamps", "checkpoints", "seals"):
        op.drop_table(table)  # and its triggers with it

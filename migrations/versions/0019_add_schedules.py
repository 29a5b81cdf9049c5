"""Add the times at which approved articles are published by themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("change", sa.String(16), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_schedules_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_schedules_revision_id_revisions")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_schedules_by_id_members")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_due_at"), "schedules", ["due_at"])


def downgrade() -> None:
    """What had a time is approved as before, due when it was, and counted as that."""
    op.execute("UPDATE submissions SET state = 'approved' WHERE state = 'scheduled'")
    items = sa.table("items", *(sa.column(name) for name in ("state", "owes", "subject_kind", "subject_id")))
    items.append_column(sa.column("due_at", MOMENT))
    submissions = sa.table("submissions", sa.column("id"), sa.column("review_due_at", MOMENT))
    due_at = (
        sa.select(submissions.c.review_due_at).where(submissions.c.id == items.c.subject_id).scalar_subquery()
    )
    op.execute(
        sa.update(items)
        .where(items.c.subject_kind == "submission", items.c.state == "scheduled")
        .values(state="approved", owes="us", due_at=sa.func.coalesce(due_at, sa.literal(NEVER, MOMENT)))
    )
    op.execute("DELETE FROM counters")
    op.execute(
        "INSERT INTO counters (kind, state, owes, severity, holder_id, late, items) "
        "SELECT kind, state, owes, severity, coalesce(holder_id, 0), late, count(*) FROM items WHERE open "
        "GROUP BY kind, state, owes, severity, coalesce(holder_id, 0), late"
    )
    op.drop_table("schedules")

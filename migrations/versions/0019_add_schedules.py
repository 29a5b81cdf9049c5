"""Add the times at which approved articles are published by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
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
    """What had a time is approved as before."""
    op.execute("UPDATE submissions SET state = 'approved' WHERE state = 'scheduled'")
    op.execute("UPDATE items SET state = 'approved', owes = 'us' WHERE state = 'scheduled'")
    op.drop_table("schedules")

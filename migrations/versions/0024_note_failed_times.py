"""Add since when a fault has kept something from being published at its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedules", sa.Column("failed_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("schedules", "failed_at")

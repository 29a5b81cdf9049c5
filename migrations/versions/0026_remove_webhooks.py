"""Add when a webhook was removed; its row stays, because the log and what was sent name its number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("removed_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("webhooks", "removed_at")

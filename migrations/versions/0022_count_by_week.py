"""Find what happened in a week by its kind, and decisions by their time, without reading the whole log."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_counted", "events", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_decisions_made_at"), "decisions", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_made_at"), "decisions")
    op.drop_index("ix_events_counted", "events")

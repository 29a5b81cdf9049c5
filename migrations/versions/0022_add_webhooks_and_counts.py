"""Add webhooks; and find what happened in a week by its kind, and decisions by their time, without reading the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.db import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_counted", "events", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_decisions_made_at"), "decisions", ["made_at"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=250), nullable=False),
        sa.Column(
            "topics",
            sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.String(length=400), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("webhook_id", sa.Integer(), nullable=True))
        messages.create_foreign_key(
            op.f("fk_messages_webhook_id_webhooks"), "webhooks", ["webhook_id"], ["id"]
        )
        messages.create_index("ix_messages_webhook", ["webhook_id", "id"])


def downgrade() -> None:
    """What was to go to webhooks goes with them: an older version would send it as letters."""
    op.execute("DELETE FROM messages WHERE webhook_id IS NOT NULL")
    with op.batch_alter_table("messages") as messages:
        messages.drop_index("ix_messages_webhook")
        messages.drop_constraint(op.f("fk_messages_webhook_id_webhooks"), type_="foreignkey")
        messages.drop_column("webhook_id")
    op.drop_table("webhooks")
    op.drop_index(op.f("ix_decisions_made_at"), "decisions")
    op.drop_index("ix_events_counted", "events")

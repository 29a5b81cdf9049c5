"""Number the changes of the queue, so that an open page asks with one look into an index whether anything changed; and
say of a claim whether an open page keeps it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("tick", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_items_tick", "items", ["tick"], unique=False)
    op.add_column("claims", sa.Column("open", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("claims") as claims:
        claims.drop_column("open")
    op.drop_index("ix_items_tick", "items")
    with op.batch_alter_table("items") as items:
        items.drop_column("tick")

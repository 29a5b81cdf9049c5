"""Keep views of the queue that people make, and find words in it by an index of three letters each.

The index needs the extension pg_trgm, which PostgreSQL brings along and lets the owner of a database create. Where an
operator has forbidden that, searching the queue works as before, only slower the longer it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.db import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(length=200), nullable=False),
        sa.Column(
            "chosen",
            sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name="fk_saved_views_owner_id_members"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("owner_id", "title", name="uq_saved_views_owner_id_title"),
    )
    op.create_index("ix_saved_views_shared", "saved_views", ["shared"], unique=False)
    if op.get_bind().dialect.name == "postgresql" and _has_trigrams():
        op.create_index(
            "ix_items_search",
            "items",
            ["search"],
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_items_search")  # the extension may serve others by now
    op.drop_index("ix_saved_views_shared", "saved_views")
    op.drop_table("saved_views")


def _has_trigrams() -> bool:
    """Whether the extension is there; made, where this account may make it."""
    bind = op.get_bind()
    try:
        with bind.begin_nested():
            bind.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.DBAPIError:
        return False
    return True

"""Add the articles that an editor leads readers to from another one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "related",
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_related_article_id_articles")),
        sa.ForeignKeyConstraint(["other_id"], ["articles.id"], name=op.f("fk_related_other_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "other_id", name=op.f("pk_related")),
        sa.UniqueConstraint("article_id", "place", name=op.f("uq_related_article_id_place")),
        sa.CheckConstraint("article_id <> other_id", name=op.f("ck_related_another")),
    )
    op.create_index(op.f("ix_related_other_id"), "related", ["other_id"])


def downgrade() -> None:
    op.drop_table("related")

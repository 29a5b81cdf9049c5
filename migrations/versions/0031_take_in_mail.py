"""Take in what reaches the webmaster's mailbox: one row for each mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIST = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mail_ref", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", LIST, nullable=False),
        sa.Column("message_id", sa.String(260), nullable=False),
        sa.Column("guest_id", BIG),
        sa.Column("article_id", BIG),
        sa.Column("about_kind", sa.String(24), nullable=False),
        sa.Column("about_id", BIG),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_mails_guest_id_guests")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_mails_article_id_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("mail_ref", name=op.f("uq_mails_mail_ref")),
        sa.UniqueConstraint("sha256", name=op.f("uq_mails_sha256")),
    )
    op.create_index(op.f("ix_mails_guest_id"), "mails", ["guest_id"])
    op.create_index(op.f("ix_mails_article_id"), "mails", ["article_id"])
    op.create_index("ix_mails_state", "mails", ["state", "id"])
    op.create_index("ix_mails_about", "mails", ["about_kind", "about_id"])
    op.create_index("ix_mails_message_id", "mails", ["message_id"])


def downgrade() -> None:
    """An older version knows no letter that came back: it has failed."""
    op.execute("UPDATE messages SET state = 'failed' WHERE state = 'bounced'")
    op.drop_table("mails")

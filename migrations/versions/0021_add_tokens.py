"""Add the tokens of programs that use the API, what they were answered, and the drafts they handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_tokens_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_index(op.f("ix_tokens_member_id"), "tokens", ["member_id"])
    op.create_table(
        "kept_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_id", BIG, nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_kept_answers_token_id_tokens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_kept_answers_token_id_key")),
    )
    op.create_index(op.f("ix_kept_answers_made_at"), "kept_answers", ["made_at"])
    op.create_table(
        "handed_in",
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("token_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_handed_in_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_handed_in_token_id_tokens")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_handed_in")),
    )


def downgrade() -> None:
    op.drop_table("handed_in")
    op.drop_table("kept_answers")
    op.drop_table("tokens")

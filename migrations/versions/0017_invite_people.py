"""Invite people by letter: private links for the desk, used once; second factors and passkeys; the
browsers in which somebody is signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "passes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.Column("clinical", sa.Boolean(), nullable=False),
        sa.Column("legal", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'password')", name=op.f("ck_passes_purpose")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_passes_member_id_members")),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_passes_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_passes_token_hash")),
    )
    op.create_index(op.f("ix_passes_member_id"), "passes", ["member_id"])
    op.create_index("ix_passes_email", "passes", ["purpose", "email"])
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("signed_in_at", MOMENT, nullable=True))
        members.add_column(sa.Column("tf_primary_method", sa.String(16), nullable=True))
        members.add_column(sa.Column("tf_totp_secret", sa.String(400), nullable=True))
        members.add_column(sa.Column("last_step", sa.BigInteger(), nullable=True))
        members.add_column(sa.Column("fs_webauthn_user_handle", sa.String(64), nullable=True))
        members.create_unique_constraint(
            op.f("uq_members_fs_webauthn_user_handle"), ["fs_webauthn_user_handle"]
        )
    _factors()
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("pass_id", BIG, nullable=True))
        messages.create_foreign_key(op.f("fk_messages_pass_id_passes"), "passes", ["pass_id"], ["id"])


def _factors() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", DOCUMENT, nullable=True),
        sa.Column("extensions", sa.String(255), nullable=True),
        sa.Column("usage", sa.String(12), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("lastuse_datetime", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_passkeys_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_member_id"), "passkeys", ["member_id"])
    op.create_table(
        "sign_ins",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("browser", sa.String(60), nullable=False),
        sa.Column("network", sa.String(50), nullable=False),
        sa.Column("lacks_codes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sign_ins_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_member_id"), "sign_ins", ["member_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_recovery_codes_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    op.create_index(op.f("ix_recovery_codes_member_id"), "recovery_codes", ["member_id"])


def downgrade() -> None:
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("fk_messages_pass_id_passes"), type_="foreignkey")
        messages.drop_column("pass_id")
    op.drop_table("recovery_codes")
    op.drop_table("sign_ins")
    op.drop_table("passkeys")
    with op.batch_alter_table("members") as members:
        members.drop_constraint(op.f("uq_members_fs_webauthn_user_handle"), type_="unique")
        for column in (
            "fs_webauthn_user_handle",
            "last_step",
            "tf_totp_secret",
            "tf_primary_method",
            "signed_in_at",
        ):
            members.drop_column(column)
    op.drop_table("passes")

"""Add receipts: the site's signature under a contributor's, the public keys it was made with, and the letter it goes
with. Receipts and keys can be added to and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
FACTS = ("receipt_keys", "receipts")


def upgrade() -> None:
    op.create_table(
        "receipt_keys",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("public_key", sa.String(43), nullable=False),
        sa.Column("in_force_from", MOMENT, nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_keys")),
        sa.UniqueConstraint("key_id", name=op.f("uq_receipt_keys_key_id")),
        sa.UniqueConstraint("public_key", name=op.f("uq_receipt_keys_public_key")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("attestation_id", BIG, nullable=False),
        sa.Column("receipt_key_id", BIG, nullable=False),
        sa.Column("site", DOCUMENT, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("signature", sa.String(86), nullable=False),
        sa.ForeignKeyConstraint(
            ["attestation_id"], ["attestations.id"], name=op.f("fk_receipts_attestation_id_attestations")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_key_id"], ["receipt_keys.id"], name=op.f("fk_receipts_receipt_key_id_receipt_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("attestation_id", name=op.f("uq_receipts_attestation_id")),
    )
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("receipt_id", BIG, nullable=True))
        messages.create_foreign_key(
            op.f("fk_messages_receipt_id_receipts"), "receipts", ["receipt_id"], ["id"]
        )
    for table in FACTS:
        _guard(table)


def downgrade() -> None:
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("fk_messages_receipt_id_receipts"), type_="foreignkey")
        messages.drop_column("receipt_id")
    for table in reversed(FACTS):
        op.drop_table(table)  # and its triggers


def _guard(table: str) -> None:
    """As 0002 and 0003 do: no change, no deletion, and no way around the triggers on these."""
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"SELECT RAISE(ABORT, '{table} can only be added to')"
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN {refusal}; END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN {refusal}; END"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

"""Add what the desk finds about each right: rows that can be added to and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("rights_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(12), nullable=False),
        sa.Column("checked", DOCUMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rights_id"], ["rights_records.id"], name=op.f("fk_findings_rights_id_rights_records")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_findings_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_rights", "findings", ["rights_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'findings can only be added to'); END"
        op.execute(f"CREATE TRIGGER findings_no_update BEFORE UPDATE ON findings {refuse}")
        op.execute(f"CREATE TRIGGER findings_no_delete BEFORE DELETE ON findings {refuse}")
        known = "EXISTS (SELECT 1 FROM findings WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER findings_no_replace BEFORE INSERT ON findings WHEN {known} {refuse}")
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER findings_no_{verb} BEFORE {verb.upper()} ON findings "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER findings_no_truncate BEFORE TRUNCATE ON findings "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("findings")

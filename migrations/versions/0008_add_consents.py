"""Add links by which people shown withdraw their consent; such a link belongs to no guest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECK = "ck_links_scope"


def upgrade() -> None:
    with op.batch_alter_table("links") as links:
        links.alter_column("guest_id", existing_type=BIG, nullable=True)
        links.drop_constraint(op.f(CHECK), type_="check")
        links.create_check_constraint(op.f(CHECK), "scope IN ('draft', 'notice', 'consent')")
    op.create_table(
        "consents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("consent_ref", sa.String(32), nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_consents_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_consents_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("consent_ref", name=op.f("uq_consents_consent_ref")),
    )
    op.create_index(op.f("ix_consents_asset_id"), "consents", ["asset_id"])
    op.create_index("ix_consents_image", "consents", ["submission_id", "asset_id"])


def downgrade() -> None:
    """Links to consents go with them; letters that were sent stay, without their link."""
    op.execute(
        "UPDATE messages SET link_id = NULL WHERE link_id IN (SELECT id FROM links WHERE scope = 'consent')"
    )
    op.execute("DELETE FROM links WHERE scope = 'consent'")
    op.drop_table("consents")
    with op.batch_alter_table("links") as links:
        links.drop_constraint(op.f(CHECK), type_="check")
        links.create_check_constraint(op.f(CHECK), "scope IN ('draft', 'notice')")
        links.alter_column("guest_id", existing_type=BIG, nullable=False)

"""Add what the writing desk keeps: crops, portraits, evidence, imports, short codes, and who is writing."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

COLUMNS: dict[str, list[Callable[[], sa.Column[object]]]] = {
    "working_copies": [
        lambda: sa.Column("orcid", sa.String(19), nullable=False, server_default=""),
        lambda: sa.Column("holder", sa.String(32), nullable=False, server_default=""),
        lambda: sa.Column("held_until", MOMENT, nullable=True),
    ],
    "draft_images": [
        lambda: sa.Column("portrait", sa.Boolean(), nullable=False, server_default=sa.false()),
        lambda: sa.Column("crop", sa.String(32), nullable=False, server_default=""),
        lambda: sa.Column("focal", sa.String(12), nullable=False, server_default=""),
    ],
    "placements": [lambda: sa.Column("crop", sa.String(32), nullable=False, server_default="")],
    "uses": [lambda: sa.Column("crop", sa.String(32), nullable=False, server_default="")],
}
"""New columns have a default in the database: code that knows nothing of them goes on working."""


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for make in columns:
            op.add_column(table, make())
    with op.batch_alter_table("renditions") as renditions:
        renditions.alter_column(
            "recipe", existing_type=sa.String(12), type_=sa.String(32), existing_nullable=False
        )
    op.create_table(
        "codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("guest_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("subject_ref", sa.String(32), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_codes_guest_id_guests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
    )
    op.create_index(op.f("ix_codes_guest_id"), "codes", ["guest_id"])
    op.create_index("ix_codes_subject", "codes", ["purpose", "subject_ref"])
    op.create_index("ix_codes_email", "codes", ["email", "made_at"])
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("code_id", BIG, nullable=True))
        messages.create_foreign_key(op.f("fk_messages_code_id_codes"), "codes", ["code_id"], ["id"])
    op.create_table(
        "crops",
        sa.Column("id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("area", sa.String(32), nullable=False),
        *_order(),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_crops_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crops")),
        sa.UniqueConstraint("asset_id", "area", name=op.f("uq_crops_asset_id_area")),
    )
    op.create_index(op.f("ix_crops_state"), "crops", ["state"])
    op.create_table(
        "evidence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("asset_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_evidence_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_evidence_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "submission_id", "asset_id", "sha256", name=op.f("uq_evidence_submission_id_asset_id_sha256")
        ),
    )
    op.create_index(op.f("ix_evidence_submission_id"), "evidence", ["submission_id"])
    op.create_table(
        "imports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("refusal", sa.String(400), nullable=False),
        sa.Column("found", DOCUMENT, nullable=False),
        *_order(),
        sa.Column("placed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_imports_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_state"), "imports", ["state"])
    op.create_index(op.f("ix_imports_submission_id"), "imports", ["submission_id"])


def _order() -> list[sa.Column[object]]:
    """What makes a row a worker's order."""
    return [
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
    ]


def downgrade() -> None:
    op.execute("DELETE FROM renditions WHERE recipe LIKE 'r1-%'")  # crops go, and so do their files
    with op.batch_alter_table("renditions") as renditions:
        renditions.alter_column(
            "recipe", existing_type=sa.String(32), type_=sa.String(12), existing_nullable=False
        )
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("fk_messages_code_id_codes"), type_="foreignkey")
        messages.drop_column("code_id")
    for table in ("imports", "evidence", "crops", "codes"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for make in reversed(columns):
            op.drop_column(table, make().name)

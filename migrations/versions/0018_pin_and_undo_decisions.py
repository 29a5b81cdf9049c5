"""Say of each decision under which signature and over which images it was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SEEN = {"attestation_id": "BIGINT", "images_hash": "VARCHAR(64)"}
OLD = ("id", "submission_id", "revision_id", "content_hash", "by_id", "verdict", "reasons", "made_at")


def upgrade() -> None:
    if _sqlite():
        # A table that is made anew loses the triggers that guard it, so the columns are put into the one there is.
        to = "CONSTRAINT fk_decisions_attestation_id_attestations REFERENCES attestations (id)"
        op.execute(f"ALTER TABLE decisions ADD COLUMN attestation_id INTEGER {to}")
        op.execute("ALTER TABLE decisions ADD COLUMN images_hash VARCHAR(64)")
        _guard_words((*OLD, *SEEN))
        return
    op.add_column("decisions", sa.Column("attestation_id", sa.BigInteger(), nullable=True))
    op.add_column("decisions", sa.Column("images_hash", sa.String(64), nullable=True))
    op.create_foreign_key(
        op.f("fk_decisions_attestation_id_attestations"),
        "decisions",
        "attestations",
        ["attestation_id"],
        ["id"],
    )


def downgrade() -> None:
    if _sqlite():
        _guard_words(OLD)
        for name in reversed(SEEN):
            op.execute(f"ALTER TABLE decisions DROP COLUMN {name}")
        return
    op.drop_constraint(op.f("fk_decisions_attestation_id_attestations"), "decisions", type_="foreignkey")
    for name in reversed(SEEN):
        op.drop_column("decisions", name)


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _guard_words(kept: tuple[str, ...]) -> None:
    """As 0012 has it: a decision loses its note to an erasure, and nothing else of it changes."""
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in kept] + ["NEW.note IS NOT ''"]
    known = "SELECT 1 FROM erased WHERE kind = 'decision' AND thing_id = OLD.id"
    op.execute("DROP TRIGGER decisions_no_update")
    op.execute(
        f"CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions "
        f"WHEN {' OR '.join(changed)} OR NOT EXISTS ({known}) "
        "BEGIN SELECT RAISE(ABORT, 'decisions can only be added to'); END"
    )

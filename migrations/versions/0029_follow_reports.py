"""Keep with each report which page its reader saw; the database lets nobody put another one in its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None

GUARD = "notices_keep_snapshot"
REFUSAL = "the page of a report cannot be changed"


def upgrade() -> None:
    op.add_column("notices", sa.Column("snapshot", sa.String(64), nullable=False, server_default=""))
    if _sqlite():
        op.execute(
            f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON notices WHEN NEW.snapshot IS NOT OLD.snapshot "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.snapshot IS DISTINCT FROM OLD.snapshot THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON notices FOR EACH ROW EXECUTE FUNCTION {GUARD}()")


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {GUARD}" if _sqlite() else f"DROP TRIGGER {GUARD} ON notices")
    if not _sqlite():
        op.execute(f"DROP FUNCTION {GUARD}()")
    op.drop_column("notices", "snapshot")


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")

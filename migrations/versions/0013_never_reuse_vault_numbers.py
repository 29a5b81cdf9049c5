"""Never give a number of the vault twice: an erased row's number stands in events and signatures for good.

SQLite gives the number of the last row again once that is gone, unless the table says AUTOINCREMENT. Then the words of
somebody else would stand behind an event whose own were erased. PostgreSQL never did this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NAMED = (("events", "facts"), ("attestations", "statement"), ("editor_attestations", "statement"))
"""Where numbers of the vault stand, by table and column."""


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    _made_anew(autoincrement=True)
    most = " UNION ALL ".join(
        f"SELECT max(j.value) AS most FROM {table} t, json_tree(t.{column}) j WHERE j.key = 'vault'"  # noqa: S608
        for table, column in NAMED
    )
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'vault'")
    op.execute(
        f"INSERT INTO sqlite_sequence (name, seq) SELECT 'vault', coalesce(max(most), 0) "  # noqa: S608
        f"FROM ({most} UNION ALL SELECT max(id) FROM vault)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(autoincrement=False)


def _made_anew(*, autoincrement: bool) -> None:
    with op.batch_alter_table(
        "vault", recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}
    ) as vault:
        vault.alter_column("value", existing_type=sa.Text(), existing_nullable=False)

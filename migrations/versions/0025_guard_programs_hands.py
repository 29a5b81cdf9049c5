"""Have the database refuse an approval by whoever's program handed the article in."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

HANDED_IN = (
    "NEW.verdict = 'approved' AND EXISTS (SELECT 1 FROM handed_in h JOIN tokens t ON t.id = h.token_id "
    "WHERE h.submission_id = NEW.submission_id AND t.member_id = NEW.by_id)"
)
SAID = "nobody approves what their program handed in"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER decisions_not_by_program BEFORE INSERT ON decisions WHEN {HANDED_IN} "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION decisions_not_by_program() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {HANDED_IN} THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_not_by_program BEFORE INSERT ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION decisions_not_by_program()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER decisions_not_by_program")
        return
    op.execute("DROP TRIGGER decisions_not_by_program ON decisions")
    op.execute("DROP FUNCTION decisions_not_by_program()")

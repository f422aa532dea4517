"""Keep complaints that a low answer drafted and nobody took in yet; their clock has not started."""

from alembic import op

revision = "0272"
down_revision = "0271"
branch_labels = None
depends_on = None

STATUS, CLOCK = "ck_complaint_complaintstatus", "ck_complaint_draft_has_no_clock"
OLD = ("registered", "investigating", "handling", "replied", "closed", "reopened")
NEW = ("draft", *OLD)


def upgrade() -> None:
    with op.batch_alter_table("complaint") as batch_op:
        batch_op.drop_constraint(op.f(STATUS), type_="check")
        batch_op.create_check_constraint(op.f(STATUS), _one_of(NEW))
        batch_op.create_check_constraint(op.f(CLOCK), "status <> 'draft' OR due_on IS NULL")


def downgrade() -> None:
    """A draft becomes a complaint that was taken in and whose clock stands."""
    op.execute("UPDATE complaint SET status = 'registered' WHERE status = 'draft'")
    with op.batch_alter_table("complaint") as batch_op:
        batch_op.drop_constraint(op.f(CLOCK), type_="check")
        batch_op.drop_constraint(op.f(STATUS), type_="check")
        batch_op.create_check_constraint(op.f(STATUS), _one_of(OLD))


def _one_of(names: tuple[str, ...]) -> str:
    return f"status IN ({', '.join(map(repr, names))})"

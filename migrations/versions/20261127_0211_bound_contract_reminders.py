"""Remind of a contract's end on a day between a year before it and the end itself."""

from alembic import op

revision = "0211"
down_revision = "0201"
branch_labels = None
depends_on = None

MOST_DAYS = 366
NAME = "ck_contract_reminded_within_a_year"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    farthest = f"date(expires_on, '-{MOST_DAYS} days')" if is_sqlite else f"expires_on - {MOST_DAYS}"
    op.execute("UPDATE contract SET remind_days = 0, remind_on = expires_on WHERE remind_days < 0")
    op.execute(
        f"UPDATE contract SET remind_days = {MOST_DAYS}, remind_on = {farthest}"  # noqa: S608
        f" WHERE remind_days > {MOST_DAYS}"
    )
    with op.batch_alter_table("contract") as batch_op:
        batch_op.create_check_constraint(op.f(NAME), f"remind_days BETWEEN 0 AND {MOST_DAYS}")


def downgrade() -> None:
    with op.batch_alter_table("contract") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")

"""Refuse a rate of yuan in the database too, wherever a rate is stated."""

from alembic import op

revision = "0201"
down_revision = "0191"
branch_labels = None
depends_on = None

TABLES = ("contract", "payment", "trade_transaction")
FOREIGN = "rate IS NULL OR currency <> 'CNY'"


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET rate = NULL WHERE currency = 'CNY'")  # It said nothing.
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_check_constraint(_name(table), FOREIGN)


def downgrade() -> None:
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(_name(table), type_="check")


def _name(table: str) -> str:
    return op.f(f"ck_{table}_rate_of_foreign_money")

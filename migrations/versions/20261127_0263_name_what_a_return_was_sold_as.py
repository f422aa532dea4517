"""A return names the sale it comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0263"
down_revision = "0262"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "trade_transaction"
KEY = "fk_trade_transaction_returns_id_trade_transaction"
CHECK = "ck_trade_transaction_return_names_a_sale"
TOLD = sa.text("returns_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.add_column(sa.Column("returns_id", LONG, nullable=True))
        batch_op.create_foreign_key(op.f(KEY), TABLE, ["returns_id"], ["id"])
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.create_check_constraint(
            op.f(CHECK), "returns_id IS NULL OR (kind = 'goods_return' AND returns_id <> id)"
        )
    op.create_index(
        "ix_trade_transaction_returns", TABLE, ["returns_id", "id"],
        sqlite_where=TOLD, postgresql_where=TOLD,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_trade_transaction_returns", table_name=TABLE)
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("returns_id")

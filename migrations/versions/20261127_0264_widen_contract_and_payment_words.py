"""Contracts of fast sale, and money remitted by post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0264"
down_revision = "0263"
branch_labels = None
depends_on = None

TYPES = ("direct", "agency", "service", "framework", "other")
METHODS = (
    "wire", "online", "cheque", "cash", "alipay", "wechat_pay", "acceptance_bill", "other",
)  # fmt: skip
#: Table, column, check, the words so far, the new one, which becomes "other" on the way back.
WORDS = (
    ("contract", "type", "contracttype", TYPES, "fast_sale"),
    ("payment", "method", "paymentmethod", METHODS, "postal"),
    ("receivable", "method", "paymentmethod", METHODS, "postal"),
)


def upgrade() -> None:
    for table, column, check, words, new in WORDS:
        _allow(table, column, check, (*words, new))


def downgrade() -> None:
    for table, column, check, words, new in WORDS:
        told = sa.table(table, sa.column(column, sa.String()))
        op.execute(sa.update(told).where(told.c[column] == new).values({column: "other"}))
        _allow(table, column, check, words)


def _allow(table: str, column: str, check: str, words: Sequence[str]) -> None:
    name = op.f(f"ck_{table}_{check}")
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.column(column).in_(words))

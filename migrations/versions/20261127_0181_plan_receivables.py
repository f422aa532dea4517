"""Add rate, method and reminder to what is owed."""

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0171"
branch_labels = None
depends_on = None

METHODS = (
    "wire", "online", "cheque", "cash", "alipay", "wechat_pay", "acceptance_bill", "other",
)  # fmt: skip
#: What everything owed was reminded of so far.
DAYS = 7
FIRST_DAYS = "0001-01-08"
OPEN = sa.text("paid < amount")
CHECKS = {
    "ck_receivable_rate_above_zero": "rate > 0",
    "ck_receivable_rate_of_foreign_money": "rate IS NULL OR currency <> 'CNY'",
    "ck_receivable_reminded_within_a_year": "remind_days BETWEEN 0 AND 366",
    "ck_receivable_period_above_zero": "period > 0",
}


def upgrade() -> None:
    kind = sa.Enum(*METHODS, name="paymentmethod", native_enum=False, length=32)
    op.execute("UPDATE receivable SET period = NULL WHERE period < 1")  # It said nothing.
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.add_column(sa.Column("rate", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("method", kind, nullable=True))
        batch_op.add_column(sa.Column("remind_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("remind_on", sa.Date(), nullable=True))
        for name, text in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), text)
        batch_op.create_check_constraint(
            op.f("ck_receivable_paymentmethod"), sa.column("method").in_(METHODS)
        )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    before = f"date(due_on, '-{DAYS} days')" if is_sqlite else f"due_on - {DAYS}"
    near = f"due_on < '{FIRST_DAYS}'"  # There is no day before the first year.
    op.execute(f"UPDATE receivable SET remind_on = CASE WHEN {near} THEN due_on ELSE {before} END")
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.alter_column("remind_on", existing_type=sa.Date(), nullable=False)
    op.create_index(
        "ix_receivable_open", "receivable", ["due_on", "remind_on"],
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_receivable_open", table_name="receivable")
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.drop_constraint(op.f("ck_receivable_paymentmethod"), type_="check")
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name in ("remind_on", "remind_days", "method", "rate"):
            batch_op.drop_column(name)

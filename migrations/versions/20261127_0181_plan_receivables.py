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
CHECKS = {
    "ck_receivable_rate_above_zero": "rate > 0",
    "ck_receivable_remind_days_not_negative": "remind_days >= 0",
}


def upgrade() -> None:
    kind = sa.Enum(*METHODS, name="paymentmethod", native_enum=False, length=32)
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
        batch_op.create_index("ix_receivable_remind", ["remind_on", "id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    before = f"date(due_on, '-{DAYS} days')" if is_sqlite else f"due_on - {DAYS}"
    op.execute(f"UPDATE receivable SET remind_on = {before}")


def downgrade() -> None:
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.drop_index("ix_receivable_remind")
        batch_op.drop_constraint(op.f("ck_receivable_paymentmethod"), type_="check")
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name in ("remind_on", "remind_days", "method", "rate"):
            batch_op.drop_column(name)

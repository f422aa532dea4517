"""A refund names the payment it gives back, and uses up what is left of it."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0262"
down_revision = "0261"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "fk_payment_refunds_id_payment"
TOLD = sa.text("refunds_id IS NOT NULL")
OLD = {
    "ck_payment_allocated_within_amount": "allocated BETWEEN 0 AND amount",
    "ck_payment_refund_settles_nothing": "kind <> 'refund' OR allocated = 0",
}
NEW = {
    "ck_payment_used_within_amount":
        "allocated >= 0 AND returned >= 0 AND allocated + returned <= amount",
    "ck_payment_refund_settles_nothing":
        "kind <> 'refund' OR (allocated = 0 AND returned = 0)",
    "ck_payment_refund_gives_back":
        "refunds_id IS NULL OR (kind = 'refund' AND refunds_id <> id)",
}  # fmt: skip


def _checks(old: Mapping[str, str], new: Mapping[str, str]) -> None:
    with op.batch_alter_table("payment") as batch_op:
        for name in old:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name, text in new.items():
            batch_op.create_check_constraint(op.f(name), text)


def upgrade() -> None:
    with op.batch_alter_table("payment") as batch_op:
        batch_op.add_column(sa.Column("refunds_id", LONG, nullable=True))
        batch_op.add_column(
            sa.Column("returned", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.create_foreign_key(op.f(KEY), "payment", ["refunds_id"], ["id"])
    _checks(OLD, NEW)
    op.create_index(
        "ix_payment_refunds", "payment", ["refunds_id", "id"],
        sqlite_where=TOLD, postgresql_where=TOLD,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_payment_refunds", table_name="payment")
    _checks(NEW, OLD)
    with op.batch_alter_table("payment") as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("returned")
        batch_op.drop_column("refunds_id")

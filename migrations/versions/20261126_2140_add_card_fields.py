"""Add what a customer's and a contact's card still lacked; the organisation code is filled in."""

import sqlalchemy as sa
from alembic import op

from app.customers.identifiers import org_code_in

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_customer_assets_not_negative": "assets >= 0",
    "ck_customer_longitude_in_degrees": "abs(longitude) <= 180000000",
    "ck_customer_latitude_in_degrees": "abs(latitude) <= 90000000",
    "ck_customer_both_or_neither": "(longitude IS NULL) = (latitude IS NULL)",
}
COLUMNS = {
    "org_code": sa.String(9),
    "assets": sa.BigInteger(),
    "longitude": sa.BigInteger(),
    "latitude": sa.BigInteger(),
    "first_traded_on": sa.Date(),
    "verify_due_on": sa.Date(),
    "qq": sa.String(16),
}
BLOCK = 2_000


def upgrade() -> None:
    with op.batch_alter_table("customer") as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_index("ix_customer_org_code", ["org_code"])
        batch_op.create_index("ix_customer_verify_due", ["verify_due_on", "id"])
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("contact") as batch_op:
        batch_op.add_column(sa.Column("qq", sa.String(16), nullable=True))
        batch_op.add_column(sa.Column("next_contact_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_contact_next", ["next_contact_on", "id"])
    fill_codes()


def fill_codes() -> None:
    """Characters 9 to 17 of each credit code whose organisation code checks."""
    connection, last = op.get_bind(), 0
    customer = sa.table("customer", *map(sa.column, ("id", "uscc", "org_code")))
    put = sa.update(customer).where(customer.c.id == sa.bindparam("pk"))
    put = put.values(org_code=sa.bindparam("code"))
    while True:
        asked = sa.select(customer.c.id, customer.c.uscc).where(
            customer.c.id > last, customer.c.uscc.is_not(None)
        )
        rows = connection.execute(asked.order_by(customer.c.id).limit(BLOCK)).all()
        if not rows:
            return
        told = [{"pk": pk, "code": code} for pk, uscc in rows if (code := org_code_in(uscc))]
        if told:
            connection.execute(put, told)
        last = rows[-1][0]


def downgrade() -> None:
    with op.batch_alter_table("contact") as batch_op:
        batch_op.drop_index("ix_contact_next")
        batch_op.drop_column("next_contact_on")
        batch_op.drop_column("qq")
    with op.batch_alter_table("customer") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_index("ix_customer_verify_due")
        batch_op.drop_index("ix_customer_org_code")
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)

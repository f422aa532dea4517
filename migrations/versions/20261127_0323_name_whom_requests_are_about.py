"""Name the customer a request is about, so that its timeline can tell of it."""

import sqlalchemy as sa
from alembic import op

revision = "0323"
down_revision = "0322"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY, INDEX = "fk_approval_request_customer_id_customer", "ix_approval_request_customer"
TOLD = sa.text("customer_id IS NOT NULL")
#: What is decided on → its table's column of the customer.
SUBJECTS = {"customer": "id", "contract": "customer_id", "care_visit": "customer_id"}


def upgrade() -> None:
    with op.batch_alter_table("approval_request") as batch_op:
        batch_op.add_column(sa.Column("customer_id", LONG, nullable=True))
        batch_op.create_foreign_key(op.f(KEY), "customer", ["customer_id"], ["id"])
    request = sa.table("approval_request", *map(sa.column, ("subject", "subject_id", "customer_id")))
    for name, key in SUBJECTS.items():
        subject = sa.table(name, sa.column("id"), sa.column(key))
        whose = sa.select(subject.c[key]).where(subject.c.id == request.c.subject_id)
        told = sa.update(request).where(request.c.subject == name)
        op.execute(told.values(customer_id=whose.scalar_subquery()))
    op.create_index(
        INDEX, "approval_request", ["customer_id", "id"], sqlite_where=TOLD, postgresql_where=TOLD
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="approval_request")
    with op.batch_alter_table("approval_request") as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("customer_id")

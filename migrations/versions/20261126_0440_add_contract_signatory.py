"""Add the customer's contact who signs a contract."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "fk_contract_signatory_id_contact"


def upgrade() -> None:
    with op.batch_alter_table("contract") as batch_op:
        batch_op.add_column(sa.Column("signatory_id", LONG_ID, nullable=True))
        batch_op.create_index(op.f("ix_contract_signatory_id"), ["signatory_id"], unique=False)
        batch_op.create_foreign_key(op.f(KEY), "contact", ["signatory_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("contract") as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_index(op.f("ix_contract_signatory_id"))
        batch_op.drop_column("signatory_id")

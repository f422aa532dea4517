"""What is owed counts once its contract is signed, and follows its next version."""

import sqlalchemy as sa
from alembic import op

revision = "0261"
down_revision = "0231"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "fk_receivable_moved_from_id_contract"
DRAFTS = "contract_id IN (SELECT id FROM contract WHERE stage = 'drafted')"


def upgrade() -> None:
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.add_column(
            sa.Column("is_effective", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("moved_from_id", LONG, nullable=True))
        batch_op.create_foreign_key(op.f(KEY), "contract", ["moved_from_id"], ["id"])
    op.execute(sa.text(f"UPDATE receivable SET is_effective = false WHERE {DRAFTS}"))  # noqa: S608


def downgrade() -> None:
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("moved_from_id")
        batch_op.drop_column("is_effective")

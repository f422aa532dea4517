"""Add the lines of a contract."""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0151"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contract_line",
        sa.Column("contract_id", LONG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", LONG, nullable=True),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=True),
        sa.Column("exact", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("id", LONG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_contract_line_position_above_zero")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_contract_line_quantity_above_zero")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_contract_line_price_not_negative")),
        sa.CheckConstraint(
            "discount BETWEEN 0 AND 10000", name=op.f("ck_contract_line_discount_is_a_share")
        ),
        sa.CheckConstraint(
            "tax_rate BETWEEN 0 AND 10000", name=op.f("ck_contract_line_tax_rate_is_a_share")
        ),
        sa.CheckConstraint(
            "product_id IS NOT NULL OR description IS NOT NULL",
            name=op.f("ck_contract_line_says_what"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_line_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_contract_line_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_line")),
    )
    op.create_index(
        "ix_contract_line_contract", "contract_line", ["contract_id", "position", "id"]
    )
    op.create_index(op.f("ix_contract_line_product_id"), "contract_line", ["product_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_contract_line_product_id"), table_name="contract_line")
    op.drop_index("ix_contract_line_contract", table_name="contract_line")
    op.drop_table("contract_line")

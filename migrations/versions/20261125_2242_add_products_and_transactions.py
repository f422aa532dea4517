"""Add products and transactions."""

import sqlalchemy as sa
from alembic import op

WORDS = ("customer_source", "occupation")

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def _dictionaries(*more: str) -> None:
    """The vocabularies there are, as the column's own check says."""
    told = sa.column("dictionary").in_([*WORDS, *more])
    with op.batch_alter_table("dictionary_word") as table:
        table.drop_constraint(op.f("ck_dictionary_word_dictionary"), type_="check")
        table.create_check_constraint(op.f("ck_dictionary_word_dictionary"), told)


def upgrade() -> None:
    _dictionaries("product_category")
    op.create_table('product',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit', sa.String(length=20), nullable=True),
    sa.Column('price', sa.BigInteger(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('price >= 0', name=op.f('ck_product_price_not_negative')),
    sa.ForeignKeyConstraint(['category_id'], ['dictionary_word.id'], name=op.f('fk_product_category_id_dictionary_word')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('code', name=op.f('uq_product_code'))
    )
    op.create_index(op.f('ix_product_category_id'), 'product', ['category_id'], unique=False)
    op.create_index('ix_product_name', 'product', ['name', 'id'], unique=False)
    op.create_table('trade_transaction',
    sa.Column('source_no', sa.String(length=64), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('sale', 'goods_return', 'exchange', 'service', name='tradekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=True),
    sa.Column('exact', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('salesperson_id', sa.Integer(), nullable=True),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('invoice_no', sa.String(length=64), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('rate > 0', name=op.f('ck_trade_transaction_rate_above_zero')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_trade_transaction_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_trade_transaction_customer_id_customer')),
    sa.ForeignKeyConstraint(['salesperson_id'], ['ab_user.id'], name=op.f('fk_trade_transaction_salesperson_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trade_transaction')),
    sa.UniqueConstraint('number', name=op.f('uq_trade_transaction_number'))
    )
    op.create_index(op.f('ix_trade_transaction_contract_id'), 'trade_transaction', ['contract_id'], unique=False)
    op.create_index('ix_trade_transaction_customer', 'trade_transaction', ['customer_id', 'id'], unique=False)
    op.create_index('ix_trade_transaction_happened', 'trade_transaction', ['happened_on', 'id'], unique=False)
    op.create_index('uq_trade_transaction_source', 'trade_transaction', ['source_no'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_table('trade_line',
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('description', sa.String(length=300), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=True),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('discount', sa.BigInteger(), nullable=False),
    sa.Column('exact', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('discount BETWEEN 0 AND 10000', name=op.f('ck_trade_line_discount_is_a_share')),
    sa.CheckConstraint('product_id IS NOT NULL OR description IS NOT NULL', name=op.f('ck_trade_line_says_what')),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_trade_line_quantity_not_zero')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_trade_line_product_id_product')),
    sa.ForeignKeyConstraint(['transaction_id'], ['trade_transaction.id'], name=op.f('fk_trade_line_transaction_id_trade_transaction')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trade_line'))
    )
    op.create_index(op.f('ix_trade_line_product_id'), 'trade_line', ['product_id'], unique=False)
    op.create_index('ix_trade_line_transaction', 'trade_line', ['transaction_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_trade_line_product_id'), table_name='trade_line')
    op.drop_index('ix_trade_line_transaction', table_name='trade_line')
    op.drop_table('trade_line')
    op.drop_index(op.f('ix_trade_transaction_contract_id'), table_name='trade_transaction')
    op.drop_index('ix_trade_transaction_customer', table_name='trade_transaction')
    op.drop_index('ix_trade_transaction_happened', table_name='trade_transaction')
    op.drop_index('uq_trade_transaction_source', table_name='trade_transaction')
    op.drop_table('trade_transaction')
    op.drop_index(op.f('ix_product_category_id'), table_name='product')
    op.drop_index('ix_product_name', table_name='product')
    op.drop_table('product')
    op.execute("DELETE FROM dictionary_word WHERE dictionary = 'product_category'")
    _dictionaries()

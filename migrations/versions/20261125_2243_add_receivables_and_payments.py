"""Add receivables and payments."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('payment',
    sa.Column('source_no', sa.String(length=64), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('receipt', 'credit_note', 'refund', name='paymentkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('allocated', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=True),
    sa.Column('method', sa.Enum('wire', 'online', 'cheque', 'cash', 'alipay', 'wechat_pay', 'acceptance_bill', 'other', name='paymentmethod', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_advance', sa.Boolean(), nullable=False),
    sa.Column('payer', sa.String(length=200), nullable=True),
    sa.Column('bank_ref', sa.String(length=80), nullable=True),
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
    sa.CheckConstraint("kind <> 'refund' OR allocated = 0", name=op.f('ck_payment_refund_settles_nothing')),
    sa.CheckConstraint('allocated BETWEEN 0 AND amount', name=op.f('ck_payment_allocated_within_amount')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_payment_amount_above_zero')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_payment_rate_above_zero')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_payment_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_payment_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('number', name=op.f('uq_payment_number'))
    )
    op.create_index(op.f('ix_payment_contract_id'), 'payment', ['contract_id'], unique=False)
    op.create_index('ix_payment_customer', 'payment', ['customer_id', 'id'], unique=False)
    op.create_index('ix_payment_happened', 'payment', ['happened_on', 'id'], unique=False)
    op.create_index('uq_payment_source', 'payment', ['source_no'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_table('receivable',
    sa.Column('source_no', sa.String(length=64), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('period', sa.Integer(), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('paid', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('is_disputed', sa.Boolean(), nullable=False),
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
    sa.CheckConstraint('amount > 0', name=op.f('ck_receivable_amount_above_zero')),
    sa.CheckConstraint('due_on >= happened_on', name=op.f('ck_receivable_due_after_it_began')),
    sa.CheckConstraint('paid BETWEEN 0 AND amount', name=op.f('ck_receivable_paid_within_amount')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_receivable_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_receivable_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receivable')),
    sa.UniqueConstraint('number', name=op.f('uq_receivable_number'))
    )
    op.create_index(op.f('ix_receivable_contract_id'), 'receivable', ['contract_id'], unique=False)
    op.create_index('ix_receivable_customer', 'receivable', ['customer_id', 'id'], unique=False)
    op.create_index('ix_receivable_due', 'receivable', ['due_on', 'id'], unique=False)
    op.create_index('uq_receivable_source', 'receivable', ['source_no'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_table('allocation',
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('receivable_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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
    sa.CheckConstraint('amount > 0', name=op.f('ck_allocation_amount_above_zero')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_allocation_payment_id_payment')),
    sa.ForeignKeyConstraint(['receivable_id'], ['receivable.id'], name=op.f('fk_allocation_receivable_id_receivable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation'))
    )
    op.create_index('ix_allocation_payment', 'allocation', ['payment_id', 'id'], unique=False)
    op.create_index('ix_allocation_receivable', 'allocation', ['receivable_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_allocation_payment', table_name='allocation')
    op.drop_index('ix_allocation_receivable', table_name='allocation')
    op.drop_table('allocation')
    op.drop_index(op.f('ix_receivable_contract_id'), table_name='receivable')
    op.drop_index('ix_receivable_customer', table_name='receivable')
    op.drop_index('ix_receivable_due', table_name='receivable')
    op.drop_index('uq_receivable_source', table_name='receivable')
    op.drop_table('receivable')
    op.drop_index(op.f('ix_payment_contract_id'), table_name='payment')
    op.drop_index('ix_payment_customer', table_name='payment')
    op.drop_index('ix_payment_happened', table_name='payment')
    op.drop_index('uq_payment_source', table_name='payment')
    op.drop_table('payment')

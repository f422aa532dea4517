"""Add former names, addresses, invoice titles and bank accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('former_name',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Enum('rename', 'merger', 'division', 'other', name='renamereason', native_enum=False, create_constraint=True, length=32), nullable=False),
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
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_former_name_ends_after_it_began')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_former_name_customer_id_customer')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_former_name_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_name'))
    )
    with op.batch_alter_table('former_name', schema=None) as batch_op:
        batch_op.create_index('ix_former_name_customer', ['customer_id', 'id'], unique=False)
        batch_op.create_index('ix_former_name_name', ['name'], unique=False)

    op.create_table('customer_address',
    sa.Column('kind', sa.Enum('registered', 'office', 'delivery', 'billing', name='addresskind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('postcode', sa.String(length=16), nullable=True),
    sa.Column('recipient', sa.String(length=80), nullable=True),
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
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_address_customer_id_customer')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_customer_address_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_address'))
    )
    with op.batch_alter_table('customer_address', schema=None) as batch_op:
        batch_op.create_index('ix_customer_address_customer', ['customer_id', 'id'], unique=False)

    op.create_table('invoice_title',
    sa.Column('kind', sa.Enum('company', 'personal', name='titlekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('tax_number', sa.String(length=32), nullable=True),
    sa.Column('address', sa.String(length=300), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('bank', sa.String(length=120), nullable=True),
    sa.Column('rid', sa.String(length=32), nullable=True),
    sa.Column('account_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('account_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('account_masked', sa.String(length=80), nullable=True),
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
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_invoice_title_customer_id_customer')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_invoice_title_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_title'))
    )
    with op.batch_alter_table('invoice_title', schema=None) as batch_op:
        batch_op.create_index('ix_invoice_title_customer', ['customer_id', 'id'], unique=False)

    op.create_table('bank_account',
    sa.Column('rid', sa.String(length=32), nullable=True),
    sa.Column('holder', sa.String(length=200), nullable=False),
    sa.Column('bank', sa.String(length=120), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('account_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('account_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('account_masked', sa.String(length=80), nullable=True),
    sa.Column('account_tail', sa.LargeBinary(length=16), nullable=True),
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
    sa.CheckConstraint('account_sealed IS NOT NULL', name=op.f('ck_bank_account_has_a_number')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_bank_account_customer_id_customer')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_bank_account_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_account'))
    )
    with op.batch_alter_table('bank_account', schema=None) as batch_op:
        batch_op.create_index('ix_bank_account_account', ['account_index'], unique=False)
        batch_op.create_index('ix_bank_account_customer', ['customer_id', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('bank_account', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_account_customer')
        batch_op.drop_index('ix_bank_account_account')
    op.drop_table('bank_account')

    with op.batch_alter_table('invoice_title', schema=None) as batch_op:
        batch_op.drop_index('ix_invoice_title_customer')
    op.drop_table('invoice_title')

    with op.batch_alter_table('customer_address', schema=None) as batch_op:
        batch_op.drop_index('ix_customer_address_customer')
    op.drop_table('customer_address')

    with op.batch_alter_table('former_name', schema=None) as batch_op:
        batch_op.drop_index('ix_former_name_name')
        batch_op.drop_index('ix_former_name_customer')
    op.drop_table('former_name')

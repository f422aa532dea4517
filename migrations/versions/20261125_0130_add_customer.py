"""Add customers and their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('number_sequence',
    sa.Column('scope', sa.String(length=64), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('scope', name=op.f('pk_number_sequence'))
    )
    op.create_table('customer',
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.Enum('enterprise', 'government', 'other', name='customerkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=True),
    sa.Column('short_name', sa.String(length=80), nullable=True),
    sa.Column('name_key', sa.String(length=200), nullable=False),
    sa.Column('pinyin', sa.String(length=400), nullable=False),
    sa.Column('initials', sa.String(length=80), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=True),
    sa.Column('legal_representative', sa.String(length=80), nullable=True),
    sa.Column('registered_capital', sa.BigInteger(), nullable=True),
    sa.Column('capital_currency', sa.String(length=3), nullable=True),
    sa.Column('company_type', sa.String(length=80), nullable=True),
    sa.Column('founded_on', sa.Date(), nullable=True),
    sa.Column('industry', sa.String(length=80), nullable=True),
    sa.Column('business_scope', sa.Text(), nullable=True),
    sa.Column('business_needs', sa.Text(), nullable=True),
    sa.Column('stock_code', sa.String(length=16), nullable=True),
    sa.Column('market', sa.Enum('domestic', 'intl_direct', 'intl_indirect', name='market', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('country', sa.String(length=80), nullable=True),
    sa.Column('province', sa.String(length=40), nullable=True),
    sa.Column('city', sa.String(length=80), nullable=True),
    sa.Column('address', sa.String(length=300), nullable=True),
    sa.Column('postcode', sa.String(length=16), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('website', sa.String(length=200), nullable=True),
    sa.Column('time_status', sa.Enum('prospective', 'active', 'dormant', 'lost', 'ended', name='timestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=True),
    sa.Column('first_contact_on', sa.Date(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('security', sa.Enum('public', 'internal', 'restricted', 'confidential', name='security', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('department_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_manager_id', sa.Integer(), nullable=True),
    sa.Column('entry_status', sa.Enum('draft', 'submitted', 'returned', 'reviewed', 'filed', name='entrystatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reviewed_by_id', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filed_by_id', sa.Integer(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('return_reason', sa.Text(), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_customer_name_not_empty')),
    sa.CheckConstraint('registered_capital >= 0', name=op.f('ck_customer_capital_not_negative')),
    sa.ForeignKeyConstraint(['account_manager_id'], ['ab_user.id'], name=op.f('fk_customer_account_manager_id_ab_user')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_customer_department_id_department')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['ab_user.id'], name=op.f('fk_customer_filed_by_id_ab_user')),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['ab_user.id'], name=op.f('fk_customer_reviewed_by_id_ab_user')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_customer_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer')),
    sa.UniqueConstraint('number', name=op.f('uq_customer_number'))
    )
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.create_index('ix_customer_department', ['department_id', 'id'], unique=False)
        batch_op.create_index('ix_customer_entry_status', ['entry_status', 'id'], unique=False)
        batch_op.create_index('ix_customer_manager', ['account_manager_id', 'id'], unique=False)
        batch_op.create_index('ix_customer_name', ['name', 'id'], unique=False)
        batch_op.create_index('ix_customer_name_key', ['name_key'], unique=False)
        batch_op.create_index('ix_customer_updated', ['updated_at', 'id'], unique=False)
        batch_op.create_index('uq_customer_uscc_living', ['uscc'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.drop_index('uq_customer_uscc_living', sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
        batch_op.drop_index('ix_customer_updated')
        batch_op.drop_index('ix_customer_name_key')
        batch_op.drop_index('ix_customer_name')
        batch_op.drop_index('ix_customer_manager')
        batch_op.drop_index('ix_customer_entry_status')
        batch_op.drop_index('ix_customer_department')

    op.drop_table('customer')
    op.drop_table('number_sequence')

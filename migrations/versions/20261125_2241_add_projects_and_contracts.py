"""Add projects and contracts."""

import sqlalchemy as sa
from alembic import op

from app.core import search_tables

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('project',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=True),
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
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_project_ends_after_it_began')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_project_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('number', name=op.f('uq_project_number'))
    )
    op.create_index('ix_project_customer', 'project', ['customer_id', 'id'], unique=False)
    op.create_table('contract',
    sa.Column('source_no', sa.String(length=200), nullable=True),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('type', sa.Enum('direct', 'agency', 'service', 'framework', 'other', name='contracttype', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stage', sa.Enum('drafted', 'signed', 'performing', 'completed', 'superseded', name='contractstage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('signed_on', sa.String(length=10), nullable=True),
    sa.Column('start_on', sa.String(length=10), nullable=True),
    sa.Column('end_on', sa.String(length=10), nullable=True),
    sa.Column('is_perpetual', sa.Boolean(), nullable=False),
    sa.Column('remind_days', sa.Integer(), nullable=False),
    sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('renewal', sa.Text(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=True),
    sa.Column('payment_terms', sa.Text(), nullable=True),
    sa.Column('customer_signatory', sa.String(length=120), nullable=True),
    sa.Column('company_signatory_id', sa.Integer(), nullable=True),
    sa.Column('original_count', sa.Integer(), nullable=False),
    sa.Column('copy_count', sa.Integer(), nullable=False),
    sa.Column('supersedes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
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
    sa.CheckConstraint("name <> ''", name=op.f('ck_contract_name_not_empty')),
    sa.CheckConstraint('NOT is_perpetual OR end_on IS NULL', name=op.f('ck_contract_perpetual_has_no_end')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_contract_amount_not_negative')),
    sa.CheckConstraint('end_on >= substr(start_on, 1, length(end_on))', name=op.f('ck_contract_ends_after_start')),
    sa.CheckConstraint('original_count >= 0 AND copy_count >= 0', name=op.f('ck_contract_counts_not_negative')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_contract_rate_above_zero')),
    sa.CheckConstraint('supersedes_id <> id', name=op.f('ck_contract_not_its_own_successor')),
    sa.ForeignKeyConstraint(['company_signatory_id'], ['ab_user.id'], name=op.f('fk_contract_company_signatory_id_ab_user')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contract_customer_id_customer')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_contract_project_id_project')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['contract.id'], name=op.f('fk_contract_supersedes_id_contract')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract')),
    sa.UniqueConstraint('number', name=op.f('uq_contract_number'))
    )
    op.create_index('ix_contract_customer', 'contract', ['customer_id', 'id'], unique=False)
    op.create_index(op.f('ix_contract_project_id'), 'contract', ['project_id'], unique=False)
    op.create_index('ix_contract_remind', 'contract', ['remind_on', 'id'], unique=False)
    op.create_index('ix_contract_stage', 'contract', ['stage', 'id'], unique=False)
    op.create_index(op.f('ix_contract_supersedes_id'), 'contract', ['supersedes_id'], unique=False)
    op.create_index('uq_contract_source', 'contract', ['source_no'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_index('uq_contract_successor', 'contract', ['supersedes_id'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    search_tables.create(op.get_bind(), "contract")


def downgrade() -> None:
    search_tables.drop(op.get_bind(), "contract")
    op.drop_index('ix_contract_customer', table_name='contract')
    op.drop_index(op.f('ix_contract_project_id'), table_name='contract')
    op.drop_index('ix_contract_remind', table_name='contract')
    op.drop_index('ix_contract_stage', table_name='contract')
    op.drop_index(op.f('ix_contract_supersedes_id'), table_name='contract')
    op.drop_index('uq_contract_source', table_name='contract')
    op.drop_index('uq_contract_successor', table_name='contract')
    op.drop_table('contract')
    op.drop_index('ix_project_customer', table_name='project')
    op.drop_table('project')

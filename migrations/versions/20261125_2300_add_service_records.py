"""Add service records."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('service_record',
    sa.Column('kind', sa.Enum('consulting', 'installation', 'repair', 'maintenance', 'training', 'return_visit', 'feedback', 'other', name='servicekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('priority', sa.Enum('low', 'normal', 'high', 'urgent', name='priority', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('new', 'assigned', 'pending', 'closed', 'rejected', name='servicestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('responded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=True),
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
    sa.CheckConstraint("status <> 'closed' OR result IS NOT NULL", name=op.f('ck_service_record_closed_has_result')),
    sa.CheckConstraint('resolved_at >= requested_at', name=op.f('ck_service_record_solved_after_asked')),
    sa.CheckConstraint('responded_at >= requested_at', name=op.f('ck_service_record_answered_after_asked')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_service_record_contact_id_contact')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_service_record_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_service_record_customer_id_customer')),
    sa.ForeignKeyConstraint(['handler_id'], ['ab_user.id'], name=op.f('fk_service_record_handler_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_record')),
    sa.UniqueConstraint('number', name=op.f('uq_service_record_number'))
    )
    op.create_index(op.f('ix_service_record_contact_id'), 'service_record', ['contact_id'], unique=False)
    op.create_index(op.f('ix_service_record_contract_id'), 'service_record', ['contract_id'], unique=False)
    op.create_index('ix_service_record_customer', 'service_record', ['customer_id', 'id'], unique=False)
    op.create_index(op.f('ix_service_record_handler_id'), 'service_record', ['handler_id'], unique=False)
    op.create_index('ix_service_record_happened', 'service_record', ['happened_on', 'id'], unique=False)
    op.create_index('ix_service_record_status', 'service_record', ['status', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_service_record_contact_id'), table_name='service_record')
    op.drop_index(op.f('ix_service_record_contract_id'), table_name='service_record')
    op.drop_index('ix_service_record_customer', table_name='service_record')
    op.drop_index(op.f('ix_service_record_handler_id'), table_name='service_record')
    op.drop_index('ix_service_record_happened', table_name='service_record')
    op.drop_index('ix_service_record_status', table_name='service_record')
    op.drop_table('service_record')

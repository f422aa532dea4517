"""Add complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('complaint',
    sa.Column('category', sa.Enum('quality', 'delivery', 'price', 'attitude', 'billing', 'privacy', 'other', name='complaintcategory', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('severity', sa.Enum('minor', 'major', 'critical', name='severity', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('registered', 'investigating', 'handling', 'replied', 'closed', 'reopened', name='complaintstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('responsible_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('demand', sa.Text(), nullable=True),
    sa.Column('cause', sa.Text(), nullable=True),
    sa.Column('corrective_action', sa.Text(), nullable=True),
    sa.Column('preventive_action', sa.Text(), nullable=True),
    sa.Column('compensation', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('confirmed_how', sa.Enum('phone', 'meeting', 'message', 'letter', name='confirmation', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('is_repeat', sa.Boolean(), nullable=False),
    sa.Column('related_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
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
    sa.CheckConstraint("closed_on IS NULL OR status = 'closed'", name=op.f('ck_complaint_ends_when_closed')),
    sa.CheckConstraint("status <> 'closed' OR (cause IS NOT NULL AND corrective_action IS NOT NULL)", name=op.f('ck_complaint_closed_has_cause')),
    sa.CheckConstraint("status <> 'closed' OR (confirmed_on IS NOT NULL AND confirmed_how IS NOT NULL AND closed_on IS NOT NULL AND due_on IS NOT NULL)", name=op.f('ck_complaint_closed_is_confirmed')),
    sa.CheckConstraint('compensation >= 0', name=op.f('ck_complaint_compensation_not_negative')),
    sa.CheckConstraint('related_id <> id', name=op.f('ck_complaint_not_its_own_repeat')),
    sa.CheckConstraint('reopened_at >= received_at', name=op.f('ck_complaint_reopened_after_received')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_complaint_contact_id_contact')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_complaint_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_complaint_customer_id_customer')),
    sa.ForeignKeyConstraint(['handler_id'], ['ab_user.id'], name=op.f('fk_complaint_handler_id_ab_user')),
    sa.ForeignKeyConstraint(['related_id'], ['complaint.id'], name=op.f('fk_complaint_related_id_complaint')),
    sa.ForeignKeyConstraint(['responsible_id'], ['department.id'], name=op.f('fk_complaint_responsible_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    sa.UniqueConstraint('number', name=op.f('uq_complaint_number'))
    )
    op.create_index(op.f('ix_complaint_contact_id'), 'complaint', ['contact_id'], unique=False)
    op.create_index(op.f('ix_complaint_contract_id'), 'complaint', ['contract_id'], unique=False)
    op.create_index('ix_complaint_customer', 'complaint', ['customer_id', 'id'], unique=False)
    op.create_index('ix_complaint_due', 'complaint', ['due_on', 'id'], unique=False)
    op.create_index(op.f('ix_complaint_handler_id'), 'complaint', ['handler_id'], unique=False)
    op.create_index('ix_complaint_received', 'complaint', ['received_at', 'id'], unique=False)
    op.create_index(op.f('ix_complaint_related_id'), 'complaint', ['related_id'], unique=False)
    op.create_index(op.f('ix_complaint_responsible_id'), 'complaint', ['responsible_id'], unique=False)
    op.create_index('ix_complaint_status', 'complaint', ['status', 'id'], unique=False)
    op.create_table('complaint_pause',
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('until_at >= from_at', name=op.f('ck_complaint_pause_ends_after_it_began')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_complaint_pause_complaint_id_complaint')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_pause'))
    )
    op.create_index('ix_complaint_pause_complaint', 'complaint_pause', ['complaint_id', 'id'], unique=False)
    op.create_index('uq_complaint_pause_open', 'complaint_pause', ['complaint_id'], unique=True, sqlite_where=sa.text('until_at IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('until_at IS NULL AND voided_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_complaint_pause_complaint', table_name='complaint_pause')
    op.drop_index('uq_complaint_pause_open', table_name='complaint_pause')
    op.drop_table('complaint_pause')
    op.drop_index(op.f('ix_complaint_contact_id'), table_name='complaint')
    op.drop_index(op.f('ix_complaint_contract_id'), table_name='complaint')
    op.drop_index('ix_complaint_customer', table_name='complaint')
    op.drop_index('ix_complaint_due', table_name='complaint')
    op.drop_index(op.f('ix_complaint_handler_id'), table_name='complaint')
    op.drop_index('ix_complaint_received', table_name='complaint')
    op.drop_index(op.f('ix_complaint_related_id'), table_name='complaint')
    op.drop_index(op.f('ix_complaint_responsible_id'), table_name='complaint')
    op.drop_index('ix_complaint_status', table_name='complaint')
    op.drop_table('complaint')

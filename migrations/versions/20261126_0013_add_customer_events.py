"""Add customer events."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('customer_event',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_customer_event_name_not_empty')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_customer_event_ends_after_it_began')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_event'))
    )
    op.create_index('ix_customer_event_from', 'customer_event', ['from_on', 'id'], unique=False)
    op.create_table('participation',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('invited_on', sa.Date(), nullable=False),
    sa.Column('response', sa.Enum('invited', 'came', 'declined', name='response', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_participation_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_participation_customer_id_customer')),
    sa.ForeignKeyConstraint(['event_id'], ['customer_event.id'], name=op.f('fk_participation_event_id_customer_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participation'))
    )
    op.create_index('ix_participation_contact', 'participation', ['contact_id'], unique=False)
    op.create_index('ix_participation_customer', 'participation', ['customer_id', 'id'], unique=False)
    op.create_index('ix_participation_event', 'participation', ['event_id', 'id'], unique=False)
    op.create_index('uq_participation_contact', 'participation', ['event_id', 'contact_id'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_index('uq_participation_customer', 'participation', ['event_id', 'customer_id'], unique=True, sqlite_where=sa.text('contact_id IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('contact_id IS NULL AND voided_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_participation_contact', table_name='participation')
    op.drop_index('ix_participation_customer', table_name='participation')
    op.drop_index('ix_participation_event', table_name='participation')
    op.drop_index('uq_participation_contact', table_name='participation')
    op.drop_index('uq_participation_customer', table_name='participation')
    op.drop_table('participation')
    op.drop_index('ix_customer_event_from', table_name='customer_event')
    op.drop_table('customer_event')

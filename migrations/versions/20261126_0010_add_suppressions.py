"""Add suppressions."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suppression',
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
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
    sa.CheckConstraint("reason <> ''", name=op.f('ck_suppression_says_why')),
    sa.CheckConstraint('until_on >= since_on', name=op.f('ck_suppression_ends_after_it_began')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_suppression_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_suppression_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression')),
    sa.UniqueConstraint('number', name=op.f('uq_suppression_number'))
    )
    op.create_index('ix_suppression_contact', 'suppression', ['contact_id', 'id'], unique=False)
    op.create_index('ix_suppression_customer', 'suppression', ['customer_id', 'id'], unique=False)
    op.create_index('ix_suppression_since', 'suppression', ['since_on', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_suppression_contact', table_name='suppression')
    op.drop_index('ix_suppression_customer', table_name='suppression')
    op.drop_index('ix_suppression_since', table_name='suppression')
    op.drop_table('suppression')

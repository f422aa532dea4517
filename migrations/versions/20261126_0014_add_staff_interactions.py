"""Add staff interactions."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff_interaction',
    sa.Column('employee_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('reception', 'visit', 'meeting', 'call', 'training', 'meal', 'complaint', 'praise', 'other', name='interactionkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
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
    sa.CheckConstraint("summary <> ''", name=op.f('ck_staff_interaction_says_what')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_staff_interaction_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_staff_interaction_customer_id_customer')),
    sa.ForeignKeyConstraint(['employee_id'], ['ab_user.id'], name=op.f('fk_staff_interaction_employee_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_interaction')),
    sa.UniqueConstraint('number', name=op.f('uq_staff_interaction_number'))
    )
    op.create_index(op.f('ix_staff_interaction_contact_id'), 'staff_interaction', ['contact_id'], unique=False)
    op.create_index('ix_staff_interaction_customer', 'staff_interaction', ['customer_id', 'id'], unique=False)
    op.create_index('ix_staff_interaction_employee', 'staff_interaction', ['employee_id', 'id'], unique=False)
    op.create_index('ix_staff_interaction_happened', 'staff_interaction', ['happened_on', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_staff_interaction_contact_id'), table_name='staff_interaction')
    op.drop_index('ix_staff_interaction_customer', table_name='staff_interaction')
    op.drop_index('ix_staff_interaction_employee', table_name='staff_interaction')
    op.drop_index('ix_staff_interaction_happened', table_name='staff_interaction')
    op.drop_table('staff_interaction')

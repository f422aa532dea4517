"""Add tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('task',
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('assigner_id', sa.Integer(), nullable=False),
    sa.Column('assignee_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'done', 'cancelled', name='taskstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('done', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f('ck_task_ended_has_a_moment')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_task_title_not_empty')),
    sa.CheckConstraint('ended_at IS NULL OR outcome IS NOT NULL', name=op.f('ck_task_ended_says_how')),
    sa.ForeignKeyConstraint(['assignee_id'], ['ab_user.id'], name=op.f('fk_task_assignee_id_ab_user')),
    sa.ForeignKeyConstraint(['assigner_id'], ['ab_user.id'], name=op.f('fk_task_assigner_id_ab_user')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_task_customer_id_customer')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['ab_user.id'], name=op.f('fk_task_ended_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    op.create_index('ix_task_assignee', 'task', ['assignee_id', 'state', 'due_on', 'id'], unique=False)
    op.create_index('ix_task_assigner', 'task', ['assigner_id', 'state', 'due_on', 'id'], unique=False)
    op.create_index('ix_task_customer', 'task', ['customer_id', 'id'], unique=False)
    op.create_index('ix_task_due', 'task', ['due_on', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_task_assignee', table_name='task')
    op.drop_index('ix_task_assigner', table_name='task')
    op.drop_index('ix_task_customer', table_name='task')
    op.drop_index('ix_task_due', table_name='task')
    op.drop_table('task')

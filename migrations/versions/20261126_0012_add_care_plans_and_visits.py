"""Add care plans and visits."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gift_limit',
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_gift_limit_amount_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gift_limit')),
    sa.UniqueConstraint('from_on', name=op.f('uq_gift_limit_from_on'))
    )
    op.create_table('care_plan',
    sa.Column('kind', sa.Enum('birthday', 'festival', 'anniversary', 'visit', 'condolence', 'other', name='carekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('festival', sa.Enum('new_year', 'spring_festival', 'dragon_boat', 'mid_autumn', 'national_day', name='festival', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('recurs_on', sa.String(length=5), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('executor_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.Text(), nullable=True),
    sa.Column('gift', sa.String(length=120), nullable=True),
    sa.Column('gift_value', sa.BigInteger(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
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
    sa.CheckConstraint("(kind = 'festival') = (festival IS NOT NULL)", name=op.f('ck_care_plan_festival_is_named')),
    sa.CheckConstraint('(gift IS NULL) = (gift_value IS NULL)', name=op.f('ck_care_plan_gift_has_value')),
    sa.CheckConstraint('festival IS NOT NULL OR recurs_on IS NOT NULL', name=op.f('ck_care_plan_has_its_day')),
    sa.CheckConstraint('gift_value >= 0', name=op.f('ck_care_plan_gift_value_not_negative')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_care_plan_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_care_plan_customer_id_customer')),
    sa.ForeignKeyConstraint(['executor_id'], ['ab_user.id'], name=op.f('fk_care_plan_executor_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_plan')),
    sa.UniqueConstraint('number', name=op.f('uq_care_plan_number'))
    )
    op.create_index(op.f('ix_care_plan_contact_id'), 'care_plan', ['contact_id'], unique=False)
    op.create_index('ix_care_plan_customer', 'care_plan', ['customer_id', 'id'], unique=False)
    op.create_index(op.f('ix_care_plan_executor_id'), 'care_plan', ['executor_id'], unique=False)
    op.create_index('ix_care_plan_next', 'care_plan', ['next_on', 'id'], unique=False)
    op.create_table('care_visit',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('birthday', 'festival', 'anniversary', 'visit', 'condolence', 'other', name='carekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('executor_id', sa.Integer(), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status', sa.Enum('planned', 'done', 'skipped', name='carestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('content', sa.Text(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=True),
    sa.Column('gift', sa.String(length=120), nullable=True),
    sa.Column('gift_value', sa.BigInteger(), nullable=True),
    sa.Column('gift_limit', sa.BigInteger(), nullable=False),
    sa.Column('gift_request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
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
    sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name=op.f('ck_care_visit_done_has_day')),
    sa.CheckConstraint("status <> 'done' OR gift_value IS NULL OR gift_value <= gift_limit OR gift_request_id IS NOT NULL", name=op.f('ck_care_visit_dear_gift_was_asked_for')),
    sa.CheckConstraint('(gift IS NULL) = (gift_value IS NULL)', name=op.f('ck_care_visit_gift_has_value')),
    sa.CheckConstraint('gift_value >= 0 AND gift_limit >= 0', name=op.f('ck_care_visit_gift_value_not_negative')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_care_visit_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_care_visit_customer_id_customer')),
    sa.ForeignKeyConstraint(['executor_id'], ['ab_user.id'], name=op.f('fk_care_visit_executor_id_ab_user')),
    sa.ForeignKeyConstraint(['gift_request_id'], ['approval_request.id'], name=op.f('fk_care_visit_gift_request_id_approval_request')),
    sa.ForeignKeyConstraint(['plan_id'], ['care_plan.id'], name=op.f('fk_care_visit_plan_id_care_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_visit')),
    sa.UniqueConstraint('number', name=op.f('uq_care_visit_number')),
    sa.UniqueConstraint('plan_id', 'planned_on', name=op.f('uq_care_visit_plan_id_planned_on'))
    )
    op.create_index(op.f('ix_care_visit_contact_id'), 'care_visit', ['contact_id'], unique=False)
    op.create_index('ix_care_visit_customer', 'care_visit', ['customer_id', 'id'], unique=False)
    op.create_index('ix_care_visit_executor', 'care_visit', ['executor_id', 'status', 'planned_on', 'id'], unique=False)
    op.create_index(op.f('ix_care_visit_gift_request_id'), 'care_visit', ['gift_request_id'], unique=False)
    op.create_index('ix_care_visit_planned', 'care_visit', ['planned_on', 'id'], unique=False)
    op.create_index('ix_care_visit_status', 'care_visit', ['status', 'planned_on', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_care_visit_contact_id'), table_name='care_visit')
    op.drop_index('ix_care_visit_customer', table_name='care_visit')
    op.drop_index('ix_care_visit_executor', table_name='care_visit')
    op.drop_index(op.f('ix_care_visit_gift_request_id'), table_name='care_visit')
    op.drop_index('ix_care_visit_planned', table_name='care_visit')
    op.drop_index('ix_care_visit_status', table_name='care_visit')
    op.drop_table('care_visit')
    op.drop_index(op.f('ix_care_plan_contact_id'), table_name='care_plan')
    op.drop_index('ix_care_plan_customer', table_name='care_plan')
    op.drop_index(op.f('ix_care_plan_executor_id'), table_name='care_plan')
    op.drop_index('ix_care_plan_next', table_name='care_plan')
    op.drop_table('care_plan')
    op.drop_table('gift_limit')

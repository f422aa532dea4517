"""Add follow ups."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('follow_up_template',
    sa.Column('kind', sa.Enum('individual', 'enterprise', 'government', 'other', name='customerkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name_zh', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name_zh <> '' AND text_zh <> ''", name=op.f('ck_follow_up_template_says_what')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_template'))
    )
    op.create_index('ix_follow_up_template_kind', 'follow_up_template', ['kind', 'place', 'id'], unique=False)
    op.create_index('ix_follow_up_template_place', 'follow_up_template', ['place', 'id'], unique=False)
    op.create_table('follow_up',
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('channel', sa.Enum('phone', 'visit', 'wechat', 'email', 'meeting', 'other', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("what <> ''", name=op.f('ck_follow_up_says_what')),
    sa.CheckConstraint('answered_by_id <> id', name=op.f('ck_follow_up_not_its_own_answer')),
    sa.CheckConstraint('next_on >= happened_on', name=op.f('ck_follow_up_next_comes_after')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['follow_up.id'], name=op.f('fk_follow_up_answered_by_id_follow_up')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_follow_up_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_follow_up_customer_id_customer')),
    sa.ForeignKeyConstraint(['person_id'], ['ab_user.id'], name=op.f('fk_follow_up_person_id_ab_user')),
    sa.ForeignKeyConstraint(['template_id'], ['follow_up_template.id'], name=op.f('fk_follow_up_template_id_follow_up_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )
    op.create_index(op.f('ix_follow_up_answered_by_id'), 'follow_up', ['answered_by_id'], unique=False)
    op.create_index(op.f('ix_follow_up_contact_id'), 'follow_up', ['contact_id'], unique=False)
    op.create_index('ix_follow_up_customer', 'follow_up', ['customer_id', 'happened_on', 'id'], unique=False)
    op.create_index('ix_follow_up_happened', 'follow_up', ['happened_on', 'id'], unique=False)
    op.create_index('ix_follow_up_next', 'follow_up', ['next_on', 'id'], unique=False)
    op.create_index('ix_follow_up_planned', 'follow_up', ['person_id', 'next_on', 'id'], unique=False)
    op.create_table('comment',
    sa.Column('follow_up_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_comment_says_something')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_comment_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['person_id'], ['ab_user.id'], name=op.f('fk_comment_person_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    op.create_index('ix_comment_follow_up', 'comment', ['follow_up_id', 'id'], unique=False)
    op.create_table('mention',
    sa.Column('comment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_mention_comment_id_comment')),
    sa.ForeignKeyConstraint(['person_id'], ['ab_user.id'], name=op.f('fk_mention_person_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mention'))
    )
    op.create_index(op.f('ix_mention_comment_id'), 'mention', ['comment_id'], unique=False)
    op.create_index('ix_mention_person', 'mention', ['person_id', 'noted_at', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_mention_comment_id'), table_name='mention')
    op.drop_index('ix_mention_person', table_name='mention')
    op.drop_table('mention')
    op.drop_index('ix_comment_follow_up', table_name='comment')
    op.drop_table('comment')
    op.drop_index(op.f('ix_follow_up_answered_by_id'), table_name='follow_up')
    op.drop_index(op.f('ix_follow_up_contact_id'), table_name='follow_up')
    op.drop_index('ix_follow_up_customer', table_name='follow_up')
    op.drop_index('ix_follow_up_happened', table_name='follow_up')
    op.drop_index('ix_follow_up_next', table_name='follow_up')
    op.drop_index('ix_follow_up_planned', table_name='follow_up')
    op.drop_table('follow_up')
    op.drop_index('ix_follow_up_template_kind', table_name='follow_up_template')
    op.drop_index('ix_follow_up_template_place', table_name='follow_up_template')
    op.drop_table('follow_up_template')

"""Add contacts and whom they serve."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_latin', sa.String(length=120), nullable=True),
    sa.Column('pinyin', sa.String(length=200), nullable=False),
    sa.Column('initials', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=80), nullable=True),
    sa.Column('position', sa.String(length=80), nullable=True),
    sa.Column('reports_to_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('address', sa.String(length=300), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=True),
    sa.Column('hobbies', sa.String(length=200), nullable=True),
    sa.Column('preferred_channel', sa.Enum('mobile', 'phone', 'email', 'wechat', 'visit', name='channel', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('do_not_contact', sa.Boolean(), nullable=False),
    sa.Column('has_left', sa.Boolean(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('phone_masked', sa.String(length=80), nullable=True),
    sa.Column('phone_tail', sa.LargeBinary(length=16), nullable=True),
    sa.Column('rid', sa.String(length=32), nullable=True),
    sa.Column('gender', sa.Enum('male', 'female', 'unknown', name='gender', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('birthday', sa.Date(), nullable=True),
    sa.Column('wechat', sa.String(length=80), nullable=True),
    sa.Column('basis', sa.Enum('consent', 'contract', 'duty', 'published', 'other', name='basis', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('notice_version', sa.String(length=40), nullable=True),
    sa.Column('consented_on', sa.Date(), nullable=True),
    sa.Column('mobile_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('mobile_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('mobile_masked', sa.String(length=80), nullable=True),
    sa.Column('mobile_tail', sa.LargeBinary(length=16), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_contact_name_not_empty')),
    sa.CheckConstraint('basis IS NOT NULL', name=op.f('ck_contact_person_has_basis')),
    sa.CheckConstraint('reports_to_id <> id', name=op.f('ck_contact_not_their_own_superior')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contact_customer_id_customer')),
    sa.ForeignKeyConstraint(['reports_to_id'], ['contact.id'], name=op.f('fk_contact_reports_to_id_contact')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_contact_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index('ix_contact_customer', ['customer_id', 'id'], unique=False)
        batch_op.create_index('ix_contact_email', ['email'], unique=False)
        batch_op.create_index('ix_contact_mobile_index', ['mobile_index'], unique=False)
        batch_op.create_index('ix_contact_mobile_tail', ['mobile_tail'], unique=False)
        batch_op.create_index('ix_contact_name', ['name', 'id'], unique=False)
        batch_op.create_index('ix_contact_phone_index', ['phone_index'], unique=False)
        batch_op.create_index('ix_contact_phone_tail', ['phone_tail'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_reports_to_id'), ['reports_to_id'], unique=False)
        batch_op.create_index('ix_contact_updated', ['updated_at', 'id'], unique=False)

    op.create_table('contact_link',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('decision_maker', 'evaluator', 'influencer', 'user', 'finance', 'signatory', 'liaison', name='contactrole', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_primary', sa.Boolean(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_contact_link_ends_after_it_began')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_link_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contact_link_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_link'))
    )
    with op.batch_alter_table('contact_link', schema=None) as batch_op:
        batch_op.create_index('ix_contact_link_contact', ['contact_id', 'id'], unique=False)
        batch_op.create_index('ix_contact_link_customer', ['customer_id', 'id'], unique=False)
        batch_op.create_index('uq_contact_link_primary', ['customer_id'], unique=True, sqlite_where=sa.text('is_primary = 1 AND to_on IS NULL'), postgresql_where=sa.text('is_primary AND to_on IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('contact_link', schema=None) as batch_op:
        batch_op.drop_index('uq_contact_link_primary', sqlite_where=sa.text('is_primary = 1 AND to_on IS NULL'), postgresql_where=sa.text('is_primary AND to_on IS NULL'))
        batch_op.drop_index('ix_contact_link_customer')
        batch_op.drop_index('ix_contact_link_contact')
    op.drop_table('contact_link')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_updated')
        batch_op.drop_index(batch_op.f('ix_contact_reports_to_id'))
        batch_op.drop_index('ix_contact_phone_tail')
        batch_op.drop_index('ix_contact_phone_index')
        batch_op.drop_index('ix_contact_name')
        batch_op.drop_index('ix_contact_mobile_tail')
        batch_op.drop_index('ix_contact_mobile_index')
        batch_op.drop_index('ix_contact_email')
        batch_op.drop_index('ix_contact_customer')
    op.drop_table('contact')

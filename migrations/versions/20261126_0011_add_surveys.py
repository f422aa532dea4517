"""Add surveys."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('questionnaire',
    sa.Column('kind', sa.Enum('individual', 'enterprise', 'government', 'other', name='customerkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('from_on IS NULL OR decided_at IS NOT NULL', name=op.f('ck_questionnaire_force_is_decided')),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_questionnaire_ends_after_it_began')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['ab_user.id'], name=op.f('fk_questionnaire_decided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire')),
    sa.UniqueConstraint('kind', 'number', name=op.f('uq_questionnaire_kind_number'))
    )
    op.create_index('ix_questionnaire_force', 'questionnaire', ['kind', 'from_on'], unique=False)
    op.create_table('question',
    sa.Column('questionnaire_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('form', sa.Enum('level', 'points', 'text', name='questionform', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('dimension', sa.Enum('overall', 'quality', 'price', 'delivery', 'service', name='dimension', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text_zh', sa.String(length=200), nullable=False),
    sa.Column('text_en', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("text_zh <> '' AND text_en <> ''", name=op.f('ck_question_says_what')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaire.id'], name=op.f('fk_question_questionnaire_id_questionnaire')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    op.create_index('ix_question_questionnaire', 'question', ['questionnaire_id', 'place', 'id'], unique=False)
    op.create_table('survey',
    sa.Column('questionnaire_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('surveyor_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'on_site', 'wechat', 'email', 'sms', 'remote', 'letter', name='servicechannel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('status', sa.Enum('invited', 'answered', 'declined', name='surveystatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=True),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
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
    sa.CheckConstraint("(status = 'answered') = (answered_on IS NOT NULL)", name=op.f('ck_survey_answered_has_day')),
    sa.CheckConstraint('points BETWEEN 0 AND 10', name=op.f('ck_survey_points_in_range')),
    sa.CheckConstraint('score BETWEEN 0 AND 10000', name=op.f('ck_survey_score_in_range')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_survey_complaint_id_complaint')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_survey_contact_id_contact')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_survey_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_survey_customer_id_customer')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaire.id'], name=op.f('fk_survey_questionnaire_id_questionnaire')),
    sa.ForeignKeyConstraint(['surveyor_id'], ['ab_user.id'], name=op.f('fk_survey_surveyor_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
    sa.UniqueConstraint('complaint_id', name=op.f('uq_survey_complaint_id')),
    sa.UniqueConstraint('number', name=op.f('uq_survey_number'))
    )
    op.create_index(op.f('ix_survey_contact_id'), 'survey', ['contact_id'], unique=False)
    op.create_index(op.f('ix_survey_contract_id'), 'survey', ['contract_id'], unique=False)
    op.create_index('ix_survey_customer', 'survey', ['customer_id', 'id'], unique=False)
    op.create_index('ix_survey_happened', 'survey', ['happened_on', 'id'], unique=False)
    op.create_index(op.f('ix_survey_questionnaire_id'), 'survey', ['questionnaire_id'], unique=False)
    op.create_index('ix_survey_status', 'survey', ['status', 'id'], unique=False)
    op.create_index(op.f('ix_survey_surveyor_id'), 'survey', ['surveyor_id'], unique=False)
    op.create_table('survey_answer',
    sa.Column('survey_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.Enum('very_satisfied', 'satisfied', 'neutral', 'dissatisfied', 'very_dissatisfied', name='level', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('level IS NULL OR points IS NULL', name=op.f('ck_survey_answer_one_answer')),
    sa.CheckConstraint('points BETWEEN 0 AND 10', name=op.f('ck_survey_answer_points_in_range')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_survey_answer_question_id_question')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_answer_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer')),
    sa.UniqueConstraint('survey_id', 'question_id', name=op.f('uq_survey_answer_survey_id_question_id'))
    )
    op.create_index(op.f('ix_survey_answer_question_id'), 'survey_answer', ['question_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_survey_answer_question_id'), table_name='survey_answer')
    op.drop_table('survey_answer')
    op.drop_index(op.f('ix_survey_contact_id'), table_name='survey')
    op.drop_index(op.f('ix_survey_contract_id'), table_name='survey')
    op.drop_index('ix_survey_customer', table_name='survey')
    op.drop_index('ix_survey_happened', table_name='survey')
    op.drop_index(op.f('ix_survey_questionnaire_id'), table_name='survey')
    op.drop_index('ix_survey_status', table_name='survey')
    op.drop_index(op.f('ix_survey_surveyor_id'), table_name='survey')
    op.drop_table('survey')
    op.drop_index('ix_question_questionnaire', table_name='question')
    op.drop_table('question')
    op.drop_index('ix_questionnaire_force', table_name='questionnaire')
    op.drop_table('questionnaire')

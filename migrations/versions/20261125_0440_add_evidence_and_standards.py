"""Add stored files, evidence, collection standards, checks, review marks and hand-overs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stored_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fault', sa.Enum('missing', 'altered', name='fault', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_stored_file'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index('ix_stored_file_checked', ['checked_at', 'sha256'], unique=False)

    op.create_table('collection_standard',
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
    sa.CheckConstraint('from_on IS NULL OR decided_at IS NOT NULL', name=op.f('ck_collection_standard_force_is_decided')),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_collection_standard_ends_after_it_began')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['ab_user.id'], name=op.f('fk_collection_standard_decided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection_standard')),
    sa.UniqueConstraint('kind', 'number', name=op.f('uq_collection_standard_kind_number'))
    )
    with op.batch_alter_table('collection_standard', schema=None) as batch_op:
        batch_op.create_index('ix_collection_standard_force', ['kind', 'from_on'], unique=False)

    op.create_table('standard_element',
    sa.Column('standard_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=True),
    sa.Column('evidence', sa.Enum('licence', 'identity', 'authorisation', 'questionnaire', 'photo', 'other', name='evidencekind', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('rule', sa.Enum('required', 'expected', name='elementrule', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('field IS NOT NULL OR evidence IS NOT NULL', name=op.f('ck_standard_element_asks_for_something')),
    sa.CheckConstraint('weight BETWEEN 1 AND 100', name=op.f('ck_standard_element_weight_in_range')),
    sa.ForeignKeyConstraint(['standard_id'], ['collection_standard.id'], name=op.f('fk_standard_element_standard_id_collection_standard')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_element')),
    sa.UniqueConstraint('standard_id', 'field', 'evidence', name=op.f('uq_standard_element_standard_id_field_evidence'))
    )
    with op.batch_alter_table('standard_element', schema=None) as batch_op:
        batch_op.create_index('ix_standard_element_standard', ['standard_id', 'place'], unique=False)

    op.create_table('evidence',
    sa.Column('kind', sa.Enum('licence', 'identity', 'authorisation', 'questionnaire', 'photo', 'other', name='evidencekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
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
    sa.CheckConstraint('pages > 0', name=op.f('ck_evidence_has_pages')),
    sa.CheckConstraint('size > 0', name=op.f('ck_evidence_not_empty')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_evidence_customer_id_customer')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_evidence_sha256_stored_file')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_evidence_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index('ix_evidence_customer', ['customer_id', 'id'], unique=False)
        batch_op.create_index('ix_evidence_file', ['sha256'], unique=False)

    op.create_table('hand_over',
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_hand_over_customer_id_customer')),
    sa.ForeignKeyConstraint(['from_id'], ['ab_user.id'], name=op.f('fk_hand_over_from_id_ab_user')),
    sa.ForeignKeyConstraint(['to_id'], ['ab_user.id'], name=op.f('fk_hand_over_to_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over'))
    )
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.create_index('ix_hand_over_customer', ['customer_id', 'id'], unique=False)

    op.create_table('review_mark',
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_review_mark_customer_id_customer')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['ab_user.id'], name=op.f('fk_review_mark_reviewer_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_mark')),
    sa.UniqueConstraint('customer_id', 'round', 'reviewer_id', 'name', name=op.f('uq_review_mark_customer_id_round_reviewer_id_name'))
    )
    with op.batch_alter_table('review_mark', schema=None) as batch_op:
        batch_op.create_index('ix_review_mark_customer', ['customer_id', 'id'], unique=False)

    op.create_table('verification',
    sa.Column('kind', sa.Enum('identity', 'legality', name='checkkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('method', sa.Enum('original', 'register', 'call_back', 'site_visit', 'third_party', name='checkmethod', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('evidence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('result', sa.Enum('passed', 'failed', 'unclear', name='checkresult', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
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
    sa.CheckConstraint("source <> ''", name=op.f('ck_verification_source_not_empty')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['ab_user.id'], name=op.f('fk_verification_checked_by_id_ab_user')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_verification_customer_id_customer')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_verification_evidence_id_evidence')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['ab_user.id'], name=op.f('fk_verification_voided_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification'))
    )
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.create_index('ix_verification_customer', ['customer_id', 'id'], unique=False)

    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('collection_channel', sa.Enum('form', 'visit', 'site_survey', 'phone', 'email', 'mailed', 'agency', name='collectionchannel', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('collected_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('review_round', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('completeness', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('verification', sa.Enum('open', 'verified', 'failed', name='standing', native_enum=False, create_constraint=True, length=32), server_default='open', nullable=False))
        batch_op.add_column(sa.Column('verified_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('verified_source', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('submitted_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('standard_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index('ix_customer_completeness', ['completeness', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_standard_id'), ['standard_id'], unique=False)
        batch_op.create_index('ix_customer_verification', ['verification', 'id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_customer_submitted_by_id_ab_user'), 'ab_user', ['submitted_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_customer_standard_id_collection_standard'), 'collection_standard', ['standard_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_customer_standard_id_collection_standard'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_customer_submitted_by_id_ab_user'), type_='foreignkey')
        batch_op.drop_index('ix_customer_verification')
        batch_op.drop_index(batch_op.f('ix_customer_standard_id'))
        batch_op.drop_index('ix_customer_completeness')
        batch_op.drop_constraint(op.f('ck_customer_collectionchannel'), type_='check')
        batch_op.drop_constraint(op.f('ck_customer_standing'), type_='check')
        batch_op.drop_column('standard_id')
        batch_op.drop_column('submitted_by_id')
        batch_op.drop_column('verified_source')
        batch_op.drop_column('verified_on')
        batch_op.drop_column('verification')
        batch_op.drop_column('completeness')
        batch_op.drop_column('review_round')
        batch_op.drop_column('submitted_at')
        batch_op.drop_column('collected_on')
        batch_op.drop_column('collection_channel')

    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_index('ix_verification_customer')

    op.drop_table('verification')
    with op.batch_alter_table('review_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_review_mark_customer')

    op.drop_table('review_mark')
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.drop_index('ix_hand_over_customer')

    op.drop_table('hand_over')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index('ix_evidence_file')
        batch_op.drop_index('ix_evidence_customer')

    op.drop_table('evidence')
    with op.batch_alter_table('standard_element', schema=None) as batch_op:
        batch_op.drop_index('ix_standard_element_standard')

    op.drop_table('standard_element')
    with op.batch_alter_table('collection_standard', schema=None) as batch_op:
        batch_op.drop_index('ix_collection_standard_force')

    op.drop_table('collection_standard')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index('ix_stored_file_checked')

    op.drop_table('stored_file')

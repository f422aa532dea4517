"""Add what individuals, government bodies and international customers need."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.customers.phones import phone_key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


OLD_KINDS = "kind IN ('enterprise', 'government', 'other')"
NEW_KINDS = "kind IN ('individual', 'enterprise', 'government', 'other')"
KINDS = "ck_customer_customerkind"
CHECKS = {
    "ck_customer_person_has_basis": "kind <> 'individual' OR basis IS NOT NULL",
    "ck_customer_person_phone_is_sealed": "kind <> 'individual' OR phone IS NULL",
    "ck_customer_only_people_are_born": "kind = 'individual' OR birthday IS NULL",
    "ck_customer_not_its_own_parent": "parent_id <> id",
}
#: Checks that came with the columns of choices.
VOCABULARIES = [
    f"ck_customer_{name}" for name in ("idtype", "gender", "governmentlevel", "basis")
]


def upgrade() -> None:
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_local', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('tax_number', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('size', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('ownership', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('government_level', sa.Enum('central', 'province', 'city', 'county', 'town', name='governmentlevel', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('supervising_body', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('industry_code', sa.String(length=4), nullable=True))
        batch_op.add_column(sa.Column('intermediary_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('country_code', sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('time_zone', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('trading_currency', sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column('region_code', sa.String(length=6), nullable=True))
        batch_op.add_column(sa.Column('phone_key', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('fax', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('source_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('relation_started_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('id_type', sa.Enum('id_card', 'passport', 'travel_permit', 'other', name='idtype', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('id_no_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('id_no_index', sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column('id_no_masked', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('private_phone_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('private_phone_index', sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column('private_phone_masked', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('private_phone_tail', sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column('rid', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('gender', sa.Enum('male', 'female', 'unknown', name='gender', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('birthday', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('wechat', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('basis', sa.Enum('consent', 'contract', 'duty', 'published', 'other', name='basis', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('notice_version', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('consented_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('mobile_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('mobile_index', sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column('mobile_masked', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('mobile_tail', sa.LargeBinary(length=16), nullable=True))
        batch_op.create_index('ix_customer_email', ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_intermediary_id'), ['intermediary_id'], unique=False)
        batch_op.create_index('ix_customer_mobile', ['mobile_index'], unique=False)
        batch_op.create_index('ix_customer_mobile_tail', ['mobile_tail'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('ix_customer_phone', ['phone_key'], unique=False)
        batch_op.create_index('ix_customer_private_phone', ['private_phone_index'], unique=False)
        batch_op.create_index('ix_customer_private_phone_tail', ['private_phone_tail'], unique=False)
        batch_op.create_index('uq_customer_id_no_living', ['id_no_index'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_customer_occupation_id_dictionary_word'), 'dictionary_word', ['occupation_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_customer_intermediary_id_customer'), 'customer', ['intermediary_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_customer_parent_id_customer'), 'customer', ['parent_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_customer_source_id_dictionary_word'), 'dictionary_word', ['source_id'], ['id'])
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.create_check_constraint(op.f(KINDS), NEW_KINDS)
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), rule)
        batch_op.drop_index('ix_customer_name_key')
        batch_op.create_index('ix_customer_name_key', ['name_key'],
                              postgresql_ops={'name_key': 'text_pattern_ops'})
    keep_sources()
    key_phones()
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.drop_column('source')


def key_phones() -> None:
    """The spelling duplicates are found by, for every telephone there is."""
    connection = op.get_bind()
    customer = sa.table('customer', *map(sa.column, ('id', 'phone', 'phone_key')))
    told = sa.select(customer.c.id, customer.c.phone).where(customer.c.phone.is_not(None))
    for pk, phone in connection.execute(told).all():
        same = sa.update(customer).where(customer.c.id == pk)
        connection.execute(same.values(phone_key=phone_key(phone)))


def keep_sources() -> None:
    """What was written as a source becomes a word of the dictionary."""
    connection = op.get_bind()
    customer = sa.table('customer', sa.column('source'), sa.column('source_id'))
    word = sa.table('dictionary_word', *map(sa.column, (
        'id', 'dictionary', 'code', 'name_zh', 'name_en', 'place', 'is_active', 'version')),
        sa.column('created_at', sa.DateTime(timezone=True)),
        sa.column('updated_at', sa.DateTime(timezone=True)))
    told = sa.select(customer.c.source).where(customer.c.source.is_not(None)).distinct()
    now = datetime.now(UTC)
    for place, text in enumerate(connection.scalars(told).all(), 100):
        code = f'kept_{place}'
        connection.execute(sa.insert(word).values(
            dictionary='customer_source', code=code, name_zh=text, name_en=text, place=place,
            is_active=sa.true(), version=1, created_at=now, updated_at=now))
        made = sa.select(word.c.id).where(word.c.code == code).scalar_subquery()
        connection.execute(
            sa.update(customer).where(customer.c.source == text).values(source_id=made))


def downgrade() -> None:
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=80), nullable=True))
        batch_op.drop_index('ix_customer_name_key')
        batch_op.create_index('ix_customer_name_key', ['name_key'])
    give_sources_back()
    with op.batch_alter_table('customer', schema=None) as batch_op:
        for name in (*CHECKS, *VOCABULARIES):
            batch_op.drop_constraint(op.f(name), type_='check')
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.create_check_constraint(op.f(KINDS), OLD_KINDS)
        batch_op.drop_constraint(batch_op.f('fk_customer_source_id_dictionary_word'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_customer_parent_id_customer'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_customer_intermediary_id_customer'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_customer_occupation_id_dictionary_word'), type_='foreignkey')
        batch_op.drop_index('uq_customer_id_no_living', sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
        batch_op.drop_index('ix_customer_private_phone_tail')
        batch_op.drop_index('ix_customer_private_phone')
        batch_op.drop_index('ix_customer_phone')
        batch_op.drop_index(batch_op.f('ix_customer_parent_id'))
        batch_op.drop_index('ix_customer_mobile_tail')
        batch_op.drop_index('ix_customer_mobile')
        batch_op.drop_index(batch_op.f('ix_customer_intermediary_id'))
        batch_op.drop_index('ix_customer_email')
        batch_op.drop_column('mobile_tail')
        batch_op.drop_column('mobile_masked')
        batch_op.drop_column('mobile_index')
        batch_op.drop_column('mobile_sealed')
        batch_op.drop_column('consented_on')
        batch_op.drop_column('notice_version')
        batch_op.drop_column('basis')
        batch_op.drop_column('wechat')
        batch_op.drop_column('birthday')
        batch_op.drop_column('gender')
        batch_op.drop_column('rid')
        batch_op.drop_column('private_phone_tail')
        batch_op.drop_column('private_phone_masked')
        batch_op.drop_column('private_phone_index')
        batch_op.drop_column('private_phone_sealed')
        batch_op.drop_column('id_no_masked')
        batch_op.drop_column('id_no_index')
        batch_op.drop_column('id_no_sealed')
        batch_op.drop_column('occupation_id')
        batch_op.drop_column('id_type')
        batch_op.drop_column('relation_started_on')
        batch_op.drop_column('source_id')
        batch_op.drop_column('fax')
        batch_op.drop_column('phone_key')
        batch_op.drop_column('region_code')
        batch_op.drop_column('trading_currency')
        batch_op.drop_column('time_zone')
        batch_op.drop_column('language')
        batch_op.drop_column('country_code')
        batch_op.drop_column('intermediary_id')
        batch_op.drop_column('industry_code')
        batch_op.drop_column('supervising_body')
        batch_op.drop_column('government_level')
        batch_op.drop_column('parent_id')
        batch_op.drop_column('ownership')
        batch_op.drop_column('size')
        batch_op.drop_column('tax_number')
        batch_op.drop_column('name_local')


def give_sources_back() -> None:
    """The word's Chinese name, as text again."""
    customer = sa.table('customer', sa.column('source'), sa.column('source_id'))
    word = sa.table('dictionary_word', sa.column('id'), sa.column('name_zh'))
    named = sa.select(word.c.name_zh).where(word.c.id == customer.c.source_id).scalar_subquery()
    op.get_bind().execute(
        sa.update(customer).where(customer.c.source_id.is_not(None)).values(source=named))

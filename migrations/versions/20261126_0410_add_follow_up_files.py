"""Add files of follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('follow_up_file',
    sa.Column('follow_up_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('media_type', sa.String(length=100), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("sha256 IS NOT NULL AND file_name <> '' AND size > 0", name=op.f('ck_follow_up_file_is_a_file')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_follow_up_file_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_follow_up_file_sha256_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_file'))
    )
    op.create_index('ix_follow_up_file_follow_up', 'follow_up_file', ['follow_up_id', 'id'], unique=False)
    op.create_index(op.f('ix_follow_up_file_sha256'), 'follow_up_file', ['sha256'], unique=False)



def downgrade() -> None:
    op.drop_index(op.f('ix_follow_up_file_sha256'), table_name='follow_up_file')
    op.drop_index('ix_follow_up_file_follow_up', table_name='follow_up_file')
    op.drop_table('follow_up_file')

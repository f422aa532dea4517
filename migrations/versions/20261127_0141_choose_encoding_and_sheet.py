"""How an import's file is read: the encoding of a text, and which sheet of a workbook."""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_batch") as batch:
        batch.add_column(sa.Column("encoding", sa.String(16)))
        batch.add_column(sa.Column("sheets", sa.Text()))
        batch.add_column(sa.Column("sheet", sa.Integer()))


def downgrade() -> None:
    with op.batch_alter_table("import_batch") as batch:
        batch.drop_column("sheet")
        batch.drop_column("sheets")
        batch.drop_column("encoding")

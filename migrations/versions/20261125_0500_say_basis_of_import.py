"""The basis on which the people of an imported file are kept, where their rows say none."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = ("consent", "contract", "duty", "published", "other")


def upgrade() -> None:
    basis = sa.Enum(*WORDS, name="basis", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("import_batch") as table:
        table.add_column(sa.Column("basis", basis, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_batch") as table:
        table.drop_constraint(op.f("ck_import_batch_basis"), type_="check")
        table.drop_column("basis")

"""Let a dictionary hold industries below the divisions of GB/T 4754."""

import sqlalchemy as sa
from alembic import op

revision = "0331"
down_revision = "0324"
branch_labels = None
depends_on = None

WORDS = ("customer_source", "occupation", "product_category", "sales_region")


def _dictionaries(*more: str) -> None:
    """The vocabularies there are, as the column's own check says."""
    told = sa.column("dictionary").in_([*WORDS, *more])
    with op.batch_alter_table("dictionary_word") as table:
        table.drop_constraint(op.f("ck_dictionary_word_dictionary"), type_="check")
        table.create_check_constraint(op.f("ck_dictionary_word_dictionary"), told)


def upgrade() -> None:
    _dictionaries("industry")


def downgrade() -> None:
    op.execute("DELETE FROM dictionary_word WHERE dictionary = 'industry'")
    _dictionaries()

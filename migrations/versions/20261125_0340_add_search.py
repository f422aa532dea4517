"""Add the search index, and fill it from what is there."""

import sqlalchemy as sa
from alembic import op

from app.core import search, search_tables

revision = "0021"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXED = {
    "customer": (
        "name", "short_name", "name_en", "name_local", "number", "uscc", "stock_code", "pinyin",
        "initials",
    ),
    "contact": ("name", "name_latin", "pinyin", "initials"),
}
BLOCK = 2_000


def upgrade() -> None:
    for table, columns in INDEXED.items():
        search_tables.create(op.get_bind(), table)
        fill(table, columns)


def fill(table: str, columns: tuple[str, ...]) -> None:
    rows = sa.table(table, sa.column("id"), *map(sa.column, columns))
    last = 0
    while True:
        asked = sa.select(rows).where(rows.c.id > last).order_by(rows.c.id).limit(BLOCK)
        found = op.get_bind().execute(asked).all()
        if not found:
            return
        told = [(row[0], search.plain("\n".join(str(cell) for cell in row[1:] if cell)))
                for row in found]
        search.put(op.get_bind(), table, told, is_new=True)
        last = found[-1][0]


def downgrade() -> None:
    for table in reversed(INDEXED):
        search_tables.drop(op.get_bind(), table)

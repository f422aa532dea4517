"""Keep the addresses that files brought in as forms keep them: the domain in small letters."""

import sqlalchemy as sa
from alembic import op

from app.core.words import RuleError
from app.customers.phones import read_email

revision = "0231"
down_revision = "0211"
branch_labels = None
depends_on = None

CUSTOMER = sa.table("customer", sa.column("id"), sa.column("email", sa.String))


def upgrade() -> None:
    """Only what holds a capital letter or a blank can be spelled otherwise."""
    connection, email = op.get_bind(), CUSTOMER.c.email
    asked = sa.select(CUSTOMER.c.id, email).where(
        (email != sa.func.lower(email)) | email.like("% %")
    )
    for number, told in connection.execute(asked).all():
        kept = _read(told)
        if kept and kept != told:
            same = sa.update(CUSTOMER).where(CUSTOMER.c.id == number)
            connection.execute(same.values(email=kept))


def _read(told: str) -> str | None:
    try:
        return read_email(told)
    except RuleError:
        return None


def downgrade() -> None:
    """Both spellings are one address; how it was written once is in the file it came from."""

"""How one reader likes a list: its everyday columns, and the views saved under a name."""

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import LongId, Table
from app.core.gate import Open
from app.desk.rules import MOST_VIEWS


class SavedView(Table):
    """视图: one list as one reader wants it; without a name it is the list's own columns."""

    __tablename__ = "saved_view"
    __gate__ = Open("one reader's own comfort; every question below names its owner")
    __unaudited__ = "how a reader looks at a list is no business fact"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    owner_id: Mapped[int] = mapped_column(Key("ab_user.id", ondelete="CASCADE"))
    screen: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(40), default="")
    query: Mapped[str] = mapped_column(String(2000), default="")
    columns: Mapped[str] = mapped_column(String(2000), default="")
    is_default: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("owner_id", "screen", "name"),
        CheckConstraint("name <> '' OR query = ''", name="layout_has_no_query"),
    )


Index(
    "uq_saved_view_default",
    SavedView.owner_id,
    SavedView.screen,
    unique=True,
    sqlite_where=SavedView.is_default,
    postgresql_where=SavedView.is_default,
)


def views_of(session: Session, owner_id: int, screen: str) -> list[SavedView]:
    """Everything one reader keeps about one list, in one statement."""
    mine = (SavedView.owner_id == owner_id, SavedView.screen == screen)
    asked = select(SavedView).where(*mine).order_by(SavedView.name).limit(MOST_VIEWS + 1)
    return list(session.scalars(asked))


def own_view(session: Session, owner_id: int, number: int) -> SavedView | None:
    """One saved view, if it is this reader's; a list's own columns are no view."""
    mine = (SavedView.id == number, SavedView.owner_id == owner_id, SavedView.name != "")
    return session.scalar(select(SavedView).where(*mine))

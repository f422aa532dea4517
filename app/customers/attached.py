"""A file that a record names: what it was called, of what kind, where its bytes lie."""

from typing import Any

from sqlalchemy import ForeignKey as Key
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from app.core.file_types import SHOWN
from app.core.storage import store
from app.core.stored import StoredFile, enter


class Attached:
    """The columns of a record that may name one stored file."""

    file_name: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(Key("stored_file.sha256"), index=True)
    size: Mapped[int | None]
    media_type: Mapped[str | None] = mapped_column(String(100))

    @declared_attr
    def file(cls) -> Mapped[StoredFile | None]:
        name: Any = cls.__name__  # type: ignore[attr-defined]
        return relationship(foreign_keys=f"{name}.sha256")

    @property
    def can_be_shown(self) -> bool:
        """Whether a browser may show it in its sandbox."""
        return self.media_type in SHOWN

    def attach(self, session: Session, sent: StoredFile, name: str) -> None:
        """Name a file that has arrived; its bytes are held from now on."""
        enter(session, store(), sent)
        self.file_name, self.sha256 = name, sent.sha256
        self.size, self.media_type = sent.size, sent.media_type


#: All of a file is known, or nothing.
WHOLE = "(sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (size IS NULL)"

"""What is kept about a person, whether a customer themselves or somebody at one."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import today
from app.core.gate import Partly
from app.customers.phones import plain_phone
from app.customers.rules import Basis, CustomerKind, Gender, age_on
from app.security.masking import (
    mask_birthday,
    mask_email,
    mask_phone,
    mask_place,
    mask_word,
)
from app.security.sealed import Sealed

PERSONAL_MASKS = {"wechat": mask_word, "qq": mask_word, "birthday": mask_birthday}
#: Where somebody is reached: a person's own is masked, an enterprise's is printed on its cards.
REACH_MASKS = {"email": mask_email, "address": mask_place}
#: Among customers the people alone.
INDIVIDUALS = Partly("kind", CustomerKind.individual, REACH_MASKS)


class Personal:
    """Columns of a person; the mobile is sealed, the rest that identifies is masked (PIPL)."""

    rid: Mapped[str | None] = mapped_column(String(32))
    gender: Mapped[Gender | None]
    birthday: Mapped[date | None]
    mobile = Sealed(plain_phone, mask_phone, tail=True)
    wechat: Mapped[str | None] = mapped_column(String(80))
    qq: Mapped[str | None] = mapped_column(String(16))
    basis: Mapped[Basis | None]
    notice_version: Mapped[str | None] = mapped_column(String(40))
    consented_on: Mapped[date | None]

    @property
    def age(self) -> int | None:
        """Full years today; derived from the birth date, never stored."""
        return age_on(self.birthday, today()) if self.birthday else None

"""Vocabularies an administrator edits: one row is one word of one dictionary."""

import re
from typing import Any

from flask_babel import get_locale
from sqlalchemy import String, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Record
from app.core.gate import Open
from app.core.words import N_, Choice, RuleError
from app.reference import industries


class Dictionary(Choice):
    """字典: the vocabularies that are open to change; each belongs to one field."""

    customer_source = N_("Customer source")
    occupation = N_("Occupation")
    product_category = N_("Product category")
    sales_region = N_("Sales region")
    industry = N_("Industry below the division")


#: A group or a class of GB/T 4754, below the division its first two digits name.
DEEPER = re.compile(r"(\d\d)\d{1,2}")
#: One spelling, so that no code is there a second time in capitals.
CODE = re.compile(r"[a-z0-9_]+")


class DictionaryWord(Record):
    """字典项: a code, given once and never reused, and what it is called in both languages."""

    __tablename__ = "dictionary_word"
    __gate__ = Open("words of forms; no record")

    dictionary: Mapped[Dictionary]
    code: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    place: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("dictionary", "code"),)

    def check_shape(self) -> None:
        """Refuse a new code that is spelled otherwise than all others."""
        if not CODE.fullmatch(self.code or ""):
            raise RuleError(N_("A code has small letters, digits and _ only."), at="code")
        if self.dictionary is Dictionary.industry:
            self._check_industry()

    def _check_industry(self) -> None:
        deeper = DEEPER.fullmatch(self.code)
        if deeper is None or deeper[1] not in {row.code for row in industries()}:
            raise RuleError(
                N_(
                    "An industry's code has three or four digits, and the first two name a"
                    " division of GB/T 4754."
                ),
                at="code",
            )

    def check_facts(self) -> None:
        """What a file's row must say, as the form does."""
        self.check_shape()

    def check_code(self) -> None:
        """Refuse to give a code, or the dictionary it is in, a second meaning."""
        attributes: Any = inspect(self).attrs
        if any(attributes[name].history.deleted for name in ("code", "dictionary")):
            raise RuleError(N_("A code keeps its meaning; retire the word and add another."))

    def __str__(self) -> str:
        locale = get_locale()
        english = locale is not None and locale.language == "en"
        return self.name_en if english else self.name_zh


def word_name() -> Any:
    """A word's name in the reader's language, as SQL."""
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    return DictionaryWord.name_en if english else DictionaryWord.name_zh


#: What a new archive starts with: dictionary → (code, Chinese, English).
SHIPPED = {
    Dictionary.customer_source: (
        ("referral", "转介绍", "Referral"),
        ("visit", "上门拜访", "Sales visit"),
        ("exhibition", "展会", "Exhibition"),
        ("online", "线上咨询", "Online enquiry"),
        ("phone", "电话咨询", "Telephone enquiry"),
        ("advertising", "广告", "Advertising"),
        ("tender", "招投标", "Tender"),
        ("public", "公开资料", "Public sources"),
        ("other", "其他", "Other"),
    ),
    Dictionary.occupation: (
        ("employee", "企业职员", "Employee"),
        ("civil_servant", "公务员", "Civil servant"),
        ("professional", "专业技术人员", "Professional"),
        ("self_employed", "个体经营", "Self-employed"),
        ("farmer", "务农", "Farmer"),
        ("student", "学生", "Student"),
        ("retired", "离退休", "Retired"),
        ("other", "其他", "Other"),
    ),
    Dictionary.sales_region: (
        ("north", "华北", "North China"),
        ("northeast", "东北", "Northeast China"),
        ("east", "华东", "East China"),
        ("central", "华中", "Central China"),
        ("south", "华南", "South China"),
        ("southwest", "西南", "Southwest China"),
        ("northwest", "西北", "Northwest China"),
        ("overseas", "境外", "Overseas"),
    ),
}

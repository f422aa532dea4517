"""客户基本信息表 as a workbook: empty for one kind, or filled with what its reader may see."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import current_app, g
from flask_login import current_user
from sqlalchemy import select

from app.core.choice_fields import ChoiceField, CodeField
from app.core.clock import local, now
from app.core.db import db
from app.core.fields import DayField
from app.core.form_pages import Page
from app.core.form_writing import Form, Line, write_form
from app.core.gate import masked
from app.core.pages import NOTHING, show
from app.core.words import N_, RuleError
from app.customers.employers import ELSEWHERE
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.customers.sheet import TITLE
from app.customers.sheet_labels import ABOVE, KIND, NUMBER, VERSION, label_of
from app.customers.sheet_values import WORDS
from app.dictionaries.models import DictionaryWord
from app.security.leaving import HIGHEST
from app.security.rules import LEVELS

HOW = N_(
    "Fill in the second column and leave empty what you do not know; then open “Read a filled"
    " sheet” beside the customers' list. Nothing is saved before you have seen it in the form."
)
AS_THEY_ARE = N_("Leave these lines as they are: they say whose sheet this is.")
LIKE_A_DAY = N_("Like 2025-01-31, 2025/1/31 or 20250131.")
OTHERS = N_("Acceptance, entitlement, communication")
NOT_READ = N_(
    "The departments on duty enter what is written here; reading the sheet back takes its first"
    " page only."
)
#: What helps in a sheet where a form would search as one types.
HINTS = {
    "country_code": N_("Its name or its code, as in “CN”."),
    "capital_currency": N_("Its name or its code, as in “CNY”."),
    "trading_currency": N_("Its name or its code, as in “CNY”."),
    "industry_code": N_("Its name or its code in GB/T 4754, as in “40”."),
    "region_code": N_("Province, city and county, or the six digits of GB/T 2260."),
    "time_zone": N_("As in “Asia/Shanghai”."),
    "department": N_("Its name or its code."),
    "account_manager": N_("Full name or user name."),
    "parent": N_("Its name or its customer number, if it is registered here."),
    "intermediary": N_("Only for an indirect customer: its name or its customer number."),
}


def check_may_leave(customer: Customer) -> None:
    """A file above the level that lists may leave at does not leave as a sheet either."""
    if LEVELS.index(customer.security) > LEVELS.index(HIGHEST):
        raise RuleError(
            N_("A file above “%(level)s” leaves only by an approved copy request."), level=HIGHEST
        )


def blank_workbook(screen: Any, kind: str) -> bytes:
    """The empty sheet of one kind."""
    above = [(NUMBER, ""), (KIND, str(CustomerKind[kind]))]
    return _workbook(screen, Leaving(kind, "", above, lambda name: "", None))


def filled_workbook(screen: Any, customer: Customer) -> bytes:
    """The customer's sheet; what is masked on screen is masked in it."""
    mark = N_("Downloaded by %(name)s (%(user)s) at %(at)s, no. %(number)s.")
    at = local(now()).strftime("%Y-%m-%d %H:%M")
    told = {"name": current_user, "user": current_user.username, "number": g.request_id, "at": at}
    above = [
        (NUMBER, customer.number),
        (KIND, str(customer.kind)),
        (VERSION, str(customer.version)),
    ]
    kind = customer.kind.name
    text = str(mark) % told
    filled = Leaving(kind, text, above, lambda name: cell_of(screen, customer, name), customer)
    return _workbook(screen, filled)


def cell_of(screen: Any, customer: Customer, name: str) -> str:
    """One field as its cell holds it: as on screen, and nothing where it is empty.

    A customer named there whom the reader does not see is told as that, not as none.
    """
    if getattr(customer, f"{name}_id", None) is not None and getattr(customer, name) is None:
        return str(ELSEWHERE)
    text = str(show(masked(Customer, name, screen.value(customer, name), customer)))
    return "" if text == NOTHING else text


class Leaving(NamedTuple):
    """One sheet on its way out: of whom, or empty, and what its fields hold."""

    kind: str
    mark: str
    above: list[tuple[str, str]]
    told: Callable[[str], str]
    customer: Customer | None


def _workbook(screen: Any, sheet: Leaving) -> bytes:
    form, words = screen.forms[sheet.kind][0](formdata=None), _words_of()
    lines = [Line(str(ABOVE[name]), value) for name, value in sheet.above]
    lines[0] = lines[0]._replace(hint=str(AS_THEY_ARE))
    sections = [
        (str(head), [_line(sheet.kind, form[name], sheet.told(name), words) for name in names])
        for head, names in FORMS[sheet.kind]
    ]
    own = (str(N_("Whose sheet this is")), lines)
    parts = current_app.extensions["sheet_parts"](db.session(), sheet.customer)
    page = Page(str(OTHERS), str(NOT_READ), list(parts))
    return write_form(Form(str(TITLE), sheet.mark, [str(HOW)], [own, *sections], page))


def _line(kind: str, field: Any, value: str, words: dict[str, tuple[str, ...]]) -> Line:
    name = field.name
    hint = (
        HINTS.get(name) or field.description or (LIKE_A_DAY if isinstance(field, DayField) else "")
    )
    choices = words.get(name, ())
    if isinstance(field, ChoiceField):
        choices = tuple(str(member) for member in field.vocabulary)
    elif isinstance(field, CodeField):
        choices = tuple(text for _, text in field.rows())
    return Line(str(label_of(kind, name)), value, choices, str(hint))


def _words_of() -> dict[str, tuple[str, ...]]:
    """Field → the words of its dictionary that are in use, in their order; asked once."""
    order = (DictionaryWord.place, DictionaryWord.id)
    asked = select(DictionaryWord).where(
        DictionaryWord.dictionary.in_(WORDS.values()), DictionaryWord.is_active
    )
    found = list(db.session.scalars(asked.order_by(*order)))
    return {
        name: tuple(str(word) for word in found if word.dictionary is dictionary)
        for name, dictionary in WORDS.items()
    }

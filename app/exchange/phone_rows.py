"""A person's telephone numbers in a file's row, read as the field of a form would read them."""

from collections.abc import Callable, Mapping

from app.core.words import N_, RuleError
from app.customers.phones import Phone, read_mobile, read_phone
from app.exchange.by_country import HOME
from app.exchange.lines import Line
from app.exchange.masks import FOREIGN, MARK

WRONG = N_("“%(field)s”: %(why)s")
READ: Mapping[str, Callable[[str, str], Phone]] = {
    "mobile": read_mobile,
    "phone": read_phone,
    "private_phone": read_phone,
}
#: A company's telephone is kept as it is written; a contact's is sealed like their mobile.
OF_CUSTOMERS, OF_CONTACTS = ("mobile", "private_phone"), ("mobile", "phone")


def read_phones(line: Line, names: tuple[str, ...], country: str | None) -> None:
    """Each number in the one spelling that is sealed, or why it is none; read as of this country.

    It is sealed, so it must be one: nobody could read what else stood there.
    """
    for name in names:
        told = line.values.pop(name, None)
        if told is None:
            continue
        if MARK in told:
            line.refuse(RuleError(FOREIGN, field=name), name)
            continue
        try:
            line.values[name] = READ[name](told, country or HOME).stored
        except RuleError as refusal:
            line.refuse(RuleError(WRONG, field=name, why=refusal.message), name)

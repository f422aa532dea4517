"""Resident identity numbers (公民身份号码, GB 11643-1999): place, birth date, sequence, check."""

from datetime import date
from typing import Literal, NamedTuple

from app.core.words import N_
from app.customers.spelling import (
    MAYBE_ROUNDED,
    ROUNDED,
    SPELLING,
    is_digits,
    looks_rounded,
    normalise,
    refuse,
)

Gender = Literal["male", "female"]

EARLIEST_BIRTH = date(1870, 1, 1)
"""Cards have been issued since 1984; nobody who was given one was born before this."""

NO_SUCH_DAY = N_("The birth date inside the ID number is not a real day.")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LENGTH = 18
_OLD_LENGTH = 15


class IdCard(NamedTuple):
    """What a number tells about its holder.

    ``place`` is the division where the number was first given, in the codes of that day: it is
    information, not evidence, and may be missing from today's list (8xxxxx: Hong Kong, Macao and
    Taiwan residents, 9xxxxx: foreign permanent residents).
    """

    birth_date: date
    gender: Gender
    place: str


def check_id_card(text: str, today: date, *, history: bool = False) -> None:
    """Raises RuleError unless this is a resident identity number."""
    refuse(id_card_problem(text, today, history=history))


def read_id_card(text: str, today: date, *, history: bool = False) -> IdCard:
    """Birth date, gender and place of a number; RuleError if it is none."""
    check_id_card(text, today, history=history)
    number = modern_id_card(text)
    gender: Gender = "male" if int(number[16]) % 2 else "female"
    return IdCard(_birth_date(number), gender, number[:6])


def id_card_problem(text: str, today: date, *, history: bool = False) -> str | None:
    """Why this is no resident identity number on the day ``today`` (GB 11643-1999), or None.

    The 15-digit numbers of before 1999 are no longer valid; ``history`` lets them pass.
    """
    number = normalise(text)
    problem = _shape_problem(number, history) or _value_problem(modern_id_card(number), today)
    if problem:
        return ROUNDED if looks_rounded(text) else problem
    return None if number == text else SPELLING


def id_card_warnings(text: str) -> list[str]:
    """Doubts about a number that passed: one rounded number in eleven still checks."""
    return [MAYBE_ROUNDED] if looks_rounded(text) else []


def modern_id_card(text: str) -> str:
    """A 15-digit number as its 18 characters (born 19xx), so that both find one person."""
    if len(text) != _OLD_LENGTH or not is_digits(text):
        return text
    body = f"{text[:6]}19{text[6:]}"
    return body + id_card_check_char(body)


def id_card_check_char(body: str) -> str:
    """The 18th character for the first 17 digits; X stands for 10 (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return "10X98765432"[total % 11]


def _shape_problem(number: str, history: bool) -> str | None:
    if len(number) == _OLD_LENGTH and is_digits(number):
        return None if history else N_("The 15-digit number has expired; enter the one with 18.")
    if len(number) != _LENGTH:
        return N_("An ID number has 18 characters.")
    if not is_digits(number[:-1]) or number[-1] not in "0123456789X":
        return N_("An ID number has 17 digits and a last digit or X.")
    return None


def _value_problem(number: str, today: date) -> str | None:
    if id_card_check_char(number[:-1]) != number[-1]:
        return N_("The last character of the ID number does not fit; compare it with the card.")
    try:
        birth = _birth_date(number)
    except ValueError:
        return NO_SUCH_DAY
    if birth < EARLIEST_BIRTH:
        return NO_SUCH_DAY
    return N_("The birth date inside the ID number lies in the future.") if birth > today else None


def _birth_date(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))

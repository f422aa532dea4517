"""Codes of organisations: are they well formed, and what else do they tell?

Each ``…_problem`` answers with one sentence for the reader, or None; each ``check_…`` raises that
sentence as a RuleError. They judge a code as it stands; ``spelling.normalise`` comes first where
the writer is forgiven width, case, blanks and hyphens. ``…_warnings`` are doubts, not refusals.
"""

import re
from operator import mul

from stdnum import iban

from app.core.words import N_, RuleError
from app.customers.id_cards import id_card_check_char
from app.customers.spelling import (
    MAYBE_ROUNDED,
    ROUNDED,
    SPELLING,
    is_digits,
    looks_rounded,
    normalise,
    refuse,
)
from app.customers.uscc_kinds import USCC_KINDS

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
_USCC_VALUES = {char: value for value, char in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_OLD_REGISTRATION = {13, 15}
_ORG_LENGTH = 9
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_VALUES = {char: value for value, char in enumerate(_ORG_ALPHABET)}
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_TW_LENGTH = 8
_TW_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_CARD_LENGTHS = range(12, 20)
#: UnionPay's; a company's account begins with the number of its branch.
_CARD_SCHEME, _LONG_CARDS = "62", range(16, 20)
_OLD_TAX_LENGTHS = {15, 17, 20}
_LIKE_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}")


def check_uscc(text: str) -> None:
    """Raises RuleError unless this is a unified social credit code (GB 32100-2015)."""
    refuse(uscc_problem(text))


def uscc_problem(text: str) -> str | None:
    """Why this is no 统一社会信用代码 (GB 32100-2015), or None."""
    code = normalise(text)
    problem = _uscc_shape_problem(code) or _uscc_value_problem(code)
    if problem:
        return ROUNDED if looks_rounded(text) else problem
    return None if code == text else SPELLING


def uscc_warnings(text: str) -> list[str]:
    """Doubts about a code that passed ``uscc_problem``; real codes may raise them.

    The kind is not in the standard's table; characters 3 to 8 are no division code; characters 9
    to 17 do not check as an organisation code (GB 11714); the end may be a spreadsheet's zeros.
    """
    doubts = [
        (text[:2] not in USCC_KINDS, N_("The first two characters name no known kind of body.")),
        (not is_digits(text[2:8]), N_("Characters 3 to 8 should be the digits of a place.")),
        (bool(org_code_problem(text[8:17])), N_("The organisation code inside does not check.")),
        (looks_rounded(text), MAYBE_ROUNDED),
    ]
    return [doubt for raised, doubt in doubts if raised]


def uscc_kind(text: str) -> str | None:
    """The kind of body in the reader's language, or None if the standard has no such kind."""
    return USCC_KINDS.get(text[:2])


def uscc_check_char(body: str) -> str:
    """The 18th character for the first 17: weights 3^n mod 31 (GB 32100-2015)."""
    total = sum(map(mul, _USCC_WEIGHTS, map(_USCC_VALUES.__getitem__, body)))
    return USCC_ALPHABET[-total % 31]


def _uscc_shape_problem(code: str) -> str | None:
    if len(code) in _OLD_REGISTRATION and is_digits(code):
        return N_("This is an old registration number; enter the 18-character credit code.")
    if len(code) != USCC_LENGTH:
        return N_("A unified social credit code has 18 characters.")
    if not _USCC_VALUES.keys() >= set(code):
        return N_("A credit code has digits and capital letters, but never I, O, S, V or Z.")
    return None


def _uscc_value_problem(code: str) -> str | None:
    if not code.strip("0"):
        return N_("Zeros alone are no code.")
    if uscc_check_char(code[:-1]) != code[-1]:
        return N_("The check character does not fit; compare the code with the licence.")
    return None


def check_org_code(text: str) -> None:
    """Raises RuleError unless this is an organisation code (GB 11714-1997)."""
    refuse(org_code_problem(text))


def org_code_problem(text: str) -> str | None:
    """Why this is no 组织机构代码 (GB 11714-1997), or None; its printed hyphen is welcome."""
    code = text[:-2] + text[-1] if text[-2:-1] == "-" else text
    if len(code) != _ORG_LENGTH or not _ORG_VALUES.keys() >= set(code[:-1]):
        return N_("An organisation code has 8 digits or capital letters and a check character.")
    if not code.strip("0"):
        return N_("Zeros alone are no code.")
    if org_check_char(code[:-1]) != code[-1]:
        return N_("The organisation code's check character does not fit.")
    return None


def read_org_code(text: str) -> str:
    """The code as it is kept: nine characters without the hyphen; RuleError if it is none."""
    code = normalise(text)
    check_org_code(code)
    return code


def org_code_in(uscc: str | None) -> str | None:
    """The organisation code that a credit code holds in characters 9 to 17, if it checks there."""
    inside = (uscc or "")[8:17]
    return inside if inside and org_code_problem(inside) is None else None


def org_check_char(body: str) -> str:
    """The ninth character for the first eight; X stands for 10 (GB 11714-1997)."""
    total = sum(map(mul, _ORG_WEIGHTS, map(_ORG_VALUES.__getitem__, body)))
    return "0123456789X"[-total % 11]


def check_tw_number(text: str) -> None:
    """Raises RuleError unless this is a Taiwan business number."""
    refuse(tw_number_problem(text))


def tw_number_problem(text: str) -> str | None:
    """Why this is no 統一編號, or None: eight digits whose weighted digit sum divides by 5.

    Until April 2023 it had to divide by 10; those numbers stay valid, and pass this as well.
    00000000 divides too, but lists write it for companies that have no number.
    """
    if len(text) != _TW_LENGTH or not is_digits(text):
        return N_("A Taiwan business number has 8 digits.")
    if not text.strip("0"):
        return N_("Zeros alone are no code.")
    if not _tw_sum_divides(text, by=5):
        return N_("The check digit of the Taiwan business number does not fit.")
    return None


def is_old_tw_number(text: str) -> bool:
    """Does the number also keep the rule of before April 2023 (divides by 10)?"""
    return tw_number_problem(text) is None and _tw_sum_divides(text, by=10)


def _tw_sum_divides(text: str, by: int) -> bool:
    """A 7 in the seventh place gives 28, whose digits count as 10: as 1 or as 0."""
    products = [weight * int(digit) for weight, digit in zip(_TW_WEIGHTS, text, strict=True)]
    total = sum(sum(divmod(product, 10)) for product in products)
    return total % by == 0 or (text[6] == "7" and (total + 1) % by == 0)


def read_tax_number(text: str, *, history: bool = False) -> str:
    """The number as it is kept; RuleError, told at its field, if it is none."""
    number = normalise(text)
    problem = tax_number_problem(number, history=history)
    if problem:
        raise RuleError(problem, at="tax_number")
    return number


def tax_number_problem(text: str, *, history: bool = False) -> str | None:
    """Why this is no 纳税人识别号, or None.

    Since 2015 it is the credit code, or a person's ID number. With ``history`` the shapes of
    before pass too (15, 17 or 20 digits and capital letters); those had no common check.
    """
    if history and len(text) in _OLD_TAX_LENGTHS:
        plain = set(text) <= set(_ORG_ALPHABET)
        return None if plain else N_("A tax number has only digits and capital letters.")
    body, last = text[:-1], text[-1:]
    if len(text) == USCC_LENGTH and is_digits(body) and id_card_check_char(body) == last:
        return None
    return uscc_problem(text)


def account_warning(text: str, *, is_person: bool) -> str | None:
    """A doubt about an account: a person's is a card, a company's only where it begins as one."""
    number = normalise(text)
    is_card = is_person or (number.startswith(_CARD_SCHEME) and len(number) in _LONG_CARDS)
    return bank_card_warning(text) if is_card or looks_rounded(text) else None


def iban_problem(text: str) -> str | None:
    """Why this is no IBAN (ISO 13616, mod 97), or None; what does not look like one is none.

    Accounts here are digits, a free-trade or offshore one behind letters alone (NRA, FTN).
    """
    number = normalise(text)
    if not _LIKE_IBAN.fullmatch(number) or iban.is_valid(number):
        return None
    return N_("The check digits of the IBAN do not fit; compare it with the bank's letter.")


def bank_card_warning(text: str) -> str | None:
    """A doubt about a bank card number (12 to 19 digits, Luhn, ISO/IEC 7812-1), or None.

    Never a refusal: some old domestic cards fail Luhn, and company accounts do not follow it.
    """
    number = normalise(text)
    if is_digits(number) and len(number) in _CARD_LENGTHS and _luhn(number):
        return None
    if looks_rounded(text):
        return ROUNDED
    return N_("This does not look like a bank card number; compare it with the card.")


def _luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0

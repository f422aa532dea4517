"""How codes are written and what spreadsheets do to them; shared by every identifier."""

import re
import unicodedata

from app.core.words import N_, RuleError

ROUNDED = N_("A spreadsheet cut this number short; type its last digits again from the original.")
MAYBE_ROUNDED = N_("The number ends in 000; make sure that no spreadsheet has rounded it.")
SPELLING = N_("Write it in capital letters and plain digits, without blanks or hyphens.")

_EXACT_DIGITS = 15
"""A spreadsheet keeps numbers as IEEE 754 doubles and shows 15 digits; the rest become 0."""

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{2}")
_DASHES = "-‐‑‒–—―−"


def normalise(text: str) -> str:
    """Full width to half, capitals, no blanks, hyphens or invisible characters."""
    if text.isascii() and text.isalnum():  # Most codes of a file hold nothing to take away.
        return text.upper()
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in plain if not _is_filler(char))


def is_digits(text: str) -> bool:
    """Only 0 to 9: ``str.isdigit`` alone also takes full-width and Arabic digits."""
    return text.isascii() and text.isdigit()


def looks_rounded(text: str) -> bool:
    """Is this what a spreadsheet leaves of a long number? Ask after a check has failed.

    916201055811843000 and 9.16201E+17 are; shorter numbers survive a spreadsheet whole.
    """
    number = normalise(text).removesuffix(".0")
    if _SCIENTIFIC.fullmatch(number):
        return True
    kept, lost = number[:_EXACT_DIGITS].strip("0"), number[_EXACT_DIGITS:]
    return is_digits(number) and len(lost) > 1 and bool(kept) and not lost.strip("0")


def refuse(problem: str | None) -> None:
    """Raises the problem, if there is one, as a RuleError."""
    if problem:
        raise RuleError(problem)


def _is_filler(char: str) -> bool:
    return char.isspace() or char in _DASHES or unicodedata.category(char) in {"Cc", "Cf"}

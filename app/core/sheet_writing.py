"""Tables that leave the house: what a cell may hold, and CSV as a stream of bytes.

No text that a spreadsheet would run as a formula leaves as one.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from app.core.clock import local

Row = Sequence[Any]
Blocks = Iterable[Iterable[Row]]
BOM = b"\xef\xbb\xbf"
#: What a spreadsheet runs as a formula, also behind blanks and in full width.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
#: Neither XML nor a terminal takes these; half of a surrogate pair cannot be encoded at all.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Opened as CSV these would lose their zeros or their last digits.
DIGITS = re.compile(r"0\d+|\d{12,}")
MOST_DIGITS = 10**15


class Head(NamedTuple):
    """What stands above the rows: the sheet's name, the watermark line, the column labels."""

    title: str
    mark: str
    labels: Sequence[str]


def neutral(text: str) -> str:
    """The text without control characters, and never the start of a formula."""
    if text.isalnum():
        return text  # Most cells: letters and digits alone begin no formula.
    is_formula = FORMULA.match(text) is not None
    clean = CONTROL.sub("", text)
    return f"'{clean}" if is_formula or FORMULA.match(clean) else clean


# ── CSV ──────────────────────────────────────────────────────────
def write_csv(head: Head, blocks: Blocks) -> Iterator[bytes]:
    """UTF-8 with its mark, so that Excel reads Chinese; text quoted, numbers bare."""
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([neutral(head.mark)])
    writer.writerow([neutral(label) for label in head.labels])
    yield BOM + _taken(page)
    for block in blocks:
        writer.writerows([_plain(value) for value in row] for row in block)
        yield _taken(page)


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()


def _plain(value: Any) -> Any:
    """A value as CSV holds it. Long digits end in a tab, which keeps a spreadsheet from counting
    them and which every reader strips."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if is_number(value):
        return value
    return _text(str(value))


def _text(told: str) -> str:
    text = neutral(told)
    return f"{text}\t" if text[:1].isdigit() and DIGITS.fullmatch(text) else text


def is_number(value: Any) -> bool:
    """Whether a spreadsheet holds it exactly: fifteen digits, and finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    finite = value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
    return finite and -MOST_DIGITS < value < MOST_DIGITS

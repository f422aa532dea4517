"""A filled sheet read back: whose it is and what it says, as text; nothing is judged or written."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NamedTuple

from app.core.pages import NOTHING
from app.core.sheet_writing import FORMULA
from app.core.sheets import Row, read_table
from app.core.words import N_, RuleError
from app.customers.rules import CustomerKind
from app.customers.sheet_labels import (
    ABOVE,
    KIND,
    NUMBER,
    VERSION,
    in_each_language,
    names_by_label,
    names_of,
    plain,
)

#: No sheet of ours comes near; what lies beyond is not looked at.
MOST_ROWS, MOST_CELLS = 500, 20
#: So many labels side by side are the header of a list.
HEADER = 3
LARGEST_SHEET = 5 * 1024 * 1024


class Filled(NamedTuple):
    """What a sheet says. ``values`` holds every field whose label is there, empty ones too."""

    kind: CustomerKind
    number: str
    version: str
    values: dict[str, str]
    strangers: list[str]


def rows_of(stream: IO[bytes]) -> list[Row]:
    """The first rows of a sent file; RuleError when it is no table we can read.

    A workbook is read by another process, from a file that is gone when this returns.
    """
    with NamedTemporaryFile(prefix="kedang-sheet-") as file:
        while block := stream.read(64 * 1024):
            file.write(block)
        file.flush()
        rows = islice(read_table(Path(file.name)), MOST_ROWS)
        return [row[:MOST_CELLS] for row in rows]


def read_sheet(rows: Sequence[Row]) -> Filled:
    """What the rows of one customer's sheet say; RuleError when they are no such sheet."""
    cells = [[_text(cell) for cell in row] for row in rows]
    if not any(any(row) for row in cells):
        raise RuleError(N_("The file has no rows."))
    _check_no_list(cells)
    kind = _kind_of(cells)
    labels = names_by_label(kind.name)
    values: dict[str, str] = {}
    strangers: list[str] = []
    for row in cells:
        _take(row, labels, values, strangers)
    above = {name: values.pop(name, "") for name in ABOVE}
    return Filled(kind, above[NUMBER].upper(), above[VERSION], values, strangers)


def _text(cell: str) -> str:
    """A cell as it was typed: without the quote that keeps a formula from being one."""
    text = cell.strip()
    bare = text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
    return "" if bare == NOTHING else bare


def _check_no_list(cells: Sequence[Row]) -> None:
    """Many customers in rows are an import, not the sheet of one."""
    known = set().union(*(names_by_label(kind.name) for kind in CustomerKind))
    if any(sum(plain(cell) in known for cell in row if cell) >= HEADER for row in cells):
        raise RuleError(N_("This is a list of customers, not the sheet of one: import it instead."))


def _kind_of(cells: Sequence[Row]) -> CustomerKind:
    """The kind a sheet is for; RuleError when it names none."""
    words = {plain(word) for word in in_each_language(ABOVE[KIND].__str__)}
    told = [row[n + 1] for row in cells for n in range(len(row) - 1) if plain(row[n]) in words]
    if not told:
        raise RuleError(
            N_("This is not a customer information sheet; download an empty one and fill it in.")
        )
    for kind in CustomerKind:
        if plain(told[0]) in names_of(kind):
            return kind
    raise RuleError(N_("The sheet does not say which kind of customer it is for."))


def _take(row: Row, labels: dict[str, str], values: dict[str, str], strangers: list[str]) -> None:
    """Each label of a row with the cell beside it; a label that nobody knows is remembered."""
    place = 0
    while place < len(row):
        label, value = row[place], row[place + 1] if place + 1 < len(row) else ""
        name = labels.get(plain(label)) if label else None
        if name:
            values[name] = value or values.get(name, "")
        elif label and value:
            strangers.append(label[:40])
        place += 2 if label else 1

"""Tables people send: CSV in any encoding, workbooks of several sheets; every value stays text."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from app.core.encodings import ENCODINGS, UNREAD, encoding_of
from app.core.words import N_, RuleError
from app.core.workbook_reading import Recognise, Row, Workbook, anything, weigh

LARGEST_FILE = 200 * 1024 * 1024
#: As many as a workbook's sheet has; what was refused must fit into the sheet sent back.
MOST_ROWS = 1_048_576
#: A header is looked for among so many rows, below merged titles.
TOP = 20
SAMPLE = 256 * 1024
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"II*\0", b"MM\0*")
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Extension → what such a file begins with; a text begins with none of these. A workbook with a
#: password is wrapped in the older format, and told to be one by name.
BEGINS: dict[str, tuple[bytes, ...]] = {
    "csv": (), "txt": (), "tsv": (), "xlsx": (ZIP, OLE), "xlsm": (ZIP, OLE), "ods": (ZIP,),
    "xls": (OLE,),
}  # fmt: skip
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass
class Table:
    """A file's rows as text, in order, and how they were read.

    ``sheets`` names the visible sheets of a workbook, ``sheet`` the one that is read;
    ``encoding`` is a text file's.
    """

    rows: Iterator[Row]
    encoding: str | None = None
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)


def read_table(path: Path) -> Iterator[Row]:
    """The rows of the file, or of its first sheet. RuleError when it is no table we can read."""
    return open_table(path).rows


def open_table(
    path: Path,
    encoding: str | None = None,
    sheet: str | None = None,
    recognise: Recognise = anything,
) -> Table:
    """The file as a table; RuleError with one sentence when it is none we can read.

    Without ``encoding`` it is judged, without ``sheet`` it is the first whose top rows are
    recognised, or the first at all.
    """
    head = _head(path)
    if head.startswith((ZIP, OLE)):
        _check_workbook(path, head)
        book = Workbook(path)
        name, rows = book.choose(sheet, recognise, TOP)
        return Table(_capped(rows), None, name, book.sheets)
    if head.startswith(PICTURES):
        raise RuleError(N_("This is a picture or a PDF, not a table."))
    if sheet is not None:
        raise RuleError(N_("Only a workbook has sheets; this file is text."))
    if encoding is None:
        encoding, is_whole = encoding_of(path)
        if not is_whole:  # Said before a row is taken.
            _read_through(path, encoding)
    return Table(_capped(_csv_rows(path, encoding)), encoding)


def check_name(name: str, head: bytes) -> None:
    """A table's name and its first bytes say the same; RuleError otherwise."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in BEGINS:
        raise RuleError(
            N_("Files of this kind hold no table. Send CSV, TXT, TSV, XLSX, XLSM, XLS or ODS.")
        )
    begins = BEGINS[extension]
    if not (head.startswith(begins) if begins else _is_text(head)):
        raise RuleError(N_("The content of this file is not what its name says."))


def is_text(path: Path) -> bool:
    """Whether the file is neither workbook nor picture, so that its encoding is a question."""
    with path.open("rb") as file:
        return _is_text(file.read(16))


def _is_text(head: bytes) -> bool:
    return not head.startswith((ZIP, OLE, *PICTURES))


def _head(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise RuleError(N_("The file is empty."))
    if size > LARGEST_FILE:
        raise RuleError(N_("The file is larger than 200 MB; split it."))
    with path.open("rb") as file:
        return file.read(SAMPLE)


def _check_workbook(path: Path, head: bytes) -> None:
    if not head.startswith(OLE):
        weigh(path)
    elif ENCRYPTED in head or ENCRYPTED in path.read_bytes():
        raise RuleError(N_("The workbook is protected by a password; save it without one."))


def _capped(rows: Iterator[Row]) -> Iterator[Row]:
    yield from islice(rows, MOST_ROWS)
    if next(rows, None) is not None:
        raise RuleError(N_("The file has more than %(most)s rows; split it."), most=MOST_ROWS)


# ── CSV ──────────────────────────────────────────────────────────
def _read_through(path: Path, encoding: str) -> None:
    for _ in _csv_rows(path, encoding):
        pass


def _csv_rows(path: Path, encoding: str) -> Iterator[Row]:
    csv.field_size_limit(1_000_000)
    with path.open(encoding=encoding, errors="kedang.unread", newline="") as file:
        delimiter = _delimiter(file.read(4_096))
        file.seek(0)
        lines = _Lines(file)
        try:
            for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
                if lines.is_unread:
                    raise _unread(number, encoding)
                yield row
        except csv.Error as wrong:
            raise RuleError(N_("The file breaks off midway, within quotation marks.")) from wrong


class _Lines:
    """A file's lines without byte-order mark and NUL; knows when a byte could not be read."""

    def __init__(self, file: Iterator[str]) -> None:
        first = next(file, "").removeprefix("\ufeff")
        self._lines, self.is_unread = chain([first], file), False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.is_unread = self.is_unread or UNREAD in line
            yield line.replace("\0", "")


def _unread(number: int, encoding: str) -> RuleError:
    message = N_(
        "Row %(row)s holds a byte that is no text in %(encoding)s; choose another encoding, or"
        " correct the row."
    )
    return RuleError(message, row=number, encoding=ENCODINGS[encoding])


def _delimiter(sample: str) -> str:
    first = sample.split("\n", 1)[0]
    return max(",;\t", key=first.count)

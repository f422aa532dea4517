"""Tables people send: CSV in any encoding, XLSX behind a guard; every value stays text.

A workbook is read in a child process with limits on time and memory, after its zip directory
was weighed: a bomb is refused before anything unpacks it.
"""

import codecs
import csv
import multiprocessing
import resource
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from app.core.words import N_, RuleError

Row = list[str]
LARGEST_FILE = 200 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 2_000
STEEPEST_RATIO = 200
SMALL = 1_000_000
SECONDS = 120
MEMORY = 2 * 1024**3
BLOCK = 1_000
SAMPLE = 256 * 1024
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"II*\0", b"MM\0*")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_table(path: Path) -> Iterator[Row]:
    """The file's rows as text, in order. RuleError when it is no table we can read."""
    size = path.stat().st_size
    if size == 0:
        raise RuleError(N_("The file is empty."))
    if size > LARGEST_FILE:
        raise RuleError(N_("The file is larger than 200 MB; split it."))
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith(b"PK\x03\x04"):
        _weigh(path)
        return _from_child(path)
    if head.startswith(OLE):
        return _old_workbook(path, head)
    if head.startswith(PICTURES):
        raise RuleError(N_("This is a picture or a PDF, not a table."))
    return _csv_rows(path, encoding_of(head))


def _old_workbook(path: Path, head: bytes) -> Iterator[Row]:
    if ENCRYPTED in head or ENCRYPTED in path.read_bytes():
        raise RuleError(N_("The workbook is protected by a password; save it without one."))
    return _from_child(path)


# ── CSV ──────────────────────────────────────────────────────────
def encoding_of(head: bytes) -> str:
    """The encoding of a text file from its first bytes: BOM, then UTF-8, then GB18030 or Big5."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(bom):
            return name
    if _decodes(head, "utf-8"):
        return "utf-8"
    guess = from_bytes(head[:16_384], cp_isolation=["gb18030", "gbk", "big5"]).best()
    if guess is not None and guess.encoding == "big5" and _decodes(head, "big5"):
        return "big5"
    if _decodes(head, "gb18030"):
        return "gb18030"
    raise RuleError(N_("The text's encoding is unknown; save the file as UTF-8."))


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(path: Path, encoding: str) -> Iterator[Row]:
    csv.field_size_limit(1_000_000)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.read(4_096))
        file.seek(0)
        try:
            lines = (line.replace("\0", "") for line in file)
            yield from csv.reader(lines, delimiter=delimiter)
        except (UnicodeDecodeError, csv.Error) as wrong:
            raise RuleError(N_("The file breaks off or changes its encoding midway.")) from wrong


def _delimiter(sample: str) -> str:
    first = sample.split("\n", 1)[0]
    return max(",;\t", key=first.count)


# ── workbooks ────────────────────────────────────────────────────
def _weigh(path: Path) -> None:
    """Refuse an archive that would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as wrong:
        raise RuleError(N_("The workbook is damaged.")) from wrong
    if not any(member.filename.startswith("xl/") for member in members):
        raise RuleError(N_("This archive is not a workbook."))
    unpacked = sum(member.file_size for member in members)
    steep = any(
        member.file_size > SMALL and member.file_size > STEEPEST_RATIO * member.compress_size
        for member in members
    )
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or steep:
        raise RuleError(N_("The workbook would unpack to far more than a table needs."))


def _from_child(path: Path) -> Iterator[Row]:
    """Rows in blocks from a process that may be killed without harm."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_read, args=(path, theirs))
    child.start()
    theirs.close()
    try:
        yield from _received(ours)
    finally:
        child.kill()
        child.join()


def _received(pipe: Connection) -> Iterator[Row]:
    while True:
        try:
            block = pipe.recv() if pipe.poll(SECONDS) else None
        except EOFError:
            block = None
        if block is None:
            raise RuleError(N_("The workbook is damaged or too heavy to read."))
        if not block:
            return
        yield from block


def _read(path: Path, pipe: Connection) -> None:
    """In the child: the first visible sheet, block by block, an empty block at the end."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    book = CalamineWorkbook.from_path(str(path))
    shown = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
    block: list[Row] = []
    for row in book.get_sheet_by_name(shown[0]).iter_rows():
        block.append([as_text(cell) for cell in row])
        if len(block) == BLOCK:
            pipe.send(block)
            block = []
    if block:
        pipe.send(block)
    pipe.send([])


def as_text(cell: Any) -> str:
    """A cell as one would type it: dates in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "")

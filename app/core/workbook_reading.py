"""Workbooks read in a child process with limits on time and memory, after their zip directory
was weighed: a bomb is refused before anything unpacks it.
"""

import multiprocessing
import resource
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.core.words import N_, RuleError

Row = list[str]
Recognise = Callable[[Sequence[Row]], bool]
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 2_000
STEEPEST_RATIO = 100
SMALL = 1_000_000
#: How long we wait for the child, over the whole file; what is done with the rows does not count.
SECONDS = 120
MEMORY = 2 * 1024**3
BLOCK = 1_000


def anything(rows: Sequence[Row]) -> bool:
    """Recognises every sheet."""
    return True


def weigh(path: Path) -> None:
    """Refuse an archive that would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as wrong:
        raise RuleError(N_("The workbook is damaged.")) from wrong
    if not any(member.filename.startswith(("xl/", "content.xml")) for member in members):
        raise RuleError(N_("This archive is not a workbook."))
    unpacked = sum(member.file_size for member in members)
    steep = any(
        member.file_size > SMALL and member.file_size > STEEPEST_RATIO * member.compress_size
        for member in members
    )
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or steep:
        raise RuleError(N_("The workbook would unpack to far more than a table needs."))


class Workbook:
    """A workbook behind a process that may be killed without harm; ``sheets`` are the visible."""

    def __init__(self, path: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(path, theirs), daemon=True)
        self._left = float(SECONDS)
        self._child.start()
        theirs.close()
        try:
            self.sheets: list[str] = self._take()
        except RuleError:
            self.close()
            raise

    def choose(
        self, sheet: str | None, recognise: Recognise, depth: int
    ) -> tuple[str, Iterator[Row]]:
        """The sheet asked for, else the first recognised by its top rows, and all its rows."""
        try:
            return self._chosen(sheet, recognise, depth)
        except RuleError:
            self.close()
            raise

    def _chosen(
        self, sheet: str | None, recognise: Recognise, depth: int
    ) -> tuple[str, Iterator[Row]]:
        if not self.sheets:
            raise RuleError(N_("The workbook has no sheet to read."))
        if sheet is not None and sheet not in self.sheets:
            message = N_("The workbook has no sheet “%(sheet)s”, but these: %(sheets)s.")
            raise RuleError(message, sheet=sheet[:40], sheets=", ".join(self.sheets)[:200])
        names = self.sheets if sheet is None else [sheet]
        for name in names:
            first = self._ask(name)
            if len(names) == 1 or recognise(first[:depth]):
                return name, self._rows(first)
        return names[0], self._rows(self._ask(names[0]))

    def _ask(self, name: str) -> list[Row]:
        """The first block of a sheet."""
        self._pipe.send(name)
        block: list[Row] = self._take()
        return block

    def _rows(self, first: list[Row]) -> Iterator[Row]:
        """Every row of the sheet that was asked for last."""
        try:
            block = first
            while block:
                self._pipe.send(None)  # The child goes on while these rows are used.
                yield from block
                block = self._take()
        finally:
            self.close()

    def _take(self) -> Any:
        before = time.monotonic()
        try:
            is_there = self._pipe.poll(max(self._left, 0))
            self._left -= time.monotonic() - before
            if is_there:
                return self._pipe.recv()
        except (EOFError, ConnectionError) as wrong:
            raise RuleError(N_("The workbook is damaged or too heavy to read.")) from wrong
        message = N_("Reading the workbook takes longer than %(most)s seconds; split it.")
        raise RuleError(message, most=SECONDS)

    def close(self) -> None:
        self._child.kill()
        self._child.join()
        self._pipe.close()


# ── in the child ─────────────────────────────────────────────────
def _serve(path: Path, pipe: Connection) -> None:
    """Sheets' names, then block by block what is asked for: a sheet by name, or its next rows."""
    from python_calamine import (  # noqa: PLC0415
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    book = CalamineWorkbook.from_path(str(path))
    pipe.send([
        one.name for one in book.sheets_metadata
        if one.visible is SheetVisibleEnum.Visible and one.typ is SheetTypeEnum.WorkSheet
    ])  # fmt: skip
    blocks: Iterator[list[Row]] = iter(())
    while True:
        asked = pipe.recv()
        if asked is not None:
            blocks = chain(_blocks(book.get_sheet_by_name(asked).iter_rows()), [[]])
        pipe.send(next(blocks, []))


def _blocks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        block.append([as_text(cell) for cell in row])
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def as_text(cell: Any) -> str:
    """A cell as one would type it: dates in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "")

"""A second page of a form: tables under headings, filled or with rows to write in by hand."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Table(NamedTuple):
    """One small table; every row has as many cells as there are heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


class Part(NamedTuple):
    """What stands under one heading."""

    title: str
    tables: Sequence[Table]


class Page(NamedTuple):
    """A page of its own: ``above`` is small print below the title."""

    title: str
    above: str
    parts: Sequence[Part]


class Styles(NamedTuple):
    """Which of a workbook's styles a page is drawn in."""

    title: int
    head: int
    label: int
    value: int
    small: int


#: One row of a page: its cells and their styles, and whether one cell spans it.
Drawn = tuple[list[tuple[str, int]], bool]


def rows_of(page: Page, styles: Styles) -> Iterator[Drawn]:
    """Row by row: the title, then each part's tables, each below its own line."""
    yield [(page.title, styles.title)], True
    yield [(page.above, styles.small)], True
    for part in page.parts:
        yield [(part.title, styles.head)], True
        for table in part.tables:
            yield [(table.title, styles.small)], True
            yield [(head, styles.label) for head in table.heads], False
            for row in table.rows:
                yield [(cell, styles.value) for cell in row], False

"""Code tables the product ships with: where, which trade, which country, which money, how large.

The tables are files beside this one; SOURCES.md says where each comes from. Codes are never
removed, because customers and identity cards keep the old ones.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from flask_babel import get_locale

FOLDER = Path(__file__).parent


class Named(Protocol):
    """Anything with a name in both languages."""

    @property
    def name_zh(self) -> str: ...

    @property
    def name_en(self) -> str: ...


class Region(NamedTuple):
    """A division of GB/T 2260 from province down to county, in force or abolished.

    ``valid_from`` and ``valid_to`` are years: the one the code took this name in, the one it
    was abolished in. ``None`` means not known, for ``valid_to`` that it is in force.
    """

    code: str
    name_zh: str
    name_en: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    successor: str


class Industry(NamedTuple):
    """A section (one letter) or division (two digits) of GB/T 4754-2017."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str


class Country(NamedTuple):
    """A country or region of ISO 3166-1."""

    alpha2: str
    alpha3: str
    name_zh: str
    name_en: str


class Currency(NamedTuple):
    """A currency of ISO 4217; ``minor_units`` is its number of decimal places."""

    code: str
    name_zh: str
    name_en: str
    minor_units: int


class Kind(NamedTuple):
    """One entry of a short list of our own."""

    code: str
    name_zh: str
    name_en: str


def label(row: Named) -> str:
    """The row's name in the reader's language, in Chinese where it has no English one."""
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    return row.name_en if english and row.name_en else row.name_zh


@cache
def regions() -> tuple[Region, ...]:
    return tuple(
        Region(
            code=line["code"],
            name_zh=line["name_zh"],
            name_en=line["name_en"],
            parent=line["parent"],
            valid_from=_year(line["valid_from"]),
            valid_to=_year(line["valid_to"]),
            successor=line["successor"],
        )
        for line in _lines("regions")
    )


@cache
def industries() -> tuple[Industry, ...]:
    return tuple(Industry(**line) for line in _lines("industries"))


@cache
def countries() -> tuple[Country, ...]:
    return tuple(Country(**line) for line in _lines("countries"))


@cache
def currencies() -> tuple[Currency, ...]:
    return tuple(
        Currency(line["code"], line["name_zh"], line["name_en"], int(line["minor_units"]))
        for line in _lines("currencies")
    )


@cache
def company_sizes() -> tuple[Kind, ...]:
    return tuple(Kind(**line) for line in _lines("company_sizes"))


@cache
def ownerships() -> tuple[Kind, ...]:
    return tuple(Kind(**line) for line in _lines("ownerships"))


def _lines(table: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _year(text: str) -> int | None:
    return int(text) if text else None

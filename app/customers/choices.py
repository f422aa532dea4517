"""What the customer forms let one choose from: reference tables, dictionaries, other records."""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import available_timezones

from flask_babel import get_locale

from app import reference
from app.core.words import N_
from app.dictionaries.finding import coded, codes_of
from app.dictionaries.models import Dictionary

MOST = 20
#: So many digits has the code of a division; a longer one is the company's own.
DIVISION = 2
#: The zones customers are in most, first; the others follow in alphabetical order.
NEAR_ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo")
LANGUAGES = (
    ("zh-Hans", N_("Chinese, simplified")),
    ("zh-Hant", N_("Chinese, traditional")),
    ("en", N_("English")),
    ("ja", N_("Japanese")),
    ("ko", N_("Korean")),
    ("fr", N_("French")),
    ("de", N_("German")),
    ("es", N_("Spanish")),
    ("ru", N_("Russian")),
    ("ar", N_("Arabic")),
    ("pt", N_("Portuguese")),
    ("vi", N_("Vietnamese")),
    ("th", N_("Thai")),
)


Pairs = list[tuple[str, str]]


def kinds(rows: Callable[[], Iterable[Any]]) -> Callable[[], Pairs]:
    """The (code, name) pairs of a reference table, named in the reader's language."""
    return lambda: [(row.code, reference.label(row)) for row in rows()]


def languages() -> Pairs:
    return [(code, str(name)) for code, name in LANGUAGES]


def countries() -> Pairs:
    return [(row.alpha2, reference.label(row)) for row in reference.countries()]


def currencies() -> Pairs:
    return [(row.code, f"{row.code} {reference.label(row)}") for row in reference.currencies()]


def industries() -> Pairs:
    return [(row.code, f"{row.code} {reference.label(row)}") for row in reference.industries()]


def zones() -> Pairs:
    names = [*NEAR_ZONES, *sorted(z for z in available_timezones() if "/" in z)]
    return [(name, name) for name in dict.fromkeys(names)]


def regions() -> Pairs:
    """Divisions in force, each with those above it: 广东省 深圳市 南山区."""
    return [(r.code, region_name(r.code)) for r in reference.regions() if r.valid_to is None]


#: Long code tables a form searches in.
TABLES: dict[str, Callable[[], Pairs]] = {
    "country": countries,
    "currency": currencies,
    "industry": industries,
    "region": regions,
    "zone": zones,
}


def find_codes(table: str, words: str) -> list[dict[str, str]]:
    """The first rows of a table whose code begins with ``words`` or whose name holds them."""
    wanted = words.casefold()
    found = (
        {"id": code, "text": name}
        for code, name in TABLES[table]()
        if code.casefold().startswith(wanted) or wanted in name.casefold()
    )
    rows = list(islice(found, MOST))
    if table == "industry" and len(rows) < MOST:
        rows += codes_of(Dictionary.industry, words)[: MOST - len(rows)]
    return rows


def name_of(table: str, code: str | None) -> str | None:
    """What a code is called; an abolished division still has its name."""
    if table == "region":
        return region_name(code) if code in _regions() else None
    if table == "industry" and code and len(code) > DIVISION:
        word = coded(Dictionary.industry, code)
        return word and f"{code} {word}"
    return _names(table, str(get_locale())).get(code or "")


@cache
def _names(table: str, _language: str) -> dict[str, str]:
    return dict(TABLES[table]())


@cache
def _regions() -> dict[str, reference.Region]:
    return {row.code: row for row in reversed(reference.regions())}


def region_chain(code: str | None) -> list[reference.Region]:
    """The division of a code below those it lies in, the province first."""
    chain: list[reference.Region] = []
    while code in _regions():
        chain.insert(0, _regions()[code])
        code = chain[0].parent
    return chain


def region_name(code: str | None) -> str:
    """A division with those above it; of an abolished one also since when, and what it became."""
    chain = region_chain(code)
    name = " ".join(reference.label(row) for row in chain)
    if not chain or chain[-1].valid_to is None:
        return name
    told = {"name": name, "year": chain[-1].valid_to}
    if not (now := successor_of(chain[-1])):
        return str(N_("%(name)s (abolished in %(year)s)")) % told
    told["now"] = " ".join(reference.label(row) for row in region_chain(now.code))
    return str(N_("%(name)s (abolished in %(year)s, now %(now)s)")) % told


def successor_of(row: reference.Region) -> reference.Region | None:
    """The division in force that an abolished one became, in however many steps, if known."""
    passed = {row.code}
    while row.valid_to is not None:
        if row.successor in passed or row.successor not in _regions():
            return None
        row = _regions()[row.successor]
        passed.add(row.code)
    return row

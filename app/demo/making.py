"""Made-up customers as values: the same ones for the same seed. Nothing is written here."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from app.customers.id_cards import id_card_check_char
from app.customers.identifiers import org_check_char, uscc_check_char
from app.customers.progress import CollectionChannel
from app.customers.rules import (
    Basis,
    CustomerKind,
    EntryStatus,
    Gender,
    GovernmentLevel,
    IdType,
    Market,
    TimeStatus,
)
from app.demo import words

T = TypeVar("T")
ABROAD = "abroad"
#: Of a hundred customers so many are of each sort; ``abroad`` are enterprises too.
SORTS = (("enterprise", 60), ("individual", 16), ("government", 9), (ABROAD, 9), ("other", 6))
STATUSES = (
    (EntryStatus.draft, 18),
    (EntryStatus.submitted, 24),
    (EntryStatus.returned, 8),
    (EntryStatus.reviewed, 10),
    (EntryStatus.filed, 40),
)
TIMES = (
    (TimeStatus.active, 50),
    (TimeStatus.prospective, 28),
    (TimeStatus.dormant, 12),
    (TimeStatus.lost, 7),
    (TimeStatus.ended, 3),
)


class Person(NamedTuple):
    """Somebody to talk to at a customer."""

    name: str
    position: str
    unit: str
    mobile: str


class Made(NamedTuple):
    """One customer to be entered: its fields, its people, how far it has come."""

    fields: dict[str, Any]
    people: tuple[Person, ...]
    status: EntryStatus
    chance: float


class Maker:
    """Makes customers one after another; ``Random.random`` alone keeps its sequence for ever."""

    def __init__(self, seed: int, today: date) -> None:
        self.chance = random.Random(seed).random  # noqa: S311 - repeatable, not secret
        self.today, self.seed, self.serial = today, seed, 0
        self.names: set[str] = set()

    def customers(self, count: int) -> Iterator[Made]:
        for self.serial in range(1, count + 1):
            sort, status = self.weighted(SORTS), self.weighted(STATUSES)
            fields = {**self._common(), **getattr(self, f"_{sort}")()}
            is_bare = status is EntryStatus.draft and self.often(0.6)
            people = () if is_bare else self._people(sort)
            if is_bare:  # Begun and left: what a draft is for.
                fields = {k: v for k, v in fields.items() if k not in {"address", "phone"}}
            yield Made(fields, people, status, self.chance())

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self.chance() * len(choices))]

    def often(self, share: float) -> bool:
        return self.chance() < share

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        left = self.chance() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            left -= weight
            if left < 0:
                return choice
        return choices[-1][0]

    def day(self, most: int, least: int = 0) -> date:
        """A day so many days ago."""
        return self.today - timedelta(days=least + int(self.chance() * (most - least)))

    def once(self, make: Any) -> str:
        """A name that no other customer made here has; after many tries it gets a number."""
        name = next((name for name in (make() for _ in range(50)) if name not in self.names), "")
        name = name or f"{make()}{self.serial}"
        self.names.add(name)
        return str(name)

    def person(self) -> str:
        given = "".join(self.one(words.GIVEN) for _ in range(1 if self.often(0.3) else 2))
        return self.one(words.SURNAMES) + given

    def mobile(self) -> str:
        """Plainly made up: the four zeros say so."""
        return f"1{self.one((38, 39, 58, 86))}0000{int(self.chance() * 10_000):04d}"

    # ── the sorts ─────────────────────────────────────────────────
    def _common(self) -> dict[str, Any]:
        return {
            "time_status": self.weighted(TIMES),
            "collection_channel": self.one([*CollectionChannel]),
            "first_contact_on": self.day(700, 1),
            "market": Market.domestic,
        }

    def _place(self) -> dict[str, Any]:
        town = self.one(words.TOWNS)
        number = int(self.chance() * 300) + 1
        return {
            "country_code": "CN",
            "region_code": town.code,
            "address": f"{town.name}市{town.county}{self.one(town.roads)} {number} 号",
            "phone": f"{town.area}-8000{self.serial % 10_000:04d}",
        }

    def _enterprise(self) -> dict[str, Any]:
        place = self._place()
        town = next(t for t in words.TOWNS if t.code == place["region_code"])
        trade = self.one(words.TRADES)
        founded = self.day(9_000, 400)
        return {
            **place,
            "kind": CustomerKind.enterprise,
            "name": self.once(
                lambda: (
                    f"{town.name}{self.one(words.BRAND_1)}{self.one(words.BRAND_2)}"
                    f"{trade.word}{self.one(words.SUFFIXES)}"
                )
            ),
            "uscc": self._uscc("91", town.code),
            "industry_code": trade.industry,
            "business_scope": f"{trade.scope}。",
            "business_needs": trade.needs if self.often(0.7) else None,
            "legal_representative": self.person(),
            "registered_capital": Decimal(self.one((50, 100, 200, 500, 1000, 5000)) * 10_000),
            "capital_currency": "CNY",
            "founded_on": founded,
            "size": self.one(("micro", "small", "small", "medium", "large")),
            "relation_started_on": self.day(380, 1) if self.often(0.6) else None,
        }

    def _abroad(self) -> dict[str, Any]:
        place = self.one(words.PLACES_ABROAD)
        return {
            "kind": CustomerKind.enterprise,
            "market": Market.intl_direct,
            "name": self.once(
                lambda: (
                    f"{self.one(words.NAMES_ABROAD)} {self.one(words.LINES_ABROAD)} {place.ending}"
                )
            ),
            "country_code": place.country,
            "language": place.language,
            "trading_currency": place.currency,
            "address": f"{int(self.chance() * 90) + 1} Harbour Road, {place.city}",
            "phone": place.phone.format(n=1000 + self.serial % 9_000),
            "business_scope": "Import and distribution of industrial goods",
        }

    def _government(self) -> dict[str, Any]:
        seat, bureau, scope = self.one(words.SEATS), *self.one(words.BUREAUS)
        level = GovernmentLevel.city if seat.endswith("市") else GovernmentLevel.county
        return {
            "kind": CustomerKind.government,
            "name": self.once(lambda: self._unit(seat, bureau)),
            "uscc": self._uscc("11", "440000"),
            "government_level": level,
            "supervising_body": f"{seat}人民政府",
            "business_scope": f"{scope}。",
            "address": f"{seat}人民路 {int(self.chance() * 200) + 1} 号",
            "phone": f"020-8001{self.serial % 10_000:04d}",
            "country_code": "CN",
        }

    def _unit(self, seat: str, bureau: str) -> str:
        """A bureau, and once its name is taken one of its branches."""
        plain = f"{seat}{bureau}"
        return plain if plain not in self.names else f"{plain}{self._branch()}分局"

    def _branch(self) -> str:
        which = self.one(("", "第一", "第二", "第三"))
        return self.one(("东城", "西城", "南湖", "北岭", "开发区")) + which

    def _other(self) -> dict[str, Any]:
        seat, body, scope = self.one(words.SEATS), *self.one(words.BODIES)
        return {
            "kind": CustomerKind.other,
            "name": self.once(
                lambda: f"{seat}{self.one(words.BRAND_1)}{self.one('江山川林')}{body}"
            ),
            "uscc": self._uscc("51", "440000"),
            "business_scope": f"{scope}。",
            "legal_representative": self.person(),
            "address": f"{seat}建设路 {int(self.chance() * 200) + 1} 号",
            "phone": f"020-8002{self.serial % 10_000:04d}",
            "country_code": "CN",
        }

    def _individual(self) -> dict[str, Any]:
        place = self._place()
        gender = self.one((Gender.male, Gender.female))
        card = self.once(lambda: self._id_card(place["region_code"], gender))
        return {
            **{name: value for name, value in place.items() if name != "phone"},
            "kind": CustomerKind.individual,
            "name": self.once(self.person),
            "basis": self.one((Basis.contract, Basis.contract, Basis.duty)),
            "mobile": self.mobile(),
            "id_type": IdType.id_card,
            "id_no": card if self.often(0.6) else None,
            "gender": gender,
            "birthday": date(int(card[6:10]), int(card[10:12]), int(card[12:14])),
            "business_needs": self.one(("售后上门", "以旧换新", "培训名额")),
        }

    def _people(self, sort: str) -> tuple[Person, ...]:
        if sort == CustomerKind.individual.name:
            return ()
        return tuple(
            Person(self.person(), self.one(words.POSITIONS), self.one(words.UNITS), self.mobile())
            for _ in range(1 + int(self.chance() * 3))
        )

    # ── numbers that check, and belong to nobody ──────────────────
    def _uscc(self, kind: str, region: str) -> str:
        body = f"D{self.seed % 1000:03d}{self.serial % 10_000:04d}"
        code = f"{kind}{region}{body}{org_check_char(body)}"
        return code + uscc_check_char(code)

    def _id_card(self, region: str, gender: Gender) -> str:
        """The last serial numbers of a day are hardly ever given out."""
        last = "999" if gender is Gender.male else "998"
        body = f"{region}{self.day(24_000, 8_000):%Y%m%d}{last}"
        return body + id_card_check_char(body)

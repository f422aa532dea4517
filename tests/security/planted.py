"""Rows planted at customers in each place, and every door to them.

The doors are read off the screens and the URL map, so that a route more is tried at once.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.children import Child
from app.core.db import db
from app.core.gate import gate_of
from app.security.roles import ROLES
from app.security.rules import Reach, Security
from app.views import RESOURCES, TABS
from tests.endurance.scale import is_turn
from tests.factories import make_customer, make_department, make_user
from tests.security.leaks import text_of

PLACES = ("own department", "other department", "higher class", "voided customer", "voided")
TAGS = "ABCDE"
SECRETS = ("远方重工", "机密二号", "作废三号")
REASON = "not wanted any more"


def is_seen(role, place):
    """Whether someone cleared for Internal sees what is kept at a customer in this place."""
    reach = ROLES[role].reach
    if place not in PLACES[:2] or reach in {Reach.none, Reach.own}:
        return False
    return reach is Reach.company or place == "own department"


class Sight(NamedTuple):
    """Whose eyes these are: a role's, or those of its holder on duty for one kind of record."""

    role: str
    kind: str = ""
    tries: Collection[type[Any]] = ()  # the screens whose doors they try; all, where none is named

    def tried(self, rows):
        """Of a place's rows those at whose doors they stand."""
        return {screen: row for screen, row in rows.items() if screen in (self.tries or rows)}

    def sees(self, screen, place):
        """On duty one sees one's own kind at every customer one serves, and no other."""
        if not self.kind:
            return is_seen(self.role, place)
        return gate_of(screen.plan.entity).kind == self.kind and place in PLACES[:2]

    def names(self, place):
        """Whether the customer itself is named to them: on duty one reads every heading."""
        return place in PLACES[:2] if self.kind else is_seen(self.role, place)


class Row(NamedTuple):
    """One planted row: its customer, the word that betrays it, and one line of each kind below."""

    id: int
    customer: int
    word: str
    lines: dict[type[Any], int]


def plant_all(session, plant, order):
    """The first department, and place → screen → its row; the last two taken out of sight.

    ``plant(customer, place)`` gives screen → (record, Row); ``order`` is that of taking them back.
    """
    here, there = make_department(), make_department()
    customers = {
        "own department": make_customer("近处轻工有限公司", department_id=here.id),
        "other department": make_customer("远方重工有限公司", department_id=there.id),
        "higher class": make_customer(
            "机密二号有限公司", department_id=here.id, security=Security.confidential
        ),
        "voided customer": make_customer("作废三号有限公司", department_id=here.id),
    }
    customers["voided"] = customers["own department"]
    found = {place: plant(customers[place], tag) for place, tag in zip(PLACES, TAGS, strict=True)}
    session.flush()
    by = make_user()
    customers["voided customer"].void(by, REASON)
    for screen in order:
        found["voided"][screen][0].void(by, REASON)
        db.session.flush()
    return here.id, {p: {s: kept for s, (_, kept) in rows.items()} for p, rows in found.items()}


def today_of(role, screens):
    """A role before a third of the screens, tomorrow the next; all at full size."""
    place = list(ROLES).index(role)
    return Sight(role, "", [s for n, s in enumerate(screens) if is_turn(n + place, 3)])


def out_of_reach(sight, rows):
    """(screen, row) of all that somebody does not see, and the words that would betray them."""
    hidden = [(screen, row) for place in PLACES for screen, row in rows[place].items()
              if not sight.sees(screen, place)]  # fmt: skip
    words = [row.word for _, row in hidden]
    words += [n for n, place in zip(SECRETS, PLACES[1:4], strict=True) if not sight.names(place)]
    return hidden, words


class Door(NamedTuple):
    """One request: method, address, form, JSON; and the right by which it shows a row it finds."""

    method: str
    address: str
    form: dict | None = None
    json: dict | None = None
    right: str = ""

    def open(self, browser):
        return browser.open(self.address, method=self.method, data=self.form, json=self.json,
                            follow_redirects=True)  # fmt: skip


def doors_to(app, screen, row):
    """Every route that names this row, a line of it or its customer."""
    yield from _by_id(app, screen.__name__, row.id, leave={"of"})
    yield from _steps(screen, row.id)
    for child in TABS.get(screen, ()):
        yield Door("GET", f"{child.route_base}/of/{row.id}")
        if child in row.lines:
            yield from _by_id(app, child.__name__, row.lines[child], leave={"of"})
            yield from _steps(child, row.lines[child])
            yield Door("GET", f"{child.route_base}/add?for={row.id}")
            yield Door("POST", f"{child.route_base}/add?for={row.id}", {"text": "x"})
            yield from (d._replace(right="") for d in _api(app, child, row.lines[child]))
    yield from _api(app, screen, row.id)


def _by_id(app, name, number, leave=frozenset()):
    """The routes of one view that take an id; a change is sent with all that it could ask for."""
    body = {"version": 1, "remark": "x"}
    for rule in app.url_map.iter_rules():
        view, _, method = rule.endpoint.partition(".")
        if view != name or "<pk>" not in rule.rule or method in leave:
            continue
        address = rule.rule.replace("<pk>", str(number))
        for verb in rule.methods - {"HEAD", "OPTIONS"}:
            if verb == "GET":
                yield Door(verb, address, right="can_show" if method in {"show", "get"} else "")
            elif rule.rule.startswith("/api/"):
                yield Door(verb, address, json={"reason": REASON} if "void" in method else body)
            else:
                yield Door(verb, address, {"row_version": "1", "what": "x", "name": "x"})


def _steps(screen, number):
    """Each step on this row alone, and the last on one more as well."""
    for step in screen.steps:
        yield Door("POST", f"{screen.route_base}/step/{step.name}",
                   {"rowid": [number], "reason": REASON})  # fmt: skip
    if screen.steps:
        yield Door("POST", f"{screen.route_base}/step/{screen.steps[-1].name}",
                   {"rowid": [1, number], "reason": REASON})  # fmt: skip


def _api(app, screen, number):
    """The addresses of one row for programs, and each step as they do it."""
    for resource in (r for r in RESOURCES if r.screen is screen):
        yield from _by_id(app, resource.__name__, number, leave={"step"})
        for step in screen.steps if resource.writes else ():
            yield Door("POST", f"/api/v1/{resource.resource_name}/{number}/steps/{step.name}",
                       json={"reason": REASON} if step.asks_reason else {})  # fmt: skip


QUERIES = ("?size=200", "?last=1", "?q=PLANT", "?sort=-id&size=200", "?q=PLANT&page=2&size=1")


def lists_of(screen):
    """Every way to ask for many rows at once; what is below a record has no list on screen."""
    base, is_below = screen.route_base, issubclass(screen, Child)
    right = "" if is_below else "can_list"
    yield from (Door("GET", f"{base}/list/{q}", right=right) for q in QUERIES[:4])
    yield Door("GET", f"{base}/list/{QUERIES[4]}")
    yield from (Door("GET", f"{base}/{name}?q=PLANT") for name in ("find", "others"))
    for kind in ("csv", "xlsx"):
        yield Door("POST", f"{base}/export/{kind}", {}, right="" if is_below else "can_export")
    for resource in (r for r in RESOURCES if r.screen is screen):
        address = f"/api/v1/{resource.resource_name}/"
        yield from (Door("GET", address + q, right=right) for q in QUERIES[:4])
        yield Door("GET", f"{address}_info")


def lists_at(screen, customer):
    """The rows at one customer: the tab on its page, and the list narrowed to it."""
    for child in TABS_OF_CUSTOMER:
        if getattr(child, "main", "") == screen.__name__:
            yield Door("GET", f"{child.route_base}/of/{customer}", right="can_list")
    if not issubclass(screen, Child):
        yield Door("GET", f"{screen.route_base}/list/?customer_id={customer}", right="can_list")
    yield Door("GET", f"{screen.route_base}/add?for={customer}")


def sweeps(screen):
    """Each step done to all that a list finds, or that its search does."""
    for step in screen.steps:
        for query in ("size=200", "q=PLANT", "sort=-id"):
            yield Door("POST", f"{screen.route_base}/step/{step.name}",
                       {"all": "1", "query": query, "reason": REASON})  # fmt: skip


TABS_OF_CUSTOMER = next(tabs for above, tabs in TABS.items() if above.__name__ == "CustomerView")
ELSEWHERE = tuple(Door("GET", address) for address in (
    "/", "/to-do/", "/calendar/", "/ageing/", "/desk/palette?q=PLANT"
))  # fmt: skip


def held(machine, hidden):
    """The hidden rows and their lines as the tables hold them."""
    with machine() as session:
        found = {}
        for screen, row in hidden:
            ids = {screen: row.id, **row.lines}
            for kind, number in ids.items():
                table = kind.plan.entity.__table__
                asked = select(table).where(table.c.id == number)
                found[kind, number] = session.execute(asked).all()
        return found


def betrayed(text, words):
    return [word for word in words if word in text]


def pointed(app, browser, hidden, words):
    """The doors that opened although they name a row out of reach."""
    for screen, row in hidden:
        for door in doors_to(app, screen, row):
            answer = door.open(browser)
            leaked = betrayed(text_of(answer), words)
            if leaked or answer.status_code not in {403, 404}:
                yield door, answer.status_code, leaked


def listed(browser, planted, sight, words):
    """The doors that ask for many, where they showed too much or not what they should."""
    for screen in planted[PLACES[0]]:
        rights = ROLES[sight.role].screens.get(screen.class_permission_name, ())
        rows = [(sight.sees(screen, place), planted[place][screen]) for place in PLACES]
        doors = [(door, rows) for door in lists_of(screen)]
        doors += [(d, [pair]) for pair in rows for d in lists_at(screen, pair[1].customer)]
        for door, about in doors:
            text = text_of(door.open(browser))
            due = [row.word for seen, row in about if seen and door.right in rights]
            missing = [word for word in due if word not in text]
            if missing or betrayed(text, words):
                yield door, missing, betrayed(text, words)


def swept(browser, planted, words):
    """The steps on all results that named what is out of reach."""
    for screen in planted[PLACES[0]]:
        for door in sweeps(screen):
            if leaked := betrayed(text_of(door.open(browser)), words):
                yield door, leaked


def check_nothing_escapes(app, browser, machine, rows, sight, beside):
    """Every door to each row out of their reach, and ``beside``: none shows or changes it."""
    hidden, words = out_of_reach(sight, rows)
    rows = {place: sight.tried(told) for place, told in rows.items()}
    hidden = [(screen, row) for screen, row in hidden if screen in rows[PLACES[0]]]
    before = held(machine, hidden)
    assert list(pointed(app, browser, hidden, words)) == []
    assert list(listed(browser, rows, sight, words)) == []
    assert [door for door in beside if betrayed(text_of(door.open(browser)), words)] == []
    assert list(swept(browser, rows, words)) == []
    assert held(machine, hidden) == before

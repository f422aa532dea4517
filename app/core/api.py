"""REST: a resource is a screen without pages. Same rights, gate, masks, question and forms.

Built on FAB's ``BaseApi``, not on its ``ModelRestApi``: that one lists related rows unscoped in
``_info``, shows every undeclared column and answers bad questions with 500.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from flask import request
from flask_appbuilder import expose

from app.core.api_forms import fields_of
from app.core.api_steps import Doing, steps_of
from app.core.asking import NUMBERED_ROWS, RESERVED, SIZES, Asked, Plan, read_url
from app.core.db import db
from app.core.door import door
from app.core.forms import columns_of
from app.core.gate import masked
from app.core.listing import Found, find
from app.core.values import python_type
from app.core.words import N_, Choice, RuleError

KINDS = {Decimal: "number", int: "integer", date: "date", datetime: "date-time", bool: "boolean"}


class Resource(Doing):
    """One table over REST, declared by its screen: ``screen = CustomerView``.

    ``writes = True`` lets programs enter, change and void what the screen's readers may.
    """

    method_permission_name = {
        "get_list": "list", "get": "show", "info": "list", "post": "add", "put": "edit",
        "void": "void", "step": "show",
    }  # fmt: skip
    #: What a list may be asked besides its filters → the words it may be asked with.
    asks: Mapping[str, Collection[str]] = {}
    #: A column told otherwise than it is kept.
    tells: Mapping[str, Callable[[Any], Any]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.class_permission_name = cls.screen.class_permission_name
        unseen = set() if "can_show" in cls.screen.base_permissions else {"get"}
        cls.exclude_route_methods = cls.closed_routes() | unseen

    def may(self, right: str) -> bool:
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

    @expose("/_info", methods=["GET"])
    @door
    def info(self) -> Any:
        """What may be asked and sent here, in the reader's language."""
        plan, view = self.screen.plan, self.view()
        names = dict.fromkeys((*plan.columns, *plan.filters))
        return {
            "resource": self.resource_name,
            "label": str(self.screen.record_word),
            "columns": [self._described(name) for name in names],
            "permissions": sorted(r for r in self.screen.base_permissions if view.may(r)),
            "forms": self._forms(view) if self.serves("post") else {},
            "steps": steps_of(view) if self.serves("step") else [],
        }

    def _forms(self, view: Any) -> dict[str, Any]:
        takes = self.takes_files
        return {n: fields_of(new, takes_files=takes) for n, (new, _) in view.forms.items()}

    @expose("/", methods=["GET"])
    @door
    def get_list(self) -> Any:
        """One page of rows; the address asks as the list's address does."""
        plan = self.screen.plan
        asked = read_url(plan, request.args)
        check_question(plan, request.args, asked, self.asks)
        found = find(db.session, plan, asked)
        if asked.problems:
            raise asked.problems[0]
        return self._page(asked, found)

    @expose("/<pk>", methods=["GET"])
    @door
    def get(self, pk: str) -> Any:
        """One record, with what its page shows."""
        view = self.view()
        return self.answer(view, view.fetch(pk))

    def answer(self, view: Any, record: Any, code: int = 200) -> Any:
        """A record as it stands, under the version a change of it must name."""
        entity, told_of = self.screen.plan.entity, {"id": record.id, "version": record.version}
        if self.serves("get") and view.may("can_show"):
            names = self.shown(view, record)
            held = {n: self._held(view, record, n) for n in names}
            told_of |= {n: told(masked(entity, n, value, record)) for n, value in held.items()}
        body = {"id": record.id, "result": told_of, "steps": self.possible(view, record)}
        return body, code, {"ETag": f'"{record.version}"'}

    def shown(self, view: Any, record: Any) -> dict[str, None]:
        """What a record's page shows, and its form's fields that the page does not show as such."""
        seen, form = view.sections_of(record), view.variants()[view.variant_of(record)]
        kept = [n for n in (*columns_of(form), *view.badges) if hasattr(record, n)]
        return dict.fromkeys((*columns_of(seen), *kept))

    def _held(self, view: Any, record: Any, name: str) -> Any:
        """A column as it is kept; what the page alone makes up, such as a name, as it says."""
        if name in self.tells:
            return self.tells[name](record)
        return getattr(record, name) if hasattr(record, name) else view.value(record, name)

    def _page(self, asked: Asked, found: Found) -> dict[str, Any]:
        return {
            "count": found.count,
            "count_is_exact": not found.is_more_than_count,
            "ids": [row.id for row in found.rows],
            "result": [self._row(row) for row in found.rows],
            "size": asked.size,
            "after": found.last_place if found.has_next else None,
            "before": found.first_place if found.has_previous else None,
        }

    def _row(self, row: Any) -> dict[str, Any]:
        """A reference the gate gives no name for is out of reach, and so is its number."""
        plan = self.screen.plan
        held = {n: self.tells.get(n, attrgetter(n))(row) for n in plan.columns}
        shown = {n: told(masked(plan.entity, n, value, row)) for n, value in held.items()}
        names = {key: getattr(row, f"{key}_label") for key in plan.labels}
        hidden = {key: None for key, name in names.items() if name is None}
        return {"id": row.id, **shown, **hidden, **{f"{key}_label": n for key, n in names.items()}}

    def _described(self, name: str) -> dict[str, Any]:
        plan = self.screen.plan
        kind = python_type(getattr(plan.entity, name))
        is_choice = isinstance(kind, type) and issubclass(kind, Choice)
        return {
            "name": name,
            "label": str(self.screen.labels[name]),
            "type": "choice" if is_choice else KINDS.get(kind, "string"),
            "choices": {member.name: str(member) for member in kind} if is_choice else None,
            "filter": name in plan.filters,
            "sort": name in plan.orders,
        }


def told(value: Any) -> Any:
    """A value as JSON tells it: exact amounts as text, moments in UTC, choices by their name."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else {"id": value.id, "label": str(value)}


def check_question(
    plan: Plan, args: Mapping[str, str], asked: Asked, more: Mapping[str, Collection[str]]
) -> None:
    """A program is told what it asked wrongly; a page would do its best instead."""
    known = {*RESERVED, *plan.filters, *more}
    strangers = [name for name in args if name not in known]
    if strangers:
        raise RuleError(N_("There is no field “%(name)s” to filter by."), name=strangers[0][:40])
    _check_words(args, more)
    _check_number(args, "page", NUMBERED_ROWS // asked.size)
    _check_number(args, "size", SIZES[-1])
    if "sort" in args and plan.rank(args["sort"].removeprefix("-")) != asked.sort:
        raise RuleError(N_("This list cannot be sorted by “%(name)s”."), name=args["sort"][:40])
    for name, place in (("after", asked.after), ("before", asked.before)):
        if args.get(name) and place is None:
            raise RuleError(N_("“%(name)s” is no place in this list."), name=name)


def _check_words(args: Mapping[str, str], more: Mapping[str, Collection[str]]) -> None:
    for name, words in more.items():
        if args.get(name, "") not in {"", *words}:
            told = {"name": name, "words": ", ".join(words)}
            raise RuleError(N_("“%(name)s” is one of these: %(words)s."), **told)


def _check_number(args: Mapping[str, str], name: str, most: int) -> None:
    text = args.get(name, "1")
    is_short = text.isascii() and text.isdecimal() and len(text) < 6  # noqa: PLR2004
    if not (is_short and 0 < int(text) <= most):
        raise RuleError(N_("“%(name)s” is a number from 1 to %(most)s."), name=name, most=most)

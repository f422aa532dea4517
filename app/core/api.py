"""REST: a resource is a screen without pages. Same rights, gate, masks, question and forms.

Built on FAB's ``BaseApi``, not on its ``ModelRestApi``: that one lists related rows unscoped in
``_info``, shows every undeclared column and answers bad questions with 500.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import request
from flask_appbuilder import expose

from app.core.api_forms import fields_of
from app.core.api_writing import Writing
from app.core.asking import NUMBERED_ROWS, RESERVED, SIZES, Asked, Plan, read_url
from app.core.db import db
from app.core.door import door
from app.core.forms import columns_of
from app.core.gate import masked
from app.core.listing import Found, find
from app.core.values import python_type
from app.core.words import N_, Choice, RuleError

KINDS = {Decimal: "number", int: "integer", date: "date", datetime: "date-time", bool: "boolean"}


class Resource(Writing):
    """One table over REST, declared by its screen: ``screen = CustomerView``.

    ``writes = True`` lets programs enter, change and void what the screen's readers may.
    """

    method_permission_name = {
        "get_list": "list", "get": "show", "info": "list", "post": "add", "put": "edit",
        "void": "void",
    }  # fmt: skip

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.class_permission_name = cls.screen.class_permission_name
        unseen = set() if "can_show" in cls.screen.base_permissions else {"get"}
        cls.exclude_route_methods = cls.closed_routes() | unseen

    def serves(self, method: str) -> bool:
        """Whether this method has an address here."""
        return method not in self.exclude_route_methods

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
            "forms": {n: fields_of(new) for n, (new, _) in view.forms.items()}
            if self.serves("post")
            else {},
        }

    @expose("/", methods=["GET"])
    @door
    def get_list(self) -> Any:
        """One page of rows; the address asks as the list's address does."""
        plan = self.screen.plan
        asked = read_url(plan, request.args)
        check_question(plan, request.args, asked)
        found = find(db.session, plan, asked)
        if asked.problems:
            raise asked.problems[0]
        return _page(plan, asked, found)

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
            names = _told(view, record)
            told_of |= {n: told(masked(entity, n, _held(view, record, n))) for n in names}
        return {"id": record.id, "result": told_of}, code, {"ETag": f'"{record.version}"'}

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


def _told(view: Any, record: Any) -> dict[str, None]:
    """What a record's page shows, and what of its form the page says elsewhere or not at all."""
    shown, form = view.sections_of(record), view.variants()[view.variant_of(record)]
    kept = [name for name in columns_of(form) if hasattr(record, name)]
    return dict.fromkeys((*columns_of(shown), *kept))


def _held(view: Any, record: Any, name: str) -> Any:
    """A column as it is kept; what the page alone makes up, such as a name, as the page says."""
    return getattr(record, name) if hasattr(record, name) else view.value(record, name)


def _page(plan: Plan, asked: Asked, found: Found) -> dict[str, Any]:
    return {
        "count": found.count,
        "count_is_exact": not found.is_more_than_count,
        "ids": [row.id for row in found.rows],
        "result": [_row(plan, row) for row in found.rows],
        "size": asked.size,
        "after": found.last_place if found.has_next else None,
        "before": found.first_place if found.has_previous else None,
    }


def _row(plan: Plan, row: Any) -> dict[str, Any]:
    """A reference the gate gives no name for is out of reach, and so is its number."""
    shown = {n: told(masked(plan.entity, n, getattr(row, n))) for n in plan.columns}
    names = {key: getattr(row, f"{key}_label") for key in plan.labels}
    hidden = {key: None for key, name in names.items() if name is None}
    return {"id": row.id, **shown, **hidden, **{f"{key}_label": n for key, n in names.items()}}


def told(value: Any) -> Any:
    """A value as JSON tells it: exact amounts as text, moments in UTC, choices by their name."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else {"id": value.id, "label": str(value)}


def check_question(plan: Plan, args: Mapping[str, str], asked: Asked) -> None:
    """A program is told what it asked wrongly; a page would do its best instead."""
    strangers = [name for name in args if name not in RESERVED and name not in plan.filters]
    if strangers:
        raise RuleError(N_("There is no field “%(name)s” to filter by."), name=strangers[0][:40])
    _check_number(args, "page", NUMBERED_ROWS // asked.size)
    _check_number(args, "size", SIZES[-1])
    if args.get("sort", asked.sort).removeprefix("-") != asked.sort:
        raise RuleError(N_("This list cannot be sorted by “%(name)s”."), name=args["sort"][:40])
    for name, place in (("after", asked.after), ("before", asked.before)):
        if args.get(name) and place is None:
            raise RuleError(N_("“%(name)s” is no place in this list."), name=name)


def _check_number(args: Mapping[str, str], name: str, most: int) -> None:
    text = args.get(name, "1")
    is_short = text.isascii() and text.isdecimal() and len(text) < 6  # noqa: PLR2004
    if not (is_short and 0 < int(text) <= most):
        raise RuleError(N_("“%(name)s” is a number from 1 to %(most)s."), name=name, most=most)

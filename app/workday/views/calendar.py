"""登记 › 日历: a month of what falls due for the reader, each day down to its records."""

from collections import defaultdict
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask import current_app, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import get_locale
from flask_login import current_user

from app.core.chrome import qs
from app.core.clock import today
from app.core.db import db
from app.core.due import between, list_filters
from app.core.todo import may
from app.core.words import N_, language
from app.core.workdays import mark_of
from app.workday.rules import month_after, month_before, month_of, weeks_of


def shown_kinds():
    """The kinds whose records the reader may list."""
    return [kind for kind in current_app.extensions["calendar"] if may("can_list", kind.right)]


def hidden_asked():
    return {name for name in request.args.get("hide", "").split(",") if name}


def said(day: date, skeleton: str) -> str:
    return str(format_skeleton(skeleton, day, locale=get_locale()))


class CalendarView(BaseView):
    """One page: who opens it sees what the gate lets them see, and no more."""

    route_base = "/calendar"
    class_permission_name = "Calendar"
    base_permissions = ["can_show"]
    default_view = "show"
    menu_name, menu_icon = N_("Calendar"), "calendar"

    @expose("/")
    @has_access
    def show(self):
        month, hidden = month_of(request.args.get("month", ""), today()), hidden_asked()
        weeks, kinds = weeks_of(month), shown_kinds()
        person = None if request.args.get("of") == "all" else current_user.id
        span = (weeks[0][0], weeks[-1][-1], person)
        found: dict = defaultdict(list)
        for kind in kinds:
            if kind.name not in hidden:
                _add(found, kind, *span)
        return self.render_template(
            "kedang/calendar.html",
            title=str(self.menu_name),
            month=said(month, "yMMMM"),
            weekdays=[said(day, "E") for day in weeks[0]],
            weeks=[[_day(day, month, found.get(day, ())) for day in week] for week in weeks],
            turns=_turns(month),
            kinds=[_chip(kind, hidden) for kind in kinds],
            scopes=_scopes(person),
            is_empty=not found,
        )


def _add(found, kind, first, last, person):
    """One kind's lines, by day: those named, then the way to the rest."""
    address = url_for(f"{kind.screen}.show", pk="_id_")
    for row in db.session.execute(between(kind, first, last, person)):
        lines = found[row.day]
        if not lines or lines[-1]["kind"] is not kind:
            lines.append({"kind": kind, "rows": [], "more": None})
        lines[-1]["rows"].append({"text": row.text, "url": address.replace("_id_", str(row.id))})
        left = row.total - len(lines[-1]["rows"])
        lines[-1]["more"] = left and {
            "text": str(N_("+%(count)s more")) % {"count": left},
            "url": _list_of(kind, row.day, person),
        }


def _list_of(kind, day, person):
    told: dict[str, Any] = list_filters(kind, day, person)
    return url_for(f"{kind.screen}.list", **told)


def _day(day, month, lines):
    return {
        "day": day,
        "told": said(day, "MMMEd"),
        "is_other": day.month != month.month,
        "is_today": day == today(),
        "mark": mark_of(day, language()),
        "lines": lines,
    }


def _turns(month):
    """The months before and after, and back to today."""
    return {
        "before": {"url": qs(month=f"{month_before(month):%Y-%m}"), "key": "["},
        "after": {"url": qs(month=f"{month_after(month):%Y-%m}"), "key": "]"},
        "today": {"url": qs(month=None), "key": "t"},
    }


def _chip(kind, hidden):
    others = hidden ^ {kind.name}
    url = qs(hide=",".join(sorted(others)) or None)
    return {"kind": kind, "url": url, "is_on": kind.name not in hidden}


def _scopes(person):
    """What waits for oneself, or all one sees; what is no one person's is in both."""
    return [
        {"label": str(N_("What waits for me")), "url": qs(of=None), "on": person is not None},
        {"label": str(N_("All I see")), "url": qs(of="all"), "on": person is None},
    ]

"""The screen every table stands on: FAB's declarations, our doors.

A screen declares columns, labels, rights and steps. Reading goes through the gate; writing
through ``saving``; what FAB would do behind our back (unscoped actions, edits by GET, raw
downloads, lost forms) is not served.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core.asking import Plan, read_url
from app.core.columns import showing, shown_columns
from app.core.comfort import default_address
from app.core.db import db
from app.core.exporting import question_mark
from app.core.forms import Forms, columns_of
from app.core.listing import find
from app.core.pages import list_page, record_page
from app.core.steps import Step, Stepping
from app.core.values import exact_columns, id_told
from app.core.words import N_, NotYoursError, RuleError


def seen(entity: type[Any], pk: str) -> Select[Any]:
    """The question for one row by the id an address names; 404 for what is no id."""
    return select(entity).where(entity.id == (id_told(pk) or abort(404)))


class Interface(SQLAInterface):
    """FAB's interface; a column with a default is never demanded from the form."""

    def is_nullable(self, col_name):
        return self.is_boolean(col_name) or super().is_nullable(col_name)


class Screen(Forms, Stepping, ModelView):
    """One table on screen."""

    exclude_route_methods = {"download", "delete", "action", "action_post", "api", "api_read"}
    menu_name: N_
    menu_icon = "circle-dot"
    record_word: N_
    plan: Plan
    steps: Sequence[Step] = ()
    facets: Sequence[str] = ()
    references: dict[str, str] = {}  # filter → address its records are searched at
    reference_names: dict[
        str, Any
    ] = {}  # filter → (table, name), where the list has no such column
    palette: Sequence[str] = ()  # (title, hint) columns, where Ctrl+K finds its records
    badges: Sequence[str] = ()
    number_column: str | None = None
    labels: dict[str, N_] = {}
    help_texts: dict[str, N_] = {}
    sections: Sequence[tuple[N_, Sequence[str]]] = ()
    form_sections: Sequence[tuple[N_, Sequence[str]]] = ()
    clashes: dict[str, N_] = {}
    cells: dict[str, Callable[[Any], Any]] = {}  # A column shown otherwise than it is kept.
    file_cells: dict[str, Callable[[Any], Any]] = {}  # Likewise in a file; plain text.
    is_own = False  # Whether its rows are those of who looks, so that no machine has any.
    more_links: Sequence[Callable[[Any], dict[str, Any] | None]] = ()  # Of the domains above.
    ways_in: Sequence[Callable[[], dict[str, Any] | None]] = ()  # Likewise: to fill an empty list.
    list_links: Sequence[Callable[[Any], dict[str, Any] | None]] = ()  # Beside a list's "new".
    search_hint = N_("Search")
    beside: Sequence[Any] = ()  # References each record's pages name; only to tables open to all.
    children: Sequence[type[Any]] = ()  # the tabs of its record page: app/views.py
    parts: Mapping[N_, Sequence[type[Any]]] = {}  # likewise: the headings its tabs stand under

    def __init_subclass__(cls, **kwargs):
        """A door whose right the screen does not name is not there at all."""
        super().__init_subclass__(**kwargs)
        rights = set(cls.base_permissions or ())
        closed = {name for name in ("add", "edit", "show", "export") if f"can_{name}" not in rights}
        closed |= set() if cls.steps else {"step"}
        cls.exclude_route_methods = Screen.exclude_route_methods | closed

    # ── declarations FAB reads ────────────────────────────────────
    def _init_properties(self):
        self.label_columns = dict(self.labels)
        self.list_columns = list(self.plan.columns)
        table = self.plan.entity.__mapper__.columns
        self.search_columns = [name for name in self.plan.filters if name in table]
        self.exact = frozenset(exact_columns(self.plan.entity))
        super()._init_properties()
        self.show_columns = [name for _, names in self.sections for name in names]
        self.add_columns = self.edit_columns = columns_of(self.variants()[""])

    # ── reading ───────────────────────────────────────────────────
    def columns_shown(self) -> list[str]:
        """The columns its list shows this reader now, and so does its file."""
        return shown_columns(self, request.args, current_user)

    @expose("/list/")
    @has_access
    def list(self):
        if address := default_address(self, current_user):
            return redirect(address)
        asked = read_url(self.plan, request.args)
        shown = self.columns_shown()
        found = find(db.session, showing(self.plan, shown), asked)
        for problem in asked.problems:
            flash(str(problem), "warning")
        page = list_page(self, asked, found, shown)
        return self.render_template("kedang/list.html", title=str(self.menu_name), page=page)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk):
        record = self.fetch(pk)
        return self.render_template(
            "kedang/record.html", title=str(record), record=record_page(self, record)
        )

    @expose("/export/<any(xlsx,csv):kind>", methods=["POST"])
    @has_access
    def export(self, kind):
        """This list's rows as a file. It leaves a trace, so it is asked for by a form."""
        try:
            return self.appbuilder.sm.send_export(self, kind)
        except RuleError as refusal:
            db.session.rollback()
            flash(str(refusal), "warning")
            return redirect(self.refused_url())

    def refused_url(self) -> str:
        """Where the reader is told that no file leaves."""
        return url_for(f"{self.endpoint}.list") + question_mark()

    def empty_hint(self) -> str:
        """What else a list that holds nothing yet has to say."""
        return ""

    def links(self, record: Any) -> Sequence[dict[str, Any] | None]:
        """What else can be opened from a record's page."""
        return [link(record) for link in self.more_links]

    def fetch(self, pk: str) -> Any:
        """The record with this id, if the gate shows it to the reader; else 404."""
        asked = seen(self.plan.entity, pk).where(*self.plan.scope())
        asked = asked.options(*(joinedload(relation) for relation in self.beside))
        return db.session.scalar(asked) or abort(404)

    def sections_of(self, record):
        """The sections of one record's page."""
        return self.sections

    def value(self, record, name):
        """What a record page shows of one column; screens name codes."""
        return getattr(record, name)

    def reveal_of(self, record, name):
        """How a masked value is opened for a reason; None where it cannot be."""
        return

    def tabs(self, record):
        """The record itself, then the tables below it that the reader may see."""
        views = {type(view): view for view in self.appbuilder.baseviews}
        found = [(child, views[child].tab_of(record)) for child in self.children]
        part_of = {child: part for part, children in self.parts.items() for child in children}
        first = {"key": "record", "label": str(self.record_word), "url": None}
        tabs = [tab | {"part": str(part_of.get(child, ""))} for child, tab in found if tab]
        return [first | {"part": str(next(iter(self.parts), ""))}, *tabs] if tabs else []

    def prepare(self, rows):
        """Ask once, for all rows of a list's page, what its cells will tell."""

    def meta(self, record):
        """Icons and words below a record page's title."""
        return []

    def label_of(self, record, name):
        """What a value is called on this record's page."""
        return self.labels[name]

    def facts(self, record):
        """A record page's few figures."""
        return []

    def is_open(self, record):
        """Whether an edit could be saved at all, so that its button is offered."""
        return True

    def may_edit(self, record):
        """Whether the reader may change this record, so that its form opens for them."""
        if not (self.may("can_edit") and self.is_open(record)):
            return False
        try:
            self.appbuilder.sm.check_writable(record)
        except NotYoursError:
            return False
        return True

    def notice(self, record):
        """What a record page must say first."""
        return

    def panel_url(self, record):
        """The address of a part shown above the sections, loaded after the page."""
        return

    def timeline_url(self, record):
        """The address of what happened to a record, shown beside it, loaded after the page."""
        if not self.may("can_history"):
            return None
        return url_for(f"{self.endpoint}.history", pk=record.id)

    def reveal_dialog(self):
        """The question asked before a masked value is opened."""
        return ""

    def check_entering(self) -> None:
        """Raise NotYoursError for whom something besides their role keeps from writing here."""

    def may(self, right: str) -> bool:
        """Whether the reader holds a right on this screen."""
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

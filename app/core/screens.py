"""The screen every table stands on: FAB's declarations, our doors.

A screen declares columns, labels, rights and steps. Reading goes through the gate; writing
through ``saving``; what FAB would do behind our back (unscoped actions, edits by GET, raw
downloads, lost forms) is not served.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import Select, inspect, select
from wtforms import HiddenField

from app.core.asking import Plan, read_url
from app.core.columns import showing, shown_columns
from app.core.comfort import default_address
from app.core.db import db
from app.core.exporting import question_mark
from app.core.fields import field_for
from app.core.gate import masks_of
from app.core.links import list_address
from app.core.listing import find
from app.core.pages import list_page, record_page
from app.core.results import step_for_all
from app.core.saving import check_version, save
from app.core.values import DEEPEST_ID, python_type
from app.core.words import N_, RuleError


class Question(NamedTuple):
    """What a step asks besides its reason: a day, or one of many records searched at ``url``."""

    name: str
    label: N_
    read: Callable[[str], Any]
    url: str = ""


class Step(NamedTuple):
    """One verb people do to a record from its page or, to many, from the list."""

    name: str
    label: N_
    icon: str
    right: str
    verb: Callable[..., None]  # (record, by, reason)
    fits: Callable[[Any], bool]
    confirm: N_
    asks_reason: bool = False
    in_bulk: bool = True
    tone: str = "light"
    asks: Question | None = None  # its answer is the verb's fourth argument


def columns_of(sections: Sequence[tuple[N_, Sequence[str]]]) -> list[str]:
    """The columns a form or page shows, in order."""
    return [name for _, names in sections for name in names]


def seen(entity: type[Any], pk: str) -> Select[Any]:
    """The question for one row by the id an address names; 404 for what is no id."""
    number = int(pk) if pk.isdecimal() and len(pk) < 20 else -1  # noqa: PLR2004
    if not 0 < number <= DEEPEST_ID:
        abort(404)
    return select(entity).where(entity.id == number)


class Interface(SQLAInterface):
    """FAB's interface; a column with a default is never demanded from the form."""

    def is_nullable(self, col_name):
        return self.is_boolean(col_name) or super().is_nullable(col_name)


class Screen(ModelView):
    """One table on screen."""

    exclude_route_methods = {"download", "delete", "action", "action_post", "api", "api_read"}
    menu_name: N_
    menu_icon = "circle-dot"
    record_word: N_
    plan: Plan
    steps: Sequence[Step] = ()
    facets: Sequence[str] = ()
    references: dict[str, str] = {}  # filter → address its records are searched at
    palette: Sequence[str] = ()  # (title, hint) columns, where Ctrl+K finds its records
    badges: Sequence[str] = ()
    number_column: str | None = None
    labels: dict[str, N_] = {}
    help_texts: dict[str, N_] = {}
    sections: Sequence[tuple[N_, Sequence[str]]] = ()
    form_sections: Sequence[tuple[N_, Sequence[str]]] = ()
    clashes: dict[str, N_] = {}
    cells: dict[str, Callable[[Any], Any]] = {}  # A column shown otherwise than it is kept.
    more_links: Sequence[Callable[[Any], dict[str, Any] | None]] = ()  # Of the domains above.
    ways_in: Sequence[Callable[[], dict[str, Any] | None]] = ()  # Likewise: to fill an empty list.
    list_links: Sequence[Callable[[Any], dict[str, Any] | None]] = ()  # Beside a list's "new".
    search_hint = N_("Search")
    children: Sequence[type[Any]] = ()  # the tabs of its record page: app/views.py

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
        super()._init_properties()
        self.show_columns = [name for _, names in self.sections for name in names]
        self.add_columns = self.edit_columns = columns_of(self.variants()[""])

    def variants(self):
        """The forms of this screen by name; most have one, whose name is empty."""
        return {"": self.form_sections}

    def variant_of(self, record):
        """Which form a record is edited with."""
        return ""

    def variant_asked(self):
        """Which form a new record starts with."""
        return ""

    def _init_forms(self):
        """Our own forms; FAB's search form would load whole related tables into every list."""
        self.forms = {name: self._pair(sections) for name, sections in self.variants().items()}
        self.add_form, self.edit_form = self.forms[""]
        self.search_form = DynamicForm

    def _pair(self, sections):
        fields = {name: self.field(name) for name in columns_of(sections)}
        old = {**fields, "row_version": HiddenField()}
        return type("NewForm", (DynamicForm,), fields), type("OldForm", (DynamicForm,), old)

    def field(self, name: str) -> Any:
        """The form field of one column; screens override it for references."""
        column = getattr(self.plan.entity, name)
        kind = python_type(column)
        plain = column.property.columns[0]
        return field_for(plain, kind, self.labels[name], self.help_texts.get(name, ""))

    # ── reading ───────────────────────────────────────────────────
    @expose("/list/")
    @has_access
    def list(self):
        if address := default_address(self, current_user):
            return redirect(address)
        asked = read_url(self.plan, request.args)
        shown = shown_columns(self, request.args, current_user)
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
            return redirect(url_for(f"{self.endpoint}.list") + question_mark())

    def links(self, record: Any) -> Sequence[dict[str, Any] | None]:
        """What else can be opened from a record's page."""
        return [link(record) for link in self.more_links]

    def fetch(self, pk: str) -> Any:
        """The record with this id, if the gate shows it to the reader; else 404."""
        return db.session.scalar(seen(self.plan.entity, pk).where(*self.plan.scope())) or abort(404)

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
        views = [view for view in self.appbuilder.baseviews if type(view) in self.children]
        found = [tab for tab in (view.tab_of(record) for view in views) if tab]
        first = {"key": "record", "label": str(self.record_word), "url": None}
        return [first, *found] if found else []

    def meta(self, record):
        """Icons and words below a record page's title."""
        return []

    def label_of(self, record, name):
        """What a value is called on this record's page."""
        return self.labels[name]

    def facts(self, record):
        """A record page's few figures."""
        return []

    def notice(self, record):
        """What a record page must say first."""
        return

    def panel_url(self, record):
        """The address of a part shown above the sections, loaded after the page."""
        return

    def reveal_dialog(self):
        """The question asked before a masked value is opened."""
        return ""

    # ── writing ───────────────────────────────────────────────────
    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        variant = self.variant_asked()
        form = self.forms[variant][0].refresh()
        if request.method == "GET":
            self.prefill_new(form)
        elif form.validate_on_submit():
            record = self.new_record(variant)
            refusal = save(db.session, lambda: self.write_new(form, record), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(self.after_saving(record))
            flash(str(refusal), "danger")
        return self.form_page(form, N_("New: %(what)s"), self.record_word, variant)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk):
        record = self.fetch(pk)
        variant = self.variant_of(record)
        old_form = self.forms[variant][1]
        if request.method == "GET":
            form = old_form.refresh(obj=record)
            self.prefill_old(form, record)
            return self.form_page(form, N_("Edit: %(what)s"), record, variant, record)
        form = old_form.refresh()
        title = str(record)
        if form.validate_on_submit():
            refusal = save(db.session, lambda: self.write_old(form, record), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(self.after_saving(record))
            flash(str(refusal), "danger")
        return self.form_page(form, N_("Edit: %(what)s"), title, variant, record)

    def new_record(self, variant):
        """An empty record for a new form."""
        return self.plan.entity()

    def prefill_old(self, form, record):
        """What an old form starts with: its version, and masks in place of masked values."""
        form.row_version.data = str(record.version)
        for name, mask in masks_of(self.plan.entity).items():
            if name in form and form[name].data:
                form[name].data = mask(str(form[name].data))

    def prefill_new(self, form):
        """What a new form starts with."""

    def write_new(self, form, record):
        self.fill(form, record)
        self.pre_add(record)
        db.session.add(record)

    def write_old(self, form, record):
        check_version(record, form.row_version.data)
        self.fill(form, record)
        self.pre_update(record)

    def fill(self, form, record):
        """Put what was typed into the record; a mask that came back as it was changes nothing."""
        masks = masks_of(self.plan.entity)
        for name in columns_of(self.variants()[self.variant_of(record)]):
            typed, held = form[name].data, getattr(record, name)
            if name in masks and held and typed == masks[name](str(held)):
                continue
            setattr(record, name, typed)

    def after_saving(self, record):
        if request.form.get("_then") == "new":
            return url_for(f"{self.endpoint}.add")
        pk = inspect(record).identity[0]  # Known without reading the row once more.
        return url_for(f"{self.endpoint}.show", pk=pk)

    def form_page(self, form, title, what, variant="", record=None, **more):
        """``more``: sentences above the form, and where it goes when that is not this page."""
        return self.render_template(
            "kedang/form.html",
            title=str(title) % {"what": what},
            form=form,
            sections=[{"title": str(h), "fields": list(n)} for h, n in self.variants()[variant]],
            back_url=self.home_of(record),
            save_label=str(N_("Save")),
            save_and_new=record is None,
            kinds=self.kinds(variant) if record is None else [],
            watched=self.watched(record),
            **more,
        )

    def kinds(self, variant):
        """Links to this screen's other forms, above a new one."""
        return []

    def watched(self, record):
        """What the form asks the server while one types; None asks nothing."""
        return

    def home_of(self, record):
        """Where a record's page and form lead back to."""
        return url_for(f"{self.endpoint}.list")

    # ── steps ─────────────────────────────────────────────────────
    @expose("/step/<name>", methods=["POST"])
    @has_access
    @permission_name("show")
    def step(self, name):
        """Do one step to the chosen records: all of them, or none."""
        step = self.allowed_step(name)
        if request.form.get("all"):
            return self._step_for_all(step)
        records = [self.fetch(pk) for pk in request.form.getlist("rowid")[:200]]
        reason = request.form.get("reason", "")
        refusal = save(db.session, lambda: self._each(step, records, reason), self.clashes)
        if refusal:
            flash(str(refusal), "warning")
        elif records:
            done = N_("%(step)s: %(count)s done.")
            flash(str(done) % {"step": step.label, "count": len(records)}, "success")
        return redirect(self._after_step(records))

    def _step_for_all(self, step):
        """Do it to all the list found, and say how far it went."""
        if "list" in self.exclude_route_methods or not self.may("can_list"):
            abort(404)  # Lines below a record have no list whose results could be meant.
        query, reason = request.form.get("query", ""), request.form.get("reason", "")
        work = partial(self._each, step, reason=reason)
        flash(*step_for_all(db.session(), self, step.label, query, work))
        return redirect(list_address(self, dict(parse_qsl(query))))

    def allowed_step(self, name: str) -> Step:
        step = next((step for step in self.steps if step.name == name), None) or abort(404)
        if not self.may(step.right):
            abort(403)
        return step

    def _each(self, step: Step, records: Sequence[Any], reason: str) -> None:
        if not records:
            raise RuleError(N_("Choose at least one row first."))
        answer = [step.asks.read(request.form.get(step.asks.name, ""))] if step.asks else []
        for record in records:
            step.verb(record, current_user._get_current_object(), reason, *answer)

    def _after_step(self, records):
        if len(records) == 1 and records[0] in db.session and self.still_visible(records[0]):
            return url_for(f"{self.endpoint}.show", pk=records[0].id)
        return self.home_of(records[0] if records else None)

    def still_visible(self, record: Any) -> bool:
        return getattr(record, "voided_at", None) is None

    def may(self, right: str) -> bool:
        """Whether the reader holds a right on this screen."""
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

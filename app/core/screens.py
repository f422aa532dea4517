"""The screen every table stands on: FAB's declarations, our doors.

A screen declares columns, labels, rights and steps. Reading goes through the gate; writing
through ``saving``; what FAB would do behind our back (unscoped actions, edits by GET, raw
downloads, lost forms) is not served.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import select
from wtforms import HiddenField

from app.core.db import db
from app.core.fields import field_for
from app.core.listing import DEEPEST_ID, Plan, find, python_type, read_url
from app.core.pages import list_page, record_page
from app.core.saving import check_version, save
from app.core.words import N_, RuleError


class Step(NamedTuple):
    """One verb people do to a record from its page or, to many, from the list."""

    name: str
    label: N_
    icon: str
    right: str
    verb: Callable[[Any, Any, str], None]
    fits: Callable[[Any], bool]
    confirm: N_
    asks_reason: bool = False
    in_bulk: bool = True
    tone: str = "light"


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
    badges: Sequence[str] = ()
    number_column: str | None = None
    labels: dict[str, N_] = {}
    help_texts: dict[str, N_] = {}
    sections: Sequence[tuple[N_, Sequence[str]]] = ()
    form_sections: Sequence[tuple[N_, Sequence[str]]] = ()
    clashes: dict[str, N_] = {}
    cells: dict[str, Callable[[Any], Any]] = {}  # A column shown otherwise than it is kept.
    more_links: Sequence[Callable[[Any], dict[str, Any] | None]] = ()  # Of the domains above.
    search_hint = N_("Search")

    def __init_subclass__(cls, **kwargs):
        """A door whose right the screen does not name is not there at all."""
        super().__init_subclass__(**kwargs)
        rights = set(cls.base_permissions or ())
        closed = {name for name in ("add", "edit", "show") if f"can_{name}" not in rights}
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
        self.add_columns = self.edit_columns = [n for _, names in self.form_sections for n in names]

    def _init_forms(self):
        """Our own forms; FAB's search form would load whole related tables into every list."""
        fields = {name: self.field(name) for name in self.add_columns}
        self.add_form = type("NewForm", (DynamicForm,), fields)
        self.edit_form = type("OldForm", (DynamicForm,), {**fields, "row_version": HiddenField()})
        self.search_form = DynamicForm

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
        asked = read_url(self.plan, request.args)
        found = find(db.session, self.plan, asked)
        for problem in asked.problems:
            flash(str(problem), "warning")
        page = list_page(self, asked, found)
        return self.render_template("kedang/list.html", title=str(self.menu_name), page=page)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk):
        record = self.fetch(pk)
        return self.render_template(
            "kedang/record.html", title=str(record), record=record_page(self, record)
        )

    def links(self, record: Any) -> Sequence[dict[str, Any] | None]:
        """What else can be opened from a record's page."""
        return [link(record) for link in self.more_links]

    def fetch(self, pk: str) -> Any:
        """The record with this id, if the gate shows it to the reader; else 404."""
        number = int(pk) if pk.isdecimal() and len(pk) < 20 else -1  # noqa: PLR2004
        if not 0 < number <= DEEPEST_ID:
            abort(404)
        entity = self.plan.entity
        asked = select(entity).where(entity.id == number, *self.plan.scope())
        return db.session.scalar(asked) or abort(404)

    # ── writing ───────────────────────────────────────────────────
    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        form = self.add_form.refresh()
        if request.method == "GET":
            self.prefill_new(form)
        elif form.validate_on_submit():
            record = self.plan.entity()
            refusal = save(db.session, lambda: self.write_new(form, record), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(self.after_saving(record))
            flash(str(refusal), "danger")
        return self.form_page(form, N_("New: %(what)s"), self.record_word, new=True)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk):
        record = self.fetch(pk)
        if request.method == "GET":
            form = self.edit_form.refresh(obj=record)
            form.row_version.data = str(record.version)
            return self.form_page(form, N_("Edit: %(what)s"), record)
        form = self.edit_form.refresh()
        title = str(record)
        if form.validate_on_submit():
            refusal = save(db.session, lambda: self.write_old(form, record), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(self.after_saving(record))
            flash(str(refusal), "danger")
        return self.form_page(form, N_("Edit: %(what)s"), title)

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
        for name in self.add_columns:
            setattr(record, name, form[name].data)

    def after_saving(self, record):
        if request.form.get("_then") == "new":
            return url_for(f"{self.endpoint}.add")
        return url_for(f"{self.endpoint}.show", pk=record.id)

    def form_page(self, form, title, what, new=False):
        return self.render_template(
            "kedang/form.html",
            title=str(title) % {"what": what},
            form=form,
            sections=[
                {"title": str(head), "fields": list(names), "open": True}
                for head, names in self.form_sections
            ],
            back_url=url_for(f"{self.endpoint}.list"),
            save_label=str(N_("Save")),
            save_and_new=new,
            warnings=[],
        )

    # ── steps ─────────────────────────────────────────────────────
    @expose("/step/<name>", methods=["POST"])
    @has_access
    @permission_name("show")
    def step(self, name):
        """Do one step to the chosen records: all of them, or none."""
        step = self.allowed_step(name)
        records = [self.fetch(pk) for pk in request.form.getlist("rowid")[:200]]
        reason = request.form.get("reason", "")
        refusal = save(db.session, lambda: self._each(step, records, reason), self.clashes)
        if refusal:
            flash(str(refusal), "warning")
        elif records:
            done = N_("%(step)s: %(count)s done.")
            flash(str(done) % {"step": step.label, "count": len(records)}, "success")
        return redirect(self._after_step(records))

    def allowed_step(self, name: str) -> Step:
        step = next((step for step in self.steps if step.name == name), None) or abort(404)
        if not self.may(step.right):
            abort(403)
        return step

    def _each(self, step: Step, records: Sequence[Any], reason: str) -> None:
        if not records:
            raise RuleError(N_("Choose at least one row first."))
        for record in records:
            step.verb(record, current_user._get_current_object(), reason)

    def _after_step(self, records):
        if len(records) == 1 and records[0] in db.session and self.still_visible(records[0]):
            return url_for(f"{self.endpoint}.show", pk=records[0].id)
        return url_for(f"{self.endpoint}.list")

    def still_visible(self, record: Any) -> bool:
        return getattr(record, "voided_at", None) is None

    def may(self, right: str) -> bool:
        """Whether the reader holds a right on this screen."""
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

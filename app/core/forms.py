"""A screen's forms: one or several, filled before, checked, written; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import get_locale
from sqlalchemy import inspect, select
from wtforms import HiddenField
from wtforms.i18n import messages_path

from app.core.conflicts import SEEN, changed, conflict, signs, untouched
from app.core.db import db
from app.core.fields import CheckedField, field_for
from app.core.gate import is_plain, masked, masks_of
from app.core.once import FORM_KEY, OnceSent, new_key
from app.core.saving import StaleError, check_version, save
from app.core.values import python_type
from app.core.words import N_, NotYoursError, RuleError, say

#: What an old form carries unseen: the version it was opened with, and the values.
UNSEEN = ("row_version", SEEN)
#: Kept in place of an id by a form that makes no record of its own.
NO_RECORD = 0
SENT_BEFORE = N_("This form was saved already; it was not saved a second time.")
NO_VALUE = N_("“%(name)s” holds stars in place of a value: type all of it.")


def columns_of(sections: Sequence[tuple[N_, Sequence[str]]]) -> list[str]:
    """The columns a form or page shows, in order."""
    return [name for _, names in sections for name in names]


class _Ours(NullTranslations):
    """What WTForms' own catalogue leaves in English stands in ours."""

    def gettext(self, message):
        return say(message)

    def ngettext(self, singular, plural, num):
        return say(singular if num == 1 else plural)


@cache
def _own_words(locale: str) -> Any:
    """The sentences WTForms brings along; Flask-WTF would read them anew in each request."""
    words = Translations.load(messages_path(), [locale], domain="wtforms")
    words.add_fallback(_Ours())
    return words


def tell(form: Any, refusal: RuleError) -> None:
    """Say what a rule refused: at the field it is about, above the form where it is about none."""
    if refusal.at in form:
        field = form[refusal.at]
        field.errors = [*field.errors, str(refusal)]
    else:
        flash(str(refusal), "danger")


def recall(form: Any, record: Any) -> None:
    """Tell the fields what stands in the record: a file may have brought in what no rule takes,
    and whoever mends another field is not kept from saving by it.
    """
    for field in form:
        if isinstance(field, CheckedField):
            field.object_data = getattr(record, field.name, None)


class Speaking:
    """What our forms ask of WTForms."""

    def get_translations(self, _form):
        return _own_words(str(get_locale()))


class Forms:
    """The part of a screen that enters and changes records."""

    wishes: Sequence[str] = ()  # Fields that say what to do besides, and are no columns.
    reveals: Mapping[str, Any] = {}  # Fields shown as masks, each opened for a reason alone.
    saved_word = N_("Saved.")

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
        fields["Meta"] = Speaking
        new = {**fields, FORM_KEY: HiddenField(default=new_key)}
        old = {**fields, **{name: HiddenField() for name in UNSEEN}}
        return type("NewForm", (DynamicForm,), new), type("OldForm", (DynamicForm,), old)

    def field(self, name: str) -> Any:
        """The form field of one column; screens override it for references."""
        column = getattr(self.plan.entity, name)
        kind = python_type(column)
        plain = column.property.columns[0]
        return field_for(plain, kind, self.labels[name], self.help_texts.get(name, ""))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        variant = self.variant_asked()
        form = self.forms[variant][0].refresh()
        if request.method == "GET":
            self.prefill_new(form)
        elif address := self._entered(form, variant):
            return redirect(address)
        return self.form_page(form, N_("New: %(what)s"), self.record_word, variant)

    def _entered(self, form, variant):
        """Where the record leads that this form made, now or when it was sent before; or None.

        What was sent before is asked last: then a first sending costs one statement, not two.
        """
        once, refusal = OnceSent(), None
        if form.validate_on_submit():
            record = self.new_record(variant)
            refusal = save(db.session, lambda: self._write(form, record, once), self.clashes)
            if refusal is None:
                flash(str(self.saved_word), "success")
                return self.after_saving(record)
        number = once.made(db.session())
        if number is not None:
            flash(str(SENT_BEFORE), "info")
            return self._made_before(number)
        if refusal:
            tell(form, refusal)
        return None

    def _write(self, form, record, once):
        """The record and its form's key: both stand, or neither."""
        self.write_new(form, record)
        db.session.flush()
        once.keep(db.session(), (inspect(record).identity or [NO_RECORD])[0])

    def _made_before(self, number):
        """As after saving; to the list where the record is none of the reader's any more."""
        entity = self.plan.entity
        found = number and db.session.scalar(select(entity).where(entity.id == number))
        return self.after_saving(found) if found else self.home_of(None)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk):
        record = self.fetch(pk)
        if request.method == "GET":
            return self._opened(record)
        variant = self.variant_of(record)
        form = self.forms[variant][1].refresh()
        recall(form, record)
        title = str(record)
        if form.validate_on_submit():
            refusal = save(db.session, lambda: self.write_old(form, record), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(self.after_saving(record))
            if isinstance(refusal, StaleError):
                return self.conflict_page(form, title, variant, self.fetch(pk))
            tell(form, refusal)
        return self.form_page(form, N_("Edit: %(what)s"), title, variant, record)

    def _opened(self, record):
        """An old form, filled; who may only read the record hears it before they type."""
        try:
            self.appbuilder.sm.check_writable(record)
        except NotYoursError as refusal:
            flash(str(refusal), "warning")
            return redirect(self.page_of(record))
        variant = self.variant_of(record)
        form = self.forms[variant][1].refresh(obj=record)
        self.prefill_old(form, record)
        return self.form_page(form, N_("Edit: %(what)s"), record, variant, record)

    def page_of(self, record):
        """Where a record is read; what is above it, for whom its page is closed."""
        if not self.may("can_show"):
            return self.home_of(record)
        return url_for(f"{self.endpoint}.show", pk=record.id)

    def conflict_page(self, form, title, variant, record):
        """What was typed, beside what stands there now: saving it once more overwrites that."""
        present = self.forms[variant][1](formdata=None, obj=record, meta={"csrf": False})
        self.prefill_old(present, record)
        names = self.kept_names(form, variant)
        told = conflict(self, record, changed(form, present, names))
        old_masks = {name for name in untouched(form, names) if self.hides(record, name)}
        for name in (*UNSEEN, *old_masks):
            form[name].data = present[name].data
        return self.form_page(form, N_("Edit: %(what)s"), title, variant, record, conflict=told)

    def kept_names(self, form, variant):
        """The fields of a form that are kept in the record."""
        names = (name for name in columns_of(self.variants()[variant]) if name in form)
        return [n for n in names if n not in self.wishes and hasattr(self.plan.entity, n)]

    def new_record(self, variant):
        """An empty record for a new form."""
        return self.plan.entity()

    def prefill_old(self, form, record):
        """What an old form starts with: its version, masks for masked values, what it was told."""
        form.row_version.data = str(record.version)
        for name, mask in masks_of(self.plan.entity, record).items():
            if name in form and form[name].data:
                form[name].data = mask(str(form[name].data))
        form[SEEN].data = signs(form, self.kept_names(form, self.variant_of(record)))

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
        for name in columns_of(self.variants()[self.variant_of(record)]):
            if name in self.wishes:
                continue
            typed = form[name].data
            if self.hides(record, name) and self._is_mask(name, typed, record):
                continue
            setattr(record, name, typed)

    def hides(self, record, name):
        """Whether this record's value is shown as its mask."""
        return name in self.reveals and not is_plain(self.plan.entity, name, record)

    def _is_mask(self, name, typed, record):
        """Whether the mask came back, so that nothing was typed; no other mask is a value."""
        held = getattr(record, name)
        if held and typed in (held, masked(self.plan.entity, name, held, record)):
            return True
        if typed and "*" in str(typed):
            raise RuleError(NO_VALUE, name=self.labels[name])
        return False

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
            sections=self._sections_of(form, variant),
            back_url=self.home_of(record),
            save_label=str(N_("Save")),
            save_and_new=record is None,
            kinds=self.kinds(variant) if record is None else [],
            watched=self.watched(record),
            **more,
        )

    def _sections_of(self, form, variant):
        folded = self.folded(form)
        return [
            {"title": str(head), "fields": list(names), "open": head not in folded}
            for head, names in self.variants()[variant]
        ]

    def folded(self, form):
        """The sections that wait closed, because they are filled well enough already."""
        return ()

    def kinds(self, variant):
        """Links to this screen's other forms, above a new one."""
        return []

    def watched(self, record):
        """What the form asks the server while one types; None asks nothing."""
        return

    def home_of(self, record):
        """Where a record's page and form lead back to."""
        return url_for(f"{self.endpoint}.list")

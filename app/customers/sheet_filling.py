"""A filled sheet put into the ordinary form: nothing is written, what cannot be read is said."""

from typing import Any

from flask import abort, url_for
from sqlalchemy import select

from app.core.db import db
from app.core.gate import masks_of
from app.core.sheet_writing import CONTROL
from app.core.words import N_, RuleError, listed
from app.customers.employers import ELSEWHERE
from app.customers.form_views import LONG
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.sheet_files import cell_of
from app.customers.sheet_labels import in_each_language, label_of
from app.customers.sheet_past import changed_since, keep
from app.customers.sheet_reading import Filled
from app.customers.sheet_values import may_be_empty, sent_of
from app.security.sealed import sealed_field

NOT_SAVED = N_("This was read from the sheet and nothing is saved yet: check it, then press Save.")
NOT_FILLED = N_(
    "Changed since, and left as recorded; what the sheet says stands beside each: %(names)s."
)
STILL_MASKED = N_("What is masked stays as recorded; type the whole value to change it.")


def form_from(screen: Any, filled: Filled, of: Customer | None) -> Any:
    """The page of the form a sheet belongs into; ``of`` is the customer it was sent in for.

    RuleError when the sheet is another customer's or of another kind, or its number is not
    there for the reader.
    """
    customer = _customer_of(filled, of)
    if not screen.may("can_edit" if customer else "can_add"):
        abort(403)
    _check_kind(filled, customer)
    form = _empty_form(screen, filled, customer)
    changed, kept = _fill(screen, form, filled, customer)
    notes = [str(note) for note in _notes(filled, customer, changed, kept)]
    return _page(screen, form, filled.kind.name, customer, notes)


def _page(screen: Any, form: Any, kind: str, customer: Customer | None, notes: list[str]) -> Any:
    """The ordinary form's page; it goes where that form goes."""
    if customer is None:
        goes = url_for("CustomerView.add", kind=kind)
        title, what = N_("New: %(what)s"), screen.record_word
    else:
        goes = url_for("CustomerView.edit", pk=customer.id)
        title, what = N_("Edit: %(what)s"), customer
    return screen.form_page(form, title, what, kind, customer, warnings=notes, action=goes)


def _customer_of(filled: Filled, of: Customer | None) -> Customer | None:
    """Whom the sheet is about; None for a new customer."""
    if of and filled.number in {"", of.number}:
        return of
    if of:
        raise RuleError(N_("This sheet bears the number of another customer."))
    if not filled.number:
        return None
    found: Customer | None = db.session.scalar(
        select(Customer).where(Customer.number == filled.number)
    )
    if found is None:
        raise RuleError(
            N_("There is no customer %(number)s, or not for you."), number=filled.number[:40]
        )
    return found


def _check_kind(filled: Filled, customer: Customer | None) -> None:
    if customer and customer.kind is not filled.kind:
        told = {"kind": filled.kind, "held": customer.kind}
        raise RuleError(
            N_("The sheet is for “%(kind)s”, but the customer is kept as “%(held)s”."), **told
        )


def _empty_form(screen: Any, filled: Filled, customer: Customer | None) -> Any:
    """The form as it would open without a sheet; the request's own fields are not its."""
    new, old = screen.forms[filled.kind.name]
    if customer is None:
        form = new(formdata=None)
        screen.prefill_new(form)
    else:
        form = old(formdata=None, obj=customer)
        screen.prefill_old(form, customer)
    return form


def _fill(
    screen: Any, form: Any, filled: Filled, customer: Customer | None
) -> tuple[list[str], list[str]]:
    """Put each cell into its field; returns what these fields are called, in the form's order, and
    apart from them those that changed since the sheet was made and keep what is recorded.

    An empty cell empties a field only in the customer's own sheet, never in one begun empty.
    """
    changed: list[str] = []
    kept: list[str] = []
    is_newer = changed_since(customer, filled.version)
    for name in (name for _, names in FORMS[filled.kind.name] for name in names):
        text = _clean(filled.values.get(name, ""))
        is_told = bool(text) or (name in filled.values and bool(filled.version))
        is_hidden = text in in_each_language(lambda: str(ELSEWHERE))  # Stays as it is recorded.
        if is_hidden or not is_told or (customer and _is_held(screen, customer, name, text)):
            continue
        label = str(label_of(filled.kind.name, name))
        if customer and is_newer(name):
            keep(customer, form[name], _clean(cell_of(screen, customer, name)), text)
            kept.append(label)
        elif text or may_be_empty(form[name]):
            _put(form, filled, name, text)
            changed += [] if form[name].errors else [label]
    return changed, kept


def _put(form: Any, filled: Filled, name: str, text: str) -> None:
    """As if it had been typed; what cannot be read or would be refused is said beside the field."""
    field = form[name]
    is_masked = name in masks_of(Customer, filled) or sealed_field(Customer, name)
    held = field.data
    if is_masked and "*" in text:
        field.errors = [str(STILL_MASKED)]
        return
    try:
        sent = sent_of(field, LONG.get(name, ""), text)
        field.raw_data = [sent]
        field.process_formdata([sent])
        field.validate(form)
    except RuleError as refusal:
        field.errors, field.data = [str(refusal)], held
    except ValueError as wrong:
        field.errors = [str(wrong)]


def _is_held(screen: Any, customer: Customer, name: str, text: str) -> bool:
    """Whether the record says the same, in whichever language the sheet was made."""
    return text in in_each_language(lambda: _clean(cell_of(screen, customer, name)))


def _clean(text: str) -> str:
    return CONTROL.sub("", text).strip()


def _notes(
    filled: Filled, customer: Customer | None, changed: list[str], kept: list[str]
) -> list[Any]:
    """What stands above the form, each in one sentence."""
    notes: list[Any] = [NOT_SAVED]
    if filled.strangers:
        told = {"labels": listed(filled.strangers[:10])}
        notes.append(str(N_("Not on this kind's sheet, and left out: %(labels)s.")) % told)
    if customer is None:
        return notes
    if filled.version and filled.version != str(customer.version):
        notes.append(N_("The record has changed since this sheet was made."))
    names = listed(changed) or str(N_("none"))
    notes.append(str(N_("Fields filled in from the sheet: %(names)s.")) % {"names": names})
    if kept:
        notes.append(str(NOT_FILLED) % {"names": listed(kept)})
    return notes

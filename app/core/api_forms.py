"""A screen's form filled in by a program: each JSON value is read as if it had been typed there."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import BooleanField, FileField

from app.core.choice_fields import ChoiceField, CodeField
from app.core.conflicts import SEEN
from app.core.door import BodyError, FieldsError
from app.core.fields import AmountField, DayField, ExactField, MomentField, WholeField
from app.core.once import FORM_KEY
from app.core.remote_fields import CodeLookupField, RemoteField
from app.core.words import N_

#: More digits than any field takes.
MOST_DIGITS = 40
#: The forms' own fields: no program calls them that.
UNSEEN = ("row_version", SEEN, FORM_KEY)
STRANGER = N_("There is no such field here.")
UNREADABLE = N_("This value cannot be read.")
#: Field → how JSON calls what it takes. Exact numbers may come as text, and should.
SHAPES: dict[type[Any], dict[str, Any]] = {
    FileField: {"type": "string", "format": "binary"},
    BooleanField: {"type": "boolean"},
    CodeLookupField: {"type": "string"},
    RemoteField: {"type": "integer", "format": "int64"},
    WholeField: {"type": "integer"},
    AmountField: {"type": "string", "format": "decimal"},
    ExactField: {"type": "string", "format": "decimal"},
    MomentField: {"type": "string", "format": "date-time"},
    DayField: {"type": "string", "format": "date"},
}


def read_body() -> dict[str, Any]:
    """The JSON object that was sent; BodyError for anything else, or text no database holds."""
    try:
        told = _exact_json()
        json.dumps(told, ensure_ascii=False, default=str).encode()
    except (RecursionError, UnicodeEncodeError, ValueError, ArithmeticError):
        told = None
    if not isinstance(told, dict):
        raise BodyError(N_("Send a JSON object."))
    return told


class Text(str):
    """A value out of a form, where all is text."""

    __slots__ = ()


def read_form() -> dict[str, Any]:
    """What was sent in a form, its files among the rest."""
    return {**{name: Text(value) for name, value in request.form.items()}, **request.files}


def _exact_json() -> Any:
    """As Flask reads it, but with numbers to the digit they were written to."""
    if not request.is_json:
        return None
    return json.loads(request.get_data(), parse_float=Decimal)


def blank(form_class: Any, record: Any = None) -> Any:
    """A form nobody sent: its token is the door's business, its text what we put in."""
    return form_class(formdata=None, obj=record, meta={"csrf": False})


def fill_new(form: Any, told: Mapping[str, Any]) -> None:
    """Type ``told`` into a new form; what it was prefilled with stays. FieldsError if refused."""
    _type(form, told)
    for field in form:
        if field.name not in told and field.data not in (None, ""):
            _settle(field)
    _check(form)


def fill_old(form: Any, record: Any, told: Mapping[str, Any]) -> None:
    """Type ``told`` into a record's form; the other fields hold what the record does."""
    _type(form, told)
    for field in form:
        if field.name not in told:
            field.data = getattr(record, field.name, field.data)
            _settle(field)
    _check(form)


def _type(form: Any, told: Mapping[str, Any]) -> None:
    """Raise FieldsError, for all at once, where a name or a kind of value is wrong."""
    errors = {}
    for name, value in told.items():
        if name not in form or not _takes(form[name], value):
            errors[name[:40]] = str(STRANGER)
            continue
        if isinstance(value, FileStorage):
            form[name].process(MultiDict({name: value}))
            continue
        text = _typed(form[name], value)
        if text is None:
            errors[name] = str(UNREADABLE)
        else:
            form[name].process(MultiDict({name: text} if text else {name: ""}), form[name].data)
    if errors:
        raise FieldsError(errors)


def _takes(field: Any, value: Any) -> bool:
    """A file is sent as one, and nothing else is; the version has a name of its own here."""
    is_file = isinstance(value, FileStorage)
    return field.name not in UNSEEN and isinstance(field, FileField) is is_file


def _typed(field: Any, value: Any) -> str | None:
    """A value as the browser would have sent it; None where it is not of the field's kind."""
    if isinstance(field, BooleanField):
        if isinstance(value, Text):
            value = {"true": True, "false": False}.get(value)
        return {True: "y", False: ""}[value] if isinstance(value, bool) else None
    if isinstance(field, RemoteField) and isinstance(value, dict):
        value = value.get("id")  # A reference as reading tells it.
    if value is None:
        return ""
    is_plain = isinstance(value, str | int | float | Decimal) and not isinstance(value, bool)
    return _in_full(value) if is_plain else None


def _in_full(value: object) -> str:
    """``1E+3`` is a thousand, written out as a person would; what no field holds stays short."""
    is_written_out = isinstance(value, Decimal) and abs(value.adjusted()) < MOST_DIGITS
    return f"{value:f}" if is_written_out else str(value)


def _settle(field: Any) -> None:
    """Nobody typed it, so there is nothing to refuse."""
    field.validate = lambda *_: True


def _check(form: Any) -> None:
    if not form.validate():
        raise FieldsError({name: str(told[0]) for name, told in form.errors.items() if name})


# ── described ────────────────────────────────────────────────────
def fields_of(form_class: Any, *, takes_files: bool = False) -> list[dict[str, Any]]:
    """Each field of a form, as ``_info`` tells it; its files only where a resource takes some."""
    return [
        {
            "name": field.name,
            "label": str(field.label.text),
            "help": str(field.description),
            "required": _is_needed(field),
            **shape_of(field),
        }
        for field in blank(form_class)
        if field.name not in UNSEEN and (takes_files or not isinstance(field, FileField))
    ]


def _is_needed(field: Any) -> bool:
    if isinstance(field, FileField):
        return bool(getattr(field, "is_needed", False))
    return bool(field.flags.required) and field.data in (None, "")


def shape_of(field: Any) -> dict[str, Any]:
    """What JSON a field takes."""
    if isinstance(field, ChoiceField):
        return {"type": "string", "enum": [member.name for member in field.vocabulary]}
    if isinstance(field, CodeField):
        return {"type": "string", "enum": [code for code, _ in field.rows()]}
    found = (shape for kind, shape in SHAPES.items() if isinstance(field, kind))
    return next(found, {"type": "string"})

"""Form fields that keep what was typed, mean one thing each, and refuse with one sentence."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms.fields import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from app.core.choice_fields import ChoiceField
from app.core.clock import ZONE, local
from app.core.exact import CENTS, LARGEST, exact_text, most_of, within
from app.core.partial import REFUSAL as PARTIAL_REFUSAL
from app.core.partial import read_partial
from app.core.words import N_, Choice, RuleError

DAY_MASK = re.compile(r"\d{4}-\*\*-\*\*")
ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
MOMENT = re.compile(r"(.*?\S)(?:[\sT]+(\d{1,2})[:：点时](\d{2})分?)?")
DAY_SHAPES = (
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def tidy(text: str | None) -> str | None:
    """Without blanks at the ends and NULs; nothing at all is None, never an empty string."""
    return (text or "").replace("\0", "").strip() or None


def text_of(field: Field, valuelist: list[str]) -> str | None:
    """What was typed; blanks alone are nothing, so that a field which must be filled says so."""
    text = tidy(valuelist[0] if valuelist else None)
    if text is None and valuelist:
        field.raw_data = [""]
    return text


class LineField(StringField):
    """One line of text."""

    def process_formdata(self, valuelist):
        self.data = text_of(self, valuelist)


class CheckedField(LineField):
    """One line that a rule reads; what the form itself was given, value or mask, passes as it is.

    ``check`` takes the text and raises RuleError with the sentence to show; where it returns
    a text, that is the spelling to keep.
    """

    def __init__(self, label=None, validators=None, check=None, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.check: Callable[[str], object] = check

    def pre_validate(self, form):
        if self.data and "*" not in self.data and self.data != tidy(self.object_data):
            try:
                kept = self.judge(form)
            except RuleError as refusal:
                raise ValidationError(str(refusal)) from refusal
            self.data = kept if isinstance(kept, str) else self.data

    def judge(self, form):
        """What the rule says of the text; a field that reads another beside it overrides this."""
        return self.check(self.data or "")


class TextField(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist):
        self.data = text_of(self, valuelist)


class TypedField(Field):
    """A field whose text is parsed; a wrong text stays in the box beside its refusal."""

    widget = TextInput()
    refusal = N_("This value cannot be read.")

    def _value(self):
        if self.raw_data and self.errors:
            return self.raw_data[0]
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist):
        self.data = None
        text = text_of(self, valuelist)
        if text is None:
            return
        try:
            self.data = self.read(text)
        except RuleError as why:
            raise ValueError(str(why)) from why
        except (ValueError, InvalidOperation) as wrong:
            raise ValueError(str(self.refusal)) from wrong

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)


class DayField(TypedField):
    """A date in any of the ways people type one: 2025-01-31, 2025/1/31, 20250131, 2025年1月31日."""

    refusal = N_("This is not a date. Write it like 2025-01-31.")

    def read(self, text):
        for shape in DAY_SHAPES:
            if found := shape.fullmatch(text):
                return date(*map(int, found.groups()))
        raise ValueError(text)

    def show(self, value):
        return value.isoformat() if isinstance(value, date) else value


class MomentField(TypedField):
    """A day and a time by the company's clock, kept in UTC; without a time, the day's beginning."""

    refusal = N_("This is not a day and time. Write it like 2025-01-31 14:30.")

    def read(self, text):
        if ZONED.fullmatch(text):  # As a program writes it, to the second.
            return datetime.fromisoformat(text).astimezone(UTC)
        found = MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(text)
        day = DayField.read(self, found[1].strip())
        clock = time(int(found[2] or 0), int(found[3] or 0))
        return datetime.combine(day, clock, ZONE).astimezone(UTC)

    def show(self, value):
        return local(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


class MaskedDayField(DayField):
    """A date shown as its year alone; the mask sent back means that nothing was typed."""

    def read(self, text):
        return text if DAY_MASK.fullmatch(text) else super().read(text)


class AmountField(TypedField):
    """An exact amount with at most two decimals; thousands separators are welcome."""

    refusal = N_("This is not an amount. Write it like 1,000.00.")

    def read(self, text):
        amount = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
        if not amount.is_finite() or amount != round(amount, CENTS):
            raise ValueError(text)
        return within(amount, LARGEST)


class ExactField(TypedField):
    """An exact number with at most so many decimals; below zero only where ``is_signed``."""

    refusal = N_("This is not a number of that exactness. Write it like 12.5.")

    def __init__(self, label=None, validators=None, places=4, is_signed=False, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.places, self.is_signed = places, is_signed

    def read(self, text):
        number = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
        if not number.is_finite() or number != round(number, self.places):
            raise ValueError(text)
        return within(number, most_of(self.places), is_signed=self.is_signed)

    def show(self, value):
        return exact_text(value) if isinstance(value, Decimal) else value


class PartialDayField(TypedField):
    """A date of which the day, or the month too, may be missing: 2025-01-31, 2025-01, 2025."""

    refusal = PARTIAL_REFUSAL

    def read(self, text):
        try:
            return read_partial(text)
        except RuleError as wrong:
            raise ValueError(text) from wrong


class WholeField(TypedField):
    """A whole number that both databases hold."""

    refusal = N_("This is not a whole number.")

    def read(self, text):
        number = int(text)
        if abs(number) > 2**31 - 1:
            raise ValueError(text)
        return number


#: What a column holds → its field, where one class says it all.
PLAIN = {int: WholeField, date: DayField, datetime: MomentField, Decimal: AmountField}


def field_for(column: Any, kind: Any, label: str, description: str) -> Any:
    """The field of one plain column, by what it holds."""
    required = not column.nullable and column.default is None
    checks = [InputRequired() if required else Optional()]
    told = {"label": label, "description": description, "default": _default(column)}
    if isinstance(kind, type) and issubclass(kind, Choice):
        return ChoiceField(vocabulary=kind, nullable=column.nullable, validators=[], **told)
    if kind is bool:
        return BooleanField(**told)
    if kind is Decimal and column.type.places != CENTS:
        return ExactField(validators=checks, places=column.type.places, **told)
    if kind in PLAIN:
        return PLAIN[kind](validators=checks, **told)
    length = getattr(column.type, "length", None)
    if length is None:
        return TextField(validators=[*checks, Length(max=10_000)], **told)
    return LineField(validators=[*checks, Length(max=length)], **told)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None

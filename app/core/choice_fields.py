"""Form fields of which one thing is chosen: of a closed vocabulary, or of a table of codes."""

from flask_babel import gettext
from wtforms.fields import SelectField
from wtforms.validators import ValidationError

from app.core.words import Choice


class ChoiceField(SelectField):
    """One member of a closed vocabulary, or none where the column allows it."""

    def __init__(self, label=None, validators=None, vocabulary=None, nullable=False, **kwargs):
        self.vocabulary: type[Choice] = vocabulary
        blank = [("", "—")] if nullable else []
        self.names = lambda: blank + [(m.name, str(m)) for m in vocabulary]
        super().__init__(label, validators, choices=self.names, coerce=self._member, **kwargs)

    def _member(self, value):
        if value in (None, ""):
            return None
        return value if isinstance(value, self.vocabulary) else self.vocabulary[value]

    def process_formdata(self, valuelist):
        try:
            self.data = self._member(valuelist[0] if valuelist else "")
        except KeyError as wrong:
            raise ValueError(gettext("Not a valid choice.")) from wrong

    def iter_choices(self):
        for name, label in self.names():
            chosen = name == (self.data.name if self.data else "")
            yield name, label, chosen, {}

    def pre_validate(self, form):
        if self.data is None and self.flags.required:
            raise ValidationError(gettext("This field is required."))


class CodeField(SelectField):
    """One code of a table the product ships with, or none."""

    def __init__(self, label=None, validators=None, rows=None, **kwargs):
        self.rows = rows  # () → (code, name) pairs, asked when shown: names follow the reader
        super().__init__(label, validators, choices=self._pairs, coerce=str, **kwargs)

    def _pairs(self):
        return [("", "—"), *self.rows()]

    def process_data(self, value):
        self.data = value or ""

    def process_formdata(self, valuelist):
        self.data = valuelist[0] if valuelist else ""

    def iter_choices(self):
        for code, name in self._pairs():
            yield code, name, code == (self.data or ""), {}

    def pre_validate(self, form):
        if self.data not in {code for code, _ in self._pairs()}:
            raise ValidationError(gettext("Not a valid choice."))
        self.data = self.data or None

"""Fields that are searched as one types: records, and codes of long tables."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms.fields import Field
from wtforms.widgets import html_params

from app.core.values import DEEPEST_PERSON, id_told


class RemoteField(Field):
    """A choice among many records, searched as one types; only the chosen one is in the page."""

    def __init__(self, label=None, validators=None, url="", find=None, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.url = url
        self.find: Callable[[Any], Any] = find

    def chosen(self):
        """(value, text) of what is chosen now."""
        record: Any = self.data
        return record.id, record

    def widget(self, field, **kwargs):
        chosen = (
            Markup('<option value="{}" selected>{}</option>').format(*self.chosen())
            if self.data
            else Markup('<option value=""></option>')
        )
        kwargs.pop("class_", None)
        told = html_params(
            id=self.id, name=self.name, class_="form-select", **{"data-lookup": self.url}, **kwargs
        )
        return Markup("<select {}>{}</select>").format(Markup(told), chosen)  # noqa: S704 - escaped

    def process_formdata(self, valuelist):
        self.data = None
        text = valuelist[0] if valuelist else ""
        if not text:
            return
        number = id_told(text, DEEPEST_PERSON)  # It may be a person's; nothing numbers deeper.
        self.data = self.find(number or -1)
        if self.data is None:
            raise ValueError(gettext("Not a valid choice."))


class CodeLookupField(RemoteField):
    """A code of a long table, searched as one types; ``find`` gives the name of a code."""

    def chosen(self):
        return self.data, self.find(self.data) or self.data

    def process_formdata(self, valuelist):
        self.data = (valuelist[0] if valuelist else "") or None
        if self.data and self.find(self.data) is None:
            raise ValueError(gettext("Not a valid choice."))

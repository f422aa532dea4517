"""What a form asks the server on leaving a field: whether what was typed there may stay.

The answer is the field's own: its reader's and its checks', in the one sentence that saving would
show. Nothing is written, and nothing that was typed is told back.
"""

from typing import Any

from flask import abort, jsonify, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.core.fields import CheckedField, TypedField

JUDGED = (CheckedField, TypedField)


class Checking:
    """The part of a screen that judges one field of its forms at a time."""

    @expose("/check", methods=["POST"])
    @has_access
    @permission_name("add")
    def check(self):
        """By POST, for what is typed belongs in no address."""
        name = request.form.get("field", "")
        forms = (new() for new, _ in self.forms.values())
        form = next((form for form in forms if name in judged(form)), None)
        if form is None:
            abort(404)
        form[name].validate(form)
        return jsonify(wrong=next(iter(form[name].errors), ""))

    def form_page(self, form, title, what, variant="", record=None, **more):
        asked = {"url": url_for(f"{self.endpoint}.check"), "names": " ".join(judged(form))}
        told = {"checks": asked, **more}
        return super().form_page(form, title, what, variant, record, **told)  # type: ignore[misc]


def judged(form: Any) -> list[str]:
    """The fields of a form that have a reader or a rule of their own."""
    return [field.name for field in form if isinstance(field, JUDGED)]

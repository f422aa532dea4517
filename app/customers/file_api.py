"""Files over REST: sent in a form beside the fields of their record, given out as on its page."""

from typing import Any

from flask import abort
from flask_appbuilder import expose

from app.core.api import Resource
from app.core.door import UNKNOWN, door
from app.customers.file_views import LOST


class Filed:
    """Mixed into a resource whose records name a file; what may be fetched, ``can_download`` says.

    A new record comes as ``multipart/form-data``, its file by the name of the form's own field; it
    is measured and looked into as a file sent on the page.
    """

    takes_files = True
    method_permission_name = {**Resource.method_permission_name, "file": "download"}
    view: Any

    @expose("/<pk>/file", methods=["GET"])
    @door
    def file(self, pk: str) -> Any:
        """The bytes; each reading is remembered."""
        view = self.view()
        record = view.fetch(pk)
        if record.sha256 is None:
            abort(404)
        try:
            return view.give(record, "download", as_attachment=True)
        except FileNotFoundError:
            return {"message": str(LOST)}, UNKNOWN

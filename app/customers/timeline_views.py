"""The pages that show a customer's timeline: the file's own, and its heading's."""

from flask import url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.core.screens import Screen
from app.customers.timeline import timeline


class Timed(Screen):
    """A page of one customer, or of its heading: whoever sees it is told what they may read."""

    def timeline_url(self, record):
        return url_for(f"{self.endpoint}.history", pk=record.id)

    @expose("/history/<pk>")
    @has_access
    @permission_name("show")
    def history(self, pk):
        return timeline(self, self.fetch(pk), has_trail=self.may("can_history"))

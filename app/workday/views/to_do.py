"""登记 › 我的待办: all that waits for the reader, kind by kind, each line leading there."""

from flask import current_app
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.core.todo import NAMED_ALONE, naming
from app.core.words import N_
from app.workday.rules import RECORD_ASKED_DAYS

NOTE = N_("What happened more than %(days)s days ago is no longer asked to be written down.")


class ToDoView(BaseView):
    """The start page names a few of each kind; this page names them all, as far as a page goes."""

    route_base = "/to-do"
    class_permission_name = "ToDo"
    base_permissions = ["can_show"]
    default_view = "show"
    menu_name, menu_icon = N_("My to-do"), "list-check"

    @expose("/")
    @has_access
    def show(self):
        with naming(NAMED_ALONE):
            told = {
                str(heading): [line for ask in asked for line in ask()]
                for heading, asked in current_app.extensions["to_do"].items()
            }
        groups = {heading: lines for heading, lines in told.items() if lines}
        note = str(NOTE) % {"days": RECORD_ASKED_DAYS}
        title = str(self.menu_name)
        return self.render_template("kedang/to_do.html", title=title, groups=groups, note=note)

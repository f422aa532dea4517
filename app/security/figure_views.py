"""Pages of figures: what they work out is a file too, for who may take it."""

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.core.db import db
from app.core.exporting import offered, question_mark
from app.core.words import RuleError
from app.security.exporting import Figures


class FiguresView(BaseView):
    """One page of sums; its file holds the same, and leaves the same two entries as a list's."""

    base_permissions = ["can_show", "can_export"]
    default_view = "show"

    def figures(self) -> Figures:
        """What the file holds; RuleError when part of it may not leave."""
        raise NotImplementedError

    @expose("/export/<any(xlsx,csv):kind>", methods=["POST"])
    @has_access
    def export(self, kind):
        """It leaves a trace, so it is asked for by a form."""
        try:
            return self.appbuilder.sm.send_figures(self.figures(), kind)
        except RuleError as refusal:
            db.session.rollback()
            flash(str(refusal), "warning")
            return redirect(url_for(f"{self.endpoint}.show") + question_mark())

    def exports(self):
        """The ways out, for those who may."""
        return [*offered(self)]

    def may(self, right: str) -> bool:
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

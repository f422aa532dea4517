"""A reader's own desk: the views and columns they keep, and the palette that leads everywhere."""

from urllib.parse import parse_qsl

from flask import abort, flash, jsonify, redirect, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import func, select, update

from app.core.asking import MAX_QUERY
from app.core.columns import Kept, read_columns, screen_key
from app.core.db import db
from app.core.held import hold
from app.core.links import list_address
from app.core.saving import save
from app.core.screens import Screen
from app.core.values import id_told
from app.core.words import N_
from app.desk.models import SavedView, own_view, views_of
from app.desk.palette import palette
from app.desk.rules import check_name, check_room, question_of

CLASHES = dict.fromkeys(
    ("uq_saved_view_owner_id_screen_name", "saved_view.name"),
    N_("You have a view of this name already."),
)


def keep(owner_id: int, screen: str) -> list[Kept]:
    """What the lists below are handed: see ``app/core/columns.py``."""
    rows = views_of(db.session(), owner_id, screen)
    return [Kept(r.id, r.name, r.query, r.columns, r.is_default) for r in rows]


class DeskView(BaseView):
    """Saved views, columns and the palette; each reader sees and changes their own alone."""

    route_base = "/desk"
    class_permission_name = "Desk"
    menu_name = N_("Own views and columns")
    base_permissions = ["can_use"]

    # ── columns ───────────────────────────────────────────────────
    @expose("/columns", methods=["POST"])
    @has_access
    @permission_name("use")
    def columns(self):
        """Keep a list's columns; where the address names some, change the address instead."""
        screen = self.screen()
        args = dict(parse_qsl(request.form.get("query", "")))
        is_reset = "reset" in request.form
        chosen = [] if is_reset else self.chosen(screen)
        if "cols" in args and not is_reset:
            return redirect(list_address(screen, {**args, "cols": ",".join(chosen)}))
        save(db.session, lambda: self._keep_columns(screen, ",".join(chosen)), {})
        args.pop("cols", None)
        return redirect(list_address(screen, args))

    def chosen(self, screen):
        return read_columns(screen.plan, ",".join(request.form.getlist("cols")))

    def _keep_columns(self, screen, columns):
        place = {"owner_id": current_user.id, "screen": screen_key(screen), "name": ""}
        row = db.session.scalar(select(SavedView).filter_by(**place)) or SavedView(**place)
        row.columns = columns
        db.session.add(row)

    # ── views ─────────────────────────────────────────────────────
    @expose("/views", methods=["POST"])
    @has_access
    @permission_name("use")
    def save(self):
        """Save what the list shows now under a name."""
        screen = self.screen()
        view = SavedView(owner_id=current_user.id, screen=screen_key(screen))
        refusal = save(db.session, lambda: self._save_new(view, screen), CLASHES)
        return self._answer(refusal, screen, view)

    def _save_new(self, view, screen):
        mine = (SavedView.owner_id == view.owner_id, SavedView.screen == view.screen)
        held = select(func.count()).select_from(SavedView).where(*mine, SavedView.name != "")
        check_room(db.session.scalar(held))
        view.name = check_name(request.form.get("name", ""))
        self._take_over(view, screen)
        db.session.add(view)

    def _take_over(self, view, screen):
        view.query = question_of(request.form.get("query", ""))
        view.columns = ",".join(self.chosen(screen) or screen.plan.columns)

    @expose("/views/<pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def change(self, pk):
        """Rename, overwrite, delete one view, or open it by default; its owner's alone."""
        number = id_told(pk) or abort(404)
        view = own_view(db.session(), current_user.id, number) or abort(404)
        screen = self.screen(view.screen)
        work = self.changes.get(request.form.get("do", "")) or abort(404)
        refusal = save(db.session, lambda: work(self, view, screen), CLASHES)
        return self._answer(refusal, screen, view)

    def _rename(self, view, _screen):
        view.name = check_name(request.form.get("name", ""))

    def _make_default(self, view, _screen):
        self._clear_default(view)
        view.is_default = True

    def _clear_default(self, view, _screen=None):
        """At most one view opens by default: the database holds us to it."""
        mine = (SavedView.owner_id == view.owner_id, SavedView.screen == view.screen)
        db.session.execute(update(SavedView).where(*mine).values(is_default=False))

    def _delete(self, view, _screen):
        db.session.delete(view)

    changes = {
        "rename": _rename,
        "overwrite": _take_over,
        "default": _make_default,
        "undefault": _clear_default,
        "delete": _delete,
    }

    def _answer(self, refusal, screen, view):
        """Back to the list as it was asked, through the view that is meant now."""
        args = dict(parse_qsl(request.form.get("query", "")))
        if refusal:
            flash(str(refusal), "warning")
        elif request.form.get("do") == "delete":
            args["view"] = "all"
        else:
            flash(str(N_("Saved.")), "success")
            args |= {"view": str(view.id), "cols": view.columns}
        return redirect(list_address(screen, args))

    # ── the palette ───────────────────────────────────────────────
    @expose("/palette", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    def palette(self):
        """What the typed words lead to, as far as the reader may go; a number is posted."""
        words = " ".join(request.values.get("q", "").replace("\0", "").split())[:100]
        return jsonify(groups=palette(words, request.values.get("recent", "")[:400]))

    @expose("/hold", methods=["POST"])
    @has_access
    @permission_name("use")
    def hold(self):
        """A token in place of a number that is looked for: its address then does not name it."""
        return jsonify(token=hold(request.form.get("words", "")[:MAX_QUERY]))

    # ── which list ────────────────────────────────────────────────
    def screen(self, key=None):
        """The list a form is about, if the reader may see it; else 404."""
        wanted = key or request.form.get("screen", "")
        views = (view for view in self.appbuilder.baseviews if isinstance(view, Screen))
        found = next((view for view in views if screen_key(view) == wanted), None)
        if found is None or "list" in found.exclude_route_methods or not found.may("can_list"):
            abort(404)
        return found

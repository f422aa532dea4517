"""设置 › 角色: the list of roles, and each role's matrix of rights."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access import matrix, roles
from app.access.roles import Draft
from app.access.rules import LARGEST_CAP, check_menu
from app.access.views.cells import differences, group_cells
from app.core.choice_fields import ChoiceField
from app.core.conflicts import conflict
from app.core.db import db
from app.core.fields import LineField
from app.core.saving import StaleError, check_version, save
from app.core.values import DEEPEST_PERSON, id_told
from app.core.words import N_
from app.security.history import history_page
from app.security.models import RoleTerms
from app.security.names import role_label
from app.security.pairs import held_by_role
from app.security.rights import read_all
from app.security.roles import ROLES
from app.security.rules import Reach

ALLOWANCE = [InputRequired(), NumberRange(0, LARGEST_CAP)]
NAME = [Optional(), Length(max=80)]
HISTORY = {
    "reach": N_("Reach"),
    "export_cap": N_("Export limit"),
    "label_zh": N_("Chinese name"),
    "label_en": N_("English name"),
    "edited_at": N_("Edited at"),
}


class RoleForm(DynamicForm):
    """What a role is beside its rights; a shipped one keeps its names."""

    label_zh = LineField(lazy_gettext("Chinese name"), validators=NAME)
    label_en = LineField(lazy_gettext("English name"), validators=NAME)
    reach = ChoiceField(lazy_gettext("Reach"), vocabulary=Reach)
    export_cap = IntegerField(lazy_gettext("Export limit (rows)"), validators=ALLOWANCE)
    row_version = HiddenField()


class NewRoleForm(DynamicForm):
    """A role begins empty or as a copy."""

    key = LineField(
        lazy_gettext("Role key"),
        validators=[InputRequired(), Length(max=40)],
        description=lazy_gettext("Letters and digits, like SalesLead. It stays for ever."),
    )
    label_zh = LineField(lazy_gettext("Chinese name"), validators=[InputRequired(), Length(max=80)])
    label_en = LineField(lazy_gettext("English name"), validators=[InputRequired(), Length(max=80)])
    source = SelectField(lazy_gettext("Copy the rights of"), coerce=str)


class RoleView(BaseView):
    """Roles: read by who administers or watches, changed by who may edit."""

    route_base = "/roles"
    default_view = "list"
    class_permission_name = "Roles"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit"]
    menu_name, menu_icon = N_("Roles"), "user-shield"

    @expose("/list/")
    @has_access
    def list(self):
        held, users = read_all(db.session()), roles.holders(db.session())
        groups = matrix.read(self.appbuilder)
        lines = [
            {
                "terms": terms,
                "label": role_label(terms),
                "users": users.get(terms.role_id, 0),
                "differs": differences(groups, terms, held[terms.role_id].rights),
            }
            for terms in self._all()
        ]
        return self.render_template(
            "kedang/roles.html", title=str(self.menu_name), lines=lines, may_add=self.may("can_add")
        )

    @expose("/show/<pk>")
    @has_access
    def show(self, pk):
        terms = self.fetch(pk)
        return self._page(terms, roles.draft_of(db.session(), terms))

    @expose("/history/<pk>")
    @has_access
    @permission_name("show")
    def history(self, pk):
        labels = HISTORY | matrix.labels_of(matrix.read(self.appbuilder))
        terms = self.fetch(pk)
        return history_page(self, terms, {}, ("role_terms", terms.role_id), labels)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk):
        terms = self.fetch(pk)
        if request.method == "GET":
            form = RoleForm(obj=terms)
            form.row_version.data = str(terms.version)
            return self._page(terms, roles.draft_of(db.session(), terms), form)
        form, groups = RoleForm(), matrix.read(self.appbuilder)
        draft = self._draft(terms, form, groups)
        if form.validate_on_submit():
            refusal = save(db.session, lambda: self._change(terms, form, draft, groups), {})
            if refusal is None:
                flash(
                    str(N_("Saved. The change holds from the next click of everybody.")), "success"
                )
                return redirect(url_for("RoleView.show", pk=pk))
            if not isinstance(refusal, StaleError):
                flash(str(refusal), "danger")
                return self._page(terms, draft, form)
            terms = self.fetch(pk)
            form.row_version.data = str(terms.version)
            return self._page(terms, draft, form, conflict(self, terms))
        return self._page(terms, draft, form)

    def _draft(self, terms: RoleTerms, form: RoleForm, groups: Any) -> Draft:
        """The posted role; rights no screen names any more stay as they are."""
        known = matrix.all_pairs(groups)
        posted = matrix.pairs_from(request.form.getlist("right")) & known
        kept = held_by_role(db.session(), terms.role_id) - known
        rights = matrix.with_categories(groups, posted | kept)
        cap = form.export_cap.data or 0
        reach = form.reach.data or terms.reach
        return Draft(rights, reach, cap, form.label_zh.data, form.label_en.data)

    @staticmethod
    def _change(terms, form, draft, groups):
        check_version(terms, form.row_version.data)
        check_menu(draft.rights, matrix.openings(groups))
        roles.change(db.session(), terms, draft, current_user._get_current_object())

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        form = NewRoleForm(source=request.args.get("from", ""))
        every = self._all()
        form.source.choices = [("", "—")] + [(str(t.role_id), role_label(t)) for t in every]
        if form.validate_on_submit():
            made = []
            refusal = save(db.session, lambda: made.append(self._make(form)), {})
            if refusal is None:
                flash(str(N_("Saved. Choose its rights now.")), "success")
                return redirect(url_for("RoleView.edit", pk=made[0].role_id))
            flash(str(refusal), "danger")
        return self._new_page(form)

    @staticmethod
    def _make(form: Any) -> RoleTerms:
        session, source = db.session(), form.source.data
        draft = Draft(frozenset({("can_password", "Account")}), Reach.none, 0)
        if source:
            draft = roles.draft_of(session, session.get_one(RoleTerms, int(source)))
        names = {"label_zh": form.label_zh.data, "label_en": form.label_en.data}
        return roles.make(session, form.key.data, draft._replace(**names))

    def _new_page(self, form):
        names = ["key", "label_zh", "label_en", "source"]
        return self.render_template(
            "kedang/form.html",
            title=str(N_("New role")),
            form=form,
            sections=[{"title": str(N_("Role")), "fields": names, "open": True}],
            back_url=url_for("RoleView.list"),
            save_label=str(N_("Save")),
            save_and_new=False,
            warnings=[],
        )

    @expose("/reset/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def reset(self, pk):
        terms = self.fetch(pk)
        refusal = save(db.session, lambda: roles.reset(db.session(), terms), {})
        told = refusal or N_("The role is as it was shipped.")
        flash(str(told), "warning" if refusal else "success")
        return redirect(url_for("RoleView.show", pk=pk))

    @expose("/remove/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def remove(self, pk):
        terms = self.fetch(pk)
        refusal = save(db.session, lambda: roles.remove(db.session(), terms), {})
        if refusal:
            flash(str(refusal), "warning")
            return redirect(url_for("RoleView.show", pk=pk))
        flash(str(N_("The role was removed.")), "success")
        return redirect(url_for("RoleView.list"))

    # ── what the pages are given ──────────────────────────────────
    def _all(self) -> Any:
        """Shipped roles in the order they are shipped, then own ones as they were made."""
        order = {name: place for place, name in enumerate(ROLES)}
        asked = select(RoleTerms).options(joinedload(RoleTerms.role)).order_by(RoleTerms.role_id)
        return sorted(db.session.scalars(asked), key=lambda t: order.get(t.shipped, len(order)))

    def fetch(self, pk: str) -> RoleTerms:
        number = id_told(pk, DEEPEST_PERSON) or abort(404)
        asked = select(RoleTerms).where(RoleTerms.role_id == number)
        return db.session.scalar(asked.options(joinedload(RoleTerms.role))) or abort(404)

    def may(self, right: str) -> bool:
        return bool(self.appbuilder.sm.has_access(right, self.class_permission_name))

    def _page(self, terms, draft, form=None, told=None):
        groups, shipped = matrix.read(self.appbuilder), roles.shipped_draft(terms)
        label = role_label(terms)
        return self.render_template(
            "kedang/role.html",
            title=label,
            terms=terms,
            label=label,
            draft=draft,
            shipped=shipped,
            form=form,
            conflict=told,
            columns=[str(word) for word in matrix.COLUMNS.values()],
            groups=[group_cells(group, draft, shipped) for group in groups],
            differs=differences(groups, terms, draft.rights),
            users=roles.holders(db.session()).get(terms.role_id, 0),
            may_edit=self.may("can_edit"),
            may_add=self.may("can_add"),
        )

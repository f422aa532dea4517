"""设置 › 用户: who logs in. What they may do changes by a confirmed grant alone."""

from flask import flash, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Optional

from app.access import people
from app.access.grants import propose, role_words, wishes
from app.access.views.fields import (
    LABELS,
    PAST,
    ReasonForm,
    address_only,
    departments_answer,
    line,
    told_wishes,
    wish_field,
)
from app.core.asking import Plan
from app.core.clock import now
from app.core.db import db
from app.core.forms import UNSEEN
from app.core.saving import check_version, save
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.security.admin import ListOnly
from app.security.history import history_page
from app.security.models import Department, Person
from app.security.names import department_name

PLAIN = ("first_name", "email", "phone", "post")
PROPOSED = N_("Saved. Department, clearance and role wait for a security administrator.")


class PersonView(ListOnly):
    """People: name, address and post at once; rights by proposal."""

    datamodel = Interface(Person)
    route_base = "/people"
    class_permission_name = "People"
    base_permissions = [
        "can_list", "can_show", "can_add", "can_edit", "can_history", "can_reset", "can_disable",
        "can_export",
    ]  # fmt: skip
    menu_name, menu_icon, record_word = N_("People"), "users", N_("Person")
    number_column = "username"
    labels = LABELS | {
        "username": N_("User name"),
        "first_name": N_("Full name"),
        "email": N_("E-mail"),
        "phone": N_("Telephone"),
        "department_id": N_("Department"),
        "post": N_("Post"),
        "active": N_("May log in"),
        "roles": N_("Roles"),
        "login_count": N_("Logins"),
        "last_login": N_("Last login"),
    }
    plan = Plan(
        entity=Person,
        columns=("first_name", "username", "department_id", "post", "clearance", "active"),
        filters=("clearance", "username", "first_name", "post"),
        orders=("id", "username"),
        search=("username", "first_name", "post", "email"),
        order=("username", "asc"),
        labels={"department_id": (Department, department_name)},
    )
    facets = ("clearance",)
    cells = {"roles": lambda person: ", ".join(_roles_of(person))}
    clashes = {"email": N_("This e-mail address already belongs to a user.")}
    sections = (
        (N_("Person"), ("username", "first_name", "email", "phone", "post", "active")),
        (N_("What they may do"), ("department", "clearance", "roles")),
        (N_("Logging in"), ("login_count", "last_login")),
    )
    form_sections = (
        (N_("Person"), ("username", *PLAIN)),
        (
            N_("By proposal: holds once a security administrator confirmed it"),
            ("department", "clearance", "give_role", "reason"),
        ),
    )
    steps = (
        Step("disable", N_("Disable"), "cancel", "can_disable",
             lambda p, by, why: people.disable(db.session(), p, by, why),
             lambda p: bool(p.active) and p.id != current_user.id,
             N_("Disable this user? Their sessions end at once."), asks_reason=True,
             tone="danger"),
        Step("enable", N_("Enable"), "check", "can_disable",
             lambda p, by, why: people.enable(db.session(), p, why),
             lambda p: not p.active, N_("Let this user in again?"), asks_reason=True),
    )  # fmt: skip

    def _init_forms(self):
        super()._init_forms()
        names = (*PLAIN, "department", "clearance", "reason")
        fields = {name: self.field(name) for name in names}
        fields |= {name: HiddenField() for name in UNSEEN}
        self.edit_form = type("OldForm", (DynamicForm,), fields)
        self.forms = {"": (self.add_form, self.edit_form)}

    def field(self, name):
        if name in LABELS:
            return wish_field(name, self.route_base)
        checks = {
            "username": [InputRequired(), Length(max=64)],
            "first_name": [InputRequired(), Length(max=64)],
            "email": [InputRequired(), address_only, Length(max=320)],
        }
        return line(self.labels[name], *checks.get(name, [Optional(), Length(max=40)]))

    def form_page(self, form, title, what, variant="", record=None, **more):
        """The form as it is: a user name is given once."""
        return self.render_template(
            "kedang/form.html",
            title=str(title) % {"what": what},
            form=form,
            sections=[
                {"title": str(head), "fields": [n for n in names if n in form], "open": True}
                for head, names in self.form_sections
            ],
            back_url=url_for("PersonView.list"),
            save_label=str(N_("Save")),
            save_and_new=False,
            **more,
        )

    # ── a new person ──────────────────────────────────────────────
    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        form, told = self.add_form.refresh(), []
        if request.method == "GET":
            form.reason.data = str(N_("New user"))
        elif form.validate_on_submit():
            refusal = save(db.session, lambda: told.append(self._begin(form)), self.clashes)
            if refusal is None:
                return self.secret_page(*told[0])
            flash(str(refusal), "danger")
        return self.form_page(form, N_("New: %(what)s"), self.record_word)

    def _begin(self, form):
        person = Person(**{name: form[name].data for name in ("username", *PLAIN)}, epoch=0)
        password = people.begin(db.session(), person)
        self._propose(person, form)
        return person, password

    def _propose(self, person, form):
        asked = wishes(person, told_wishes(form))
        if asked:
            by = current_user._get_current_object()
            propose(db.session(), person, asked, form.reason.data, by, now())
            flash(str(PROPOSED), "info")

    def secret_page(self, person, password):
        """The one-time password, once: it is kept nowhere in clear."""
        return self.render_template(
            "kedang/secret.html",
            title=str(N_("One-time password")),
            person=person,
            password=password,
            next_url=url_for("PersonView.show", pk=person.id),
        )

    # ── an old one ────────────────────────────────────────────────
    def write_old(self, form, record):
        db.session.refresh(record, with_for_update=True)
        check_version(record, form.row_version.data)
        for name in PLAIN:
            setattr(record, name, form[name].data)
        record.version += 1
        self._propose(record, form)

    @expose("/reset/<pk>", methods=["GET", "POST"])
    @has_access
    def reset(self, pk):
        person, form, told = self.fetch(pk), ReasonForm(), []
        if form.validate_on_submit():
            refusal = save(db.session, lambda: told.append(self._reset(person, form)), {})
            if refusal is None:
                return self.secret_page(person, told[0])
            flash(str(refusal), "danger")
        return self.render_template(
            "kedang/form.html",
            title=str(N_("Reset password: %(what)s")) % {"what": person},
            form=form,
            sections=[{"title": str(N_("Reason")), "fields": ["reason"], "open": True}],
            back_url=url_for("PersonView.show", pk=pk),
            save_label=str(N_("Reset password")),
            save_and_new=False,
            warnings=[str(N_("The present password stops working and every session ends."))],
        )

    @staticmethod
    def _reset(person, form):
        by = current_user._get_current_object()
        return people.reset_password(db.session(), person, by, form.reason.data)

    @expose("/departments")
    @has_access
    @permission_name("edit")
    def departments(self):
        return departments_answer()

    # ── the record page ───────────────────────────────────────────
    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        return history_page(self, self.fetch(pk), {}, labels=self.labels | PAST)

    def meta(self, record):
        return [
            {"icon": "briefcase", "text": record.post},
            {"icon": "building", "text": record.department_id and str(record.department)},
            {"icon": "mail", "text": record.email},
        ]

    def links(self, record):
        may = self.appbuilder.sm.has_access
        found = []
        if may("can_show", "Sight"):
            url = url_for("SightView.show", pk=record.id)
            found.append({"url": url, "icon": "eye", "label": str(N_("What they see, and why"))})
        if may("can_add", "Grants"):
            url = url_for("GrantView.add", user=record.id)
            found.append({"url": url, "icon": "key", "label": str(N_("Propose rights"))})
        if self.may("can_reset") and record.id != current_user.id:
            url = url_for("PersonView.reset", pk=record.id)
            found.append({"url": url, "icon": "password", "label": str(N_("Reset password"))})
        return found

    def notice(self, record):
        if not record.active:
            return {"tone": "gray", "text": str(N_("Disabled: this user cannot log in."))}
        return None


def _roles_of(person):
    words = role_words()
    return sorted(words.get(role.name, role.name) for role in person.roles)

"""Settings and supervision on screen: departments, the audit trail, one's own password."""

from flask import flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user, login_user
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from werkzeug.security import check_password_hash
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length, Optional

from app.audit.chain import Event
from app.audit.listener import note
from app.audit.models import AuditEntry
from app.audit.timeline import event_word
from app.audit.words import actor_word, subject_word, user_of
from app.core.asking import Plan
from app.core.db import db
from app.core.fields import TextField
from app.core.lookup import lookup_results, seen_by_number, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.saving import save
from app.core.screens import Interface, Screen
from app.core.words import N_, RuleError
from app.security import entries, logins
from app.security.departments import move, place_new
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.passwords import check_password, hash_password

#: The department a list's row is part of.
Above = aliased(Department)
FOR_ONCE = N_("The password you logged in with is for once. Choose one of your own to go on.")


class ListOnly(Screen):
    """A screen that shows and changes nothing."""

    base_permissions = ["can_list", "can_show"]
    menu_icon = "circle-dot"


class DepartmentView(ListOnly):
    """设置 › 部门: the company's tree, which scope follows downwards."""

    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    datamodel = Interface(Department)
    route_base = "/departments"
    class_permission_name = "Departments"
    menu_name, menu_icon, record_word = N_("Departments"), "sitemap", N_("Department")
    number_column = "code"
    labels = {
        "code": N_("Department code"),
        "name_zh": N_("Chinese name"),
        "name_en": N_("English name"),
        "parent_id": N_("Part of"),
        "parent": N_("Part of"),
        "reason": N_("Reason of the move"),
    }
    help_texts = {
        "parent": N_("Whoever leads this department sees what belongs to those below it."),
        "reason": N_("Where it becomes part of another department."),
    }
    references = {"parent_id": "/departments/above"}
    beside = (Department.parent,)
    plan = Plan(
        entity=Department,
        columns=("code", "name_zh", "name_en", "parent_id"),
        filters=("code", "parent_id"),
        orders=("id", "code"),
        search=("code", "name_zh", "name_en"),
        order=("code", "asc"),
        labels={"parent_id": (Above, lambda: department_name(Above))},
    )
    wishes = ("reason",)
    sections = form_sections = ((N_("Department"), ("code", "name_zh", "name_en", "parent")),)
    clashes = {"code": N_("This department code is already in use.")}

    def variants(self):
        ((title, names),) = self.form_sections
        return {"": self.form_sections, "old": ((title, (*names, *self.wishes)),)}

    def variant_of(self, record):
        return "old" if record.id else ""

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "parent":
            find = seen_by_number(Department)
            return RemoteField(validators=[Optional()], url="/departments/above", find=find, **told)
        if name == "reason":
            return TextField(validators=[Optional(), Length(max=500)], **told)
        return super().field(name)

    def pre_add(self, item):
        place_new(db.session(), item)

    def write_old(self, form, record):
        super().write_old(form, record)
        move(db.session(), record, form.reason.data or "")

    @expose("/above")
    @has_access
    @permission_name("list")
    def above(self):
        """Departments whose code or name holds what was typed."""
        told = (Department.code, Department.name_zh, Department.name_en)
        named = or_(*(column.ilike(typed_pattern(), escape="\\") for column in told))
        asked = select(Department.id, department_name()).where(named)
        return lookup_results(db.session.execute(asked.order_by(Department.code).limit(20)))


class AuditView(ListOnly):
    """监督 › 审计: the trail, newest first."""

    base_permissions = ["can_list", "can_show", "can_export"]
    datamodel = Interface(AuditEntry)
    route_base = "/audit"
    class_permission_name = "AuditTrail"
    menu_name, menu_icon, record_word = N_("Audit trail"), "history", N_("Audit entry")
    labels = {
        "id": N_("No."),
        "at": N_("Time"),
        "actor": N_("Who"),
        "event": N_("Event"),
        "subject": N_("Table"),
        "subject_id": N_("Record"),
        "ip": N_("Address"),
        "roles": N_("Roles today"),
        "request_id": N_("Request number"),
        "prev": N_("Hash of the entry before"),
        "hash": N_("Hash"),
    }
    sections = (
        (N_("Entry"), ("at", "actor", "roles", "ip", "event", "subject", "subject_id")),
        (N_("Chain"), ("id", "hash", "prev", "request_id")),
    )
    plan = Plan(
        entity=AuditEntry,
        columns=("at", "actor", "event", "subject", "subject_id", "ip"),
        filters=("at", "actor", "event", "subject", "subject_id"),
        orders=("id",),
        search=("actor", "event"),
    )
    file_cells = {
        "event": lambda entry: event_word(entry.event),
        "subject": lambda entry: subject_word(entry.subject),
    }
    cells = {
        **file_cells,
        "actor": lambda entry: actor_word(entry.actor, g.actor_names.get(user_of(entry.actor))),
    }

    def prepare(self, rows):
        """Who the user names on this page are."""
        users = {user_of(row.actor) for row in rows if hasattr(row, "actor")}
        asked = select(Person.username, person_name()).where(Person.username.in_(users))
        g.actor_names = {row[0]: row[1] for row in db.session.execute(asked)}

    def fetch(self, pk):
        record = super().fetch(pk)
        self.prepare([record])
        g.entry_details = entries.details_of(record, self.appbuilder.baseviews)
        return record

    def sections_of(self, record):
        """The entry, what it says line by line, and its place in the chain."""
        entry, chain = self.sections
        lines = [(N_("Detail"), range(len(g.entry_details)))] if g.entry_details else []
        return (entry, *lines, chain)

    def label_of(self, record, name):
        return g.entry_details[name].label if isinstance(name, int) else self.labels[name]

    def value(self, record, name):
        if isinstance(name, int):
            return g.entry_details[name].value
        if name == "roles":
            return entries.roles_of(record)
        if name == "subject_id":
            return entries.record_link(record, self.appbuilder.baseviews)
        return getattr(record, name)


class PasswordForm(DynamicForm):
    """The old password proves who asks; the new one is typed twice."""

    old = PasswordField(lazy_gettext("Present password"), validators=[InputRequired()])
    new = PasswordField(lazy_gettext("New password"), validators=[InputRequired()])
    again = PasswordField(lazy_gettext("New password again"), validators=[InputRequired()])


class AccountView(BaseView):
    """One's own password; a change ends every other session."""

    route_base = "/account"
    class_permission_name = "Account"
    base_permissions = ["can_password"]
    menu_name = N_("Own account")

    @expose("/password", methods=["GET", "POST"])
    @has_access
    def password(self):
        form = PasswordForm()
        if form.validate_on_submit():
            refusal = self._wrong(form) or save(db.session, lambda: self._change(form), {})
            if refusal is None:
                session.renew()
                login_user(current_user._get_current_object())
                flash(str(N_("Password changed. Other sessions were ended.")), "success")
                return redirect(url_for("HomeView.index"))
            flash(str(refusal), "danger")
        return self.render_template(
            "kedang/form.html",
            title=str(N_("Change password")),
            form=form,
            sections=[
                {"title": str(N_("Password")), "fields": ["old", "new", "again"], "open": True}
            ],
            back_url=None if current_user.must_change else url_for("HomeView.index"),
            save_label=str(N_("Change password")),
            save_and_new=False,
            warnings=[str(FOR_ONCE)] if current_user.must_change else [],
        )

    @staticmethod
    def _wrong(form):
        """A wrong present password counts like a failed login: a lost session may try no more."""
        name, address = current_user.username, request.remote_addr or ""
        connection = db.session.connection()
        is_right = check_password_hash(current_user.password, form.old.data or "")
        is_locked = logins.is_locked(connection, name, address)
        if is_right and not is_locked:
            return None
        logins.failed(connection, name, address)
        note(db.session(), Event("login refused", detail={"username": name}))
        db.session.commit()
        return RuleError(N_("The present password is wrong."))

    @staticmethod
    def _change(form):
        user = current_user._get_current_object()
        if form.new.data != form.again.data:
            raise RuleError(N_("The two new passwords differ."))
        check_password(form.new.data, (user.username, user.email))
        user.password, user.epoch = hash_password(form.new.data), user.epoch + 1
        user.must_change = False
        note(db.session(), Event("password changed", "ab_user", user.id))

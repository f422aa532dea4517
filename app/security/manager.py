"""FAB's security manager, narrowed to what this product needs and made safe."""

from functools import cache
from typing import Any

from flask import current_app, g, has_request_context, request
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import current_user
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload
from werkzeug.security import check_password_hash

from app.audit.chain import Event, Who
from app.audit.listener import note
from app.core.clock import now
from app.core.db import writing
from app.core.words import say
from app.security import exporting, logins, writes
from app.security.actor import Actor, acting_as
from app.security.api import SecurityApi
from app.security.models import Person
from app.security.rights import Rights, Terms
from app.security.tree import Duties, Tree, TreeState
from app.security.views import LanguageView, LoginView

#: Checked when there is no such user, so that both answers take the same time.
NOBODY = (
    "scrypt:131072:8:1$XMsVINWrjUnNl3vV$320154d6be5d50928e6f83ace"
    "324120456558acd2e8278587a8ab5fbe2168d0ef623978eb3e458658ce173bac2693ee79e8322e10"
    "3e139c3c2c80d418889b82e"
)
OWN_PASSWORD = ("can_password", "Account")


@cache
def _person_asked() -> Select[Any]:
    """Every request's second question, built once."""
    found = select(Person).where(Person.id == bindparam("pk"))
    return found.options(joinedload(Person.roles))


class Guard(SecurityManager):
    """Who is logged in, and what their roles allow: one statement each, then memory."""

    user_model = Person
    authdbview = LoginView
    userstatschartview = None
    rights, tree = Rights(), Tree()

    def create_login_manager(self, app):
        """Flask-Login's two sentences are said in the reader's language."""
        manager = super().create_login_manager(app)
        manager.localize_callback = say
        return manager

    def register_views(self) -> None:
        """Login, logout, tokens, language; FAB's own user and role screens are not served."""
        self.auth_view = self.appbuilder.add_view_no_menu(LoginView)
        self.appbuilder.add_view_no_menu(LanguageView)
        self.appbuilder.add_api(SecurityApi)

    def auth_user_db(self, username, password):
        """The user, or None for any reason; both take the same time. Counts and audits it."""
        username = (username or "").replace("\0", "")
        kept = self._kept_hash(username)
        is_right = check_password_hash(kept or NOBODY, password or "")
        address, connection = request.remote_addr or "", self.session.connection()
        user = self._by_name(username)
        is_right = is_right and user is not None and user.password == kept
        is_locked = logins.is_locked(connection, username, address)
        if is_locked or not (user and user.active and is_right):
            logins.failed(connection, username, address)
            note(self.session, Event("login refused", detail={"username": username[:64]}))
            self.session.commit()
            return None
        logins.succeeded(connection, username, address)
        user.last_login, user.login_count = now().replace(tzinfo=None), (user.login_count or 0) + 1
        note(self.session, Event("login", "ab_user", user.id))
        who = Who(f"user:{user.username}", user.id, address, g.request_id)
        with acting_as(Actor(who)):  # The request itself began without one.
            self.session.commit()
        return user

    def _kept_hash(self, username: str) -> str | None:
        """Read without SQLite's write lock, which must not wait for the slow comparison."""
        self.session.rollback()
        token = writing.set(False)
        try:
            user = self._by_name(username)
            return user.password if user else None
        finally:
            self.session.rollback()
            writing.reset(token)

    def _by_name(self, username: str) -> Person | None:
        asked = select(Person).where(func.lower(Person.username) == (username or "").lower())
        return self.session.scalar(asked)

    def load_user(self, pk):
        """One user with their roles; groups are not used here."""
        user = self.session.scalars(_person_asked(), {"pk": int(pk)}).unique().one_or_none()
        return user if user and user.active else None

    def get_user_roles(self, user):
        return user.roles

    def terms(self) -> Terms:
        """What the current user's roles grant, asked of the database once a request."""
        terms = g.get("terms")
        if terms is None:
            terms = g.terms = self.terms_of(frozenset(role.id for role in current_user.roles))
        return terms

    def terms_of(self, role_ids: frozenset[int]) -> Terms:
        """What these roles grant; the rights' version came with the session's own statement."""
        visit = getattr(g, "visit", None)
        version = visit.rights_version if visit else None
        return self.rights.of(self.session, role_ids, version)

    def departments_of(self, person: Person) -> frozenset[int]:
        """A person's department and those below; its state came with the session's statement."""
        return self.tree.below(self.session, person.department_id, self._tree_state())

    def duties_of(self, person: Person) -> Duties:
        """The record kinds a person's department, or one above it, is on duty for."""
        return self.tree.duties(self.session, person.department_id, self._tree_state())

    @staticmethod
    def _tree_state() -> TreeState | None:
        visit = getattr(g, "visit", None)
        return visit.tree_state if visit else None

    def has_access(self, permission_name, view_name):
        """Whether the current user holds this right; nobody anonymous holds any."""
        person = has_request_context() and current_user._get_current_object()
        if not (person and person.is_authenticated):
            return False
        asked = (permission_name, view_name)
        if asked == OWN_PASSWORD and person.must_change:
            return True  # Before anybody confirmed a role for them.
        return asked in self.terms().rights

    def export_cap(self) -> int:
        """How many rows the current user may take out at once."""
        return self.terms().export_cap

    def send_export(self, screen, kind):
        """The list as a file, or RuleError."""
        return exporting.send(screen, kind, self.export_cap())

    def check_writable(self, record):
        """Raise NotYoursError where the current user may read a record and not change it."""
        writes.check_writable(self.session(), record)

    def send_figures(self, figures, kind):
        """What a page worked out as a file, or RuleError."""
        return exporting.send_figures(figures, kind, self.export_cap())

    def is_item_public(self, permission_name, view_name):
        return False

    def get_user_menu_access(self, menu_names=None):
        rights = self.terms().rights if current_user.is_authenticated else ()
        allowed = {name for verb, name in rights if verb == "menu_access"}
        return allowed & set(menu_names) if menu_names else allowed


def guard() -> Guard:
    """The running application's security manager."""
    return current_app.appbuilder.sm

"""``flask setup``: the only place that makes tables, permissions, roles and first users.

Safe to run again, and by several workers at once: a lock lets one work while the others wait.
"""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from flask import current_app
from flask_appbuilder.security.sqla.models import Role
from flask_migrate import upgrade
from sqlalchemy import select, text

from app.approvals.models import SHIPPED as APPROVAL_RULES
from app.approvals.models import ApprovalRule
from app.audit.chain import Event, open_chain
from app.audit.listener import note
from app.care.first_questionnaires import ship_questionnaires
from app.care.gift_limits import ship_limit
from app.core.db import db
from app.customers.first_standards import ship_standards
from app.dictionaries.models import SHIPPED, DictionaryWord
from app.security.actor import acting_as, system
from app.security.canary import plant
from app.security.models import Department, Duty, Person, RoleState, RoleTerms
from app.security.pairs import Rights
from app.security.passwords import hash_password
from app.security.roles import ROLES, VERSION, shipped_rights
from app.security.rules import RecordKind, Security
from app.security.sealed import ring
from app.workday.first_templates import ship_templates

#: What a demonstration's departments enter (S1.5(3)); the archive also what service and HR would.
OF_FINANCE = (RecordKind.contract, RecordKind.transaction, RecordKind.payment)
OF_ARCHIVE = (RecordKind.service, RecordKind.complaint, RecordKind.survey, RecordKind.care,
              RecordKind.interaction)  # fmt: skip
LOCK = 0x6B64616E67  # "kdang", the advisory lock's number


def setup() -> dict[str, str]:
    """Bring the database to head. Returns one-time passwords of users made now, by name."""
    with _alone():
        upgrade()
        with acting_as(system("setup")):
            open_chain(db.session.connection())
            rights = Rights(db.session())
            _permissions(rights)
            _roles(rights)
            _words()
            _duties()
            _approval_rules()
            ship_standards(db.session())
            ship_templates(db.session())
            ship_questionnaires(db.session())
            ship_limit(db.session())
            plant(db.session(), ring())
            made = _first_users()
            db.session.commit()
    return made


@contextmanager
def _alone() -> Iterator[None]:
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": LOCK})
            try:
                yield
            finally:  # The connection goes back to the pool and would keep the lock.
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": LOCK})
        return
    with (current_app.config["DATA_DIR"] / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _permissions(rights: Rights) -> None:
    """FAB's rows for every right a screen names and every menu entry."""
    builder = current_app.appbuilder  # type: ignore[attr-defined]
    for view in builder.baseviews:
        for right in getattr(view, "base_permissions", None) or ():
            rights.pair(right, view.class_permission_name)
    for name in builder.menu.get_flat_name_list():
        rights.pair("menu_access", name)


def _roles(rights: Rights) -> None:
    """The shipped set, once per version; an administrator's edit stays."""
    state = db.session.get(RoleState, 1)
    if state and state.shipped_version >= VERSION:
        return
    for name in ROLES:
        role = _role(name)
        terms = db.session.get(RoleTerms, role.id) or RoleTerms(role_id=role.id, shipped=name)
        if terms.edited_at is None:
            _ship(rights, name, role, terms)
    version = state.version + 1 if state else 1
    db.session.merge(RoleState(id=1, version=version, shipped_version=VERSION))


def _words() -> None:
    """The dictionaries' first words, into an archive that has none of that dictionary."""
    for dictionary, words in SHIPPED.items():
        held = select(DictionaryWord.id).where(DictionaryWord.dictionary == dictionary)
        if db.session.scalar(held.limit(1)):
            continue
        for place, (code, zh, en) in enumerate(words, 1):
            db.session.add(
                DictionaryWord(
                    dictionary=dictionary, code=code, name_zh=zh, name_en=en, place=place
                )
            )


def _duties() -> None:
    """One row a kind of record; nobody is on duty until somebody says who."""
    held = set(db.session.scalars(select(Duty.kind)))
    for kind in RecordKind:
        if kind not in held:
            db.session.add(Duty(kind=kind))


def _approval_rules() -> None:
    """Who decides, for each kind of request that no rule is laid down for yet."""
    for kind, steps in APPROVAL_RULES.items():
        held = select(ApprovalRule.id).where(ApprovalRule.kind == kind)
        if db.session.scalar(held.limit(1)):
            continue
        for place, (role, or_role) in enumerate(steps, 1):
            db.session.add(ApprovalRule(kind=kind, place=place, role=role, or_role=or_role))


def _role(name: str) -> Role:
    role = db.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        db.session.add(role)
        db.session.flush()
    return role


def _ship(rights: Rights, name: str, role: Role, terms: RoleTerms) -> None:
    role.permissions = [rights.pair(*right) for right in sorted(shipped_rights(name))]
    terms.reach, terms.export_cap = ROLES[name].reach, ROLES[name].export_cap
    db.session.add(terms)


def _first_users() -> dict[str, str]:
    """A company root and ``admin``; in a demonstration two archivists and a leader beside it."""
    if db.session.scalar(select(Person.id).limit(1)):
        return {}
    root = Department(code="ROOT", name_zh="公司", name_en="Company")
    db.session.add(root)
    db.session.flush()
    given = current_app.config["ADMIN_PASSWORD"]
    made = {"admin": add_person(Newcomer("admin", "管理员", "SystemAdmin", root), given)}
    if current_app.config["DEMO"]:
        made |= demo_people(root)
    return {name: password for name, password in made.items() if password != given}


def demo_people(root: Department) -> dict[str, str]:
    """Two departments, their duties and the people to look around with; their passwords by name."""
    archive = Department(
        code="ARCHIVE", name_zh="档案管理部", name_en="Archives", parent_id=root.id
    )
    finance = Department(code="FINANCE", name_zh="财务部", name_en="Finance", parent_id=root.id)
    db.session.add_all([archive, finance])
    db.session.flush()
    for department, kinds in ((finance, OF_FINANCE), (archive, OF_ARCHIVE)):
        for duty in db.session.scalars(select(Duty).where(Duty.kind.in_(kinds))):
            duty.department_id = department.id
    people = (
        Newcomer("archivist1", "李档", "ChiefArchivist", archive),
        Newcomer("archivist2", "王卷", "ChiefArchivist", archive),
        Newcomer("leader", "陈总", "Leader", root),
        Newcomer("auditor", "赵监", "Auditor", root),
        Newcomer("finance", "孙账", "Staff", finance),
        Newcomer("security", "钱安", "SecurityAdmin", root),
    )
    # A try need not begin with six passwords to be changed, unless others can reach it.
    is_alone = current_app.config["MODE"] == "development"
    given = [secrets.token_urlsafe(12) if is_alone else "" for _ in people]
    return {
        one.username: add_person(one, password) for one, password in zip(people, given, strict=True)
    }


class Newcomer(NamedTuple):
    """Who a person made by the installer is; without a ``clearance`` the role's usual one."""

    username: str
    name: str
    role: str
    department: Department | None
    clearance: Security | None = None


def add_person(told: Newcomer, password: str = "") -> str:
    """A new active user; returns the password, made here when none was given.

    One made here is printed where others may read it: the first login asks for another.
    """
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    is_for_once = not password
    password = password or secrets.token_urlsafe(12)
    usual = Security.confidential if told.role != "Staff" else Security.internal
    clearance = told.clearance or usual
    person = Person(
        username=told.username,
        first_name=told.name,
        last_name="",
        email=f"{told.username}@localhost",
        active=True,
        password=hash_password(password),
        must_change=is_for_once,
        department_id=told.department.id if told.department else None,
        clearance=clearance,
        roles=[sm.find_role(told.role)],
        epoch=0,
    )
    db.session.add(person)
    db.session.flush()
    detail = {"role": told.role, "clearance": clearance.name}
    note(db.session(), Event("role given directly", "ab_user", person.id, detail))
    return password

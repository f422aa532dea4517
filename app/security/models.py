"""People, departments, what a role may reach, and the rows that watch over logins."""

from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import get_locale
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    case,
    type_coerce,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import LongId, Record, Table
from app.core.gate import Open
from app.security.rules import Reach, RecordKind, Security, ShareStatus, share_status


class Department(Record):
    """部门: one node of the company's tree; scope follows the tree downwards."""

    __tablename__ = "department"
    __gate__ = Open("every user may know the company's departments")

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)

    parent: Mapped["Department | None"] = relationship(remote_side="Department.id")

    def __str__(self) -> str:
        locale = get_locale()
        return self.name_en if locale and locale.language == "en" else self.name_zh


class Duty(Record):
    """登记分工: which department enters one kind of record; none: whoever keeps the customer."""

    __tablename__ = "duty"
    __gate__ = Open("every user may know who enters what")

    kind: Mapped[RecordKind] = mapped_column(unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))

    department: Mapped[Department | None] = relationship()

    def __str__(self) -> str:
        return str(self.kind)


class Person(User):
    """用户: FAB's user, with the department, post and clearance the gate asks for."""

    __tablename__ = "ab_user"
    __table_args__ = {"extend_existing": True}  # FAB's own way to widen its user table.

    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    post: Mapped[str | None] = mapped_column(String(80))
    clearance: Mapped[Security] = mapped_column(default=Security.internal)
    epoch: Mapped[int] = mapped_column(default=0)  # Raised to end every session of this user.
    phone: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)  # FAB's table has none of its own.
    must_change: Mapped[bool] = mapped_column(default=False)  # A password given by somebody else.
    glass_until: Mapped[datetime | None]  # Break-glass: every row until then.
    glass_reason: Mapped[str | None] = mapped_column(Text)

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])

    def __str__(self) -> str:
        return f"{self.first_name}{self.last_name}".strip() or self.username


class RoleTerms(Table):
    """角色条款: a role's names, how far it sees and how much it exports; FAB's holds its rights.

    ``shipped`` names the role it came with; an own role bears the labels people gave it.
    """

    __tablename__ = "role_terms"
    __gate__ = Open("rights are no secret; changing them has its own permission")

    role_id: Mapped[int] = mapped_column(ForeignKey("ab_role.id"), primary_key=True)
    reach: Mapped[Reach] = mapped_column(default=Reach.none)
    export_cap: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[str | None] = mapped_column(String(40))
    label_zh: Mapped[str | None] = mapped_column(String(80))
    label_en: Mapped[str | None] = mapped_column(String(80))
    edited_at: Mapped[datetime | None]  # By an administrator: ``flask setup`` leaves it alone.
    version: Mapped[int] = mapped_column()

    role: Mapped[Role] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("export_cap >= 0", name="export_cap_not_negative"),)


class RoleState(Table):
    """权限版本: one row; raised by every change of a right, so that caches know they are stale."""

    __tablename__ = "role_state"
    __gate__ = Open("one number")

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    shipped_version: Mapped[int]


class UserSession(Table):
    """会话: a browser's session, found by the SHA-256 of its id."""

    __tablename__ = "user_session"
    __gate__ = Open("read by the session interface alone")
    __unaudited__ = "short-lived; logins and logouts are audited as events"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(Integer, index=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class LoginCounter(Table):
    """登录计数: failed tries of one account or one address in the running window."""

    __tablename__ = "login_counter"
    __gate__ = Open("read by the login alone")
    __unaudited__ = "each failed login is audited as an event"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]


class Share(Record):
    """授权查看: one record shown to one user beyond their reach, until a day, with the reason."""

    __tablename__ = "share"
    __gate__ = Open("read by the gate; its screen has its own permission")

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    subject: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int] = mapped_column(LongId)
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # Before its day, or refused before it began.
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    user: Mapped[Person] = relationship(foreign_keys=[user_id])
    granted_by: Mapped[Person] = relationship(foreign_keys=[granted_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])

    def __str__(self) -> str:
        return f"{self.user} · {self.status}"

    @hybrid_property
    def status(self) -> ShareStatus:
        """Derived from the dates, here and, below, in a list's select."""
        return share_status(bool(self.confirmed_by_id), self.ended_at, self.until, now())

    @status.inplace.expression
    @classmethod
    def _status_expression(cls) -> ColumnElement[ShareStatus]:
        stands = case(
            (cls.ended_at.is_not(None), ShareStatus.ended.name),
            (cls.until <= now(), ShareStatus.expired.name),
            (cls.confirmed_by_id.is_not(None), ShareStatus.live.name),
            else_=ShareStatus.proposed.name,
        )
        kind: Any = Enum(ShareStatus, native_enum=False)
        return type_coerce(stands, kind)

    __table_args__ = (
        CheckConstraint("confirmed_by_id <> granted_by_id", name="two_people"),
        CheckConstraint("confirmed_by_id <> user_id", name="not_for_oneself"),
    )

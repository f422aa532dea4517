"""The shipped roles as data: role → reach, export cap, screen → verbs.

``flask setup`` writes them once per version and never over an administrator's edit. A screen is
its permission name; ``menu`` lists the menu entries a role sees.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.words import N_
from app.security.rules import Reach

VERSION = 1
READ = ("can_list", "can_show")
WRITE = (*READ, "can_add", "can_edit")
KEEP = (*WRITE, "can_history", "can_review", "can_file", "can_void", "can_export")


class Shipped(NamedTuple):
    """One shipped role. ``export_cap`` is in rows; 0 exports nothing."""

    label: N_
    reach: Reach
    export_cap: int
    screens: Mapping[str, tuple[str, ...]]
    menu: tuple[str, ...]


OWN_ACCOUNT = {"Account": ("can_password",)}
DIRECTORY = {"People": READ, "Departments": WRITE}
REGISTER = ("Register", "Customers")
IMPORTS = (*REGISTER, "Imports")
SEND = (*READ, "can_add", "can_undo")
TAKE_IN = (*SEND, "can_review", "can_file")

ROLES = {
    "SystemAdmin": Shipped(
        N_("System administrator"),
        Reach.none,
        0,
        {**OWN_ACCOUNT, **DIRECTORY},
        ("Settings", "People", "Departments"),
    ),
    "SecurityAdmin": Shipped(
        N_("Security administrator"),
        Reach.none,
        0,
        {**OWN_ACCOUNT, "People": READ, "AuditTrail": ("can_list",)},
        ("Settings", "People", "Supervise", "AuditTrail"),
    ),
    "Auditor": Shipped(
        N_("Auditor"),
        Reach.company,
        0,
        {
            **OWN_ACCOUNT,
            "Customers": (*READ, "can_history"),
            "Imports": READ,
            "AuditTrail": ("can_list",),
        },
        (*IMPORTS, "Supervise", "AuditTrail"),
    ),
    "ChiefArchivist": Shipped(
        N_("Chief archivist"),
        Reach.company,
        20_000,
        {**OWN_ACCOUNT, "Customers": KEEP, "Imports": TAKE_IN},
        IMPORTS,
    ),
    "Archivist": Shipped(
        N_("Archivist"),
        Reach.department,
        5_000,
        {**OWN_ACCOUNT, "Customers": KEEP, "Imports": TAKE_IN},
        IMPORTS,
    ),
    "DepartmentHead": Shipped(
        N_("Department head"),
        Reach.department,
        5_000,
        {**OWN_ACCOUNT, "Customers": (*READ, "can_history", "can_export")},
        REGISTER,
    ),
    "Leader": Shipped(
        N_("Leader"),
        Reach.company,
        20_000,
        {**OWN_ACCOUNT, "Customers": (*READ, "can_history", "can_export")},
        REGISTER,
    ),
    "Staff": Shipped(
        N_("Business staff"),
        Reach.own,
        0,
        {**OWN_ACCOUNT, "Customers": WRITE, "Imports": SEND},
        IMPORTS,
    ),
    "Trainer": Shipped(N_("Trainer"), Reach.none, 0, OWN_ACCOUNT, ()),
    "Trainee": Shipped(N_("Trainee"), Reach.none, 0, OWN_ACCOUNT, ()),
}

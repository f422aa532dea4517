"""The shipped roles as data: role → reach, export cap, screen → verbs.

``flask setup`` writes them once per version and never over an administrator's edit. A screen is
its permission name; ``menu`` lists the menu entries a role sees.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.words import N_
from app.security.bundles import (
    ASK,
    ASK_OUT,
    BUSINESS_MENU,
    DECIDE,
    DECIDE_OUT,
    DIRECTORY,
    ENTER_BUSINESS,
    FOLLOW_KEEP,
    FOLLOW_LEAD,
    FOLLOW_MENU,
    FOLLOW_OWN,
    FOLLOW_READ,
    GRANTS,
    IMPORTS,
    INBOX,
    KEEP_BUSINESS,
    KEEP_FILES,
    KEEPER_MENU,
    LEAD_BUSINESS,
    LEAD_FILES,
    OWN_ACCOUNT,
    OWN_FILES,
    READ,
    READ_BUSINESS,
    READ_FILES,
    REGISTER,
    RULES,
    SHARES,
    SHARING,
    STANDARDS,
    WATCH,
    WRITE,
)
from app.security.rules import Reach

VERSION = 11


class Shipped(NamedTuple):
    """One shipped role. ``export_cap`` is in rows; 0 exports nothing."""

    label: N_
    reach: Reach
    export_cap: int
    screens: Mapping[str, tuple[str, ...]]
    menu: tuple[str, ...]


ROLES = {
    "SystemAdmin": Shipped(
        N_("System administrator"),
        Reach.none,
        1_000,  # Of settings; it sees no business record.
        {
            **OWN_ACCOUNT,
            **DIRECTORY,
            **STANDARDS,
            "Duties": (*READ, "can_export"),
            RULES: (*WRITE, "can_export"),
            "FollowUpTemplates": (*WRITE, "can_export"),
            "Questionnaires": (*WRITE, "can_decide", "can_export"),
            "Questions": (*WRITE, "can_export"),
            "GiftLimits": (*READ, "can_add", "can_export"),
        },
        (
            "Settings",
            "People",
            "Roles",
            GRANTS,
            "Departments",
            "Dictionaries",
            "Standards",
            "FollowUpTemplates",
            "Questionnaires",
            "GiftLimits",
            "Duties",
            RULES,
        ),
    ),
    "SecurityAdmin": Shipped(
        N_("Security administrator"),
        Reach.none,
        0,
        {
            **OWN_ACCOUNT,
            **WATCH,
            GRANTS: (*READ, "can_confirm"),
            "AuditTrail": READ,
            "Approvals": READ,  # Proposals of grants wait there too.
            "Duties": (*READ, "can_edit"),
        },
        (
            "Settings",
            "People",
            "Roles",
            GRANTS,
            "Supervise",
            "AuditTrail",
            "Duties",
            "Register",
            *INBOX,
        ),
    ),
    "Auditor": Shipped(
        N_("Auditor"),
        Reach.company,
        20_000,  # Of the trail; no business record leaves by it.
        {
            **OWN_ACCOUNT,
            **WATCH,
            SHARES: READ,
            **READ_FILES,
            **READ_BUSINESS,
            **FOLLOW_READ,
            "Imports": READ,
            "AuditTrail": (*READ, "can_export"),
            "Duties": READ,
            "Approvals": (*READ, "can_watch"),
            RULES: READ,
        },
        (
            *IMPORTS,
            *BUSINESS_MENU,
            *FOLLOW_MENU,
            "Duties",
            "Review",
            SHARES,
            "Approvals",
            "Supervise",
            "AuditTrail",
            "Settings",
            "People",
            "Roles",
            GRANTS,
            RULES,
        ),
    ),
    "ChiefArchivist": Shipped(
        N_("Chief archivist"),
        Reach.company,
        20_000,
        {
            **OWN_ACCOUNT,
            **KEEP_FILES,
            **KEEP_BUSINESS,
            **FOLLOW_KEEP,
            **DECIDE_OUT,
            SHARES: SHARING,
            "Duties": (*READ, "can_export"),
        },
        (*KEEPER_MENU, SHARES, *BUSINESS_MENU, *FOLLOW_MENU, *INBOX, "Duties"),
    ),
    "Archivist": Shipped(
        N_("Archivist"),
        Reach.department,
        5_000,
        {**OWN_ACCOUNT, **KEEP_FILES, **KEEP_BUSINESS, **DECIDE_OUT, **ASK_OUT, **FOLLOW_KEEP},
        (*KEEPER_MENU, *BUSINESS_MENU, *INBOX, "AccessAsks", *FOLLOW_MENU),
    ),
    "DepartmentHead": Shipped(
        N_("Department head"),
        Reach.department,
        5_000,
        {
            **OWN_ACCOUNT,
            **LEAD_FILES,
            **KEEP_BUSINESS,
            SHARES: SHARING,
            **DECIDE_OUT,
            **ASK_OUT,
            **FOLLOW_KEEP,
        },
        (*REGISTER, SHARES, *BUSINESS_MENU, *INBOX, "AccessAsks", *FOLLOW_MENU),
    ),
    "Leader": Shipped(
        N_("Leader"),
        Reach.company,
        20_000,
        {**OWN_ACCOUNT, **LEAD_FILES, **LEAD_BUSINESS, **DECIDE_OUT, **FOLLOW_LEAD},
        (*REGISTER, *BUSINESS_MENU, *INBOX, *FOLLOW_MENU),
    ),
    "Staff": Shipped(
        N_("Business staff"),
        Reach.own,
        0,
        {**OWN_ACCOUNT, **OWN_FILES, **ENTER_BUSINESS, **DECIDE, **ASK, **FOLLOW_OWN},
        (*IMPORTS, "QuickEntry", *BUSINESS_MENU, *INBOX, "AccessAsks", *FOLLOW_MENU),
    ),
    "Trainer": Shipped(N_("Trainer"), Reach.none, 0, OWN_ACCOUNT, ()),
    "Trainee": Shipped(N_("Trainee"), Reach.none, 0, OWN_ACCOUNT, ()),
}


def shipped_rights(name: str) -> frozenset[tuple[str, str]]:
    """The (verb, screen) pairs a role is shipped with, its menu entries among them."""
    shipped = ROLES[name]
    menu = {("menu_access", entry) for entry in shipped.menu}
    return frozenset(menu | {(v, s) for s, verbs in shipped.screens.items() for v in verbs})

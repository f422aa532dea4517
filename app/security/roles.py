"""The shipped roles as data: role → reach, export cap, screen → verbs.

``flask setup`` writes them once per version and never over an administrator's edit. A screen is
its permission name; ``menu`` lists the menu entries a role sees.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.core.words import N_
from app.security.rules import Reach

VERSION = 7
Rights = dict[str, tuple[str, ...]]
READ = ("can_list", "can_show")
WRITE = (*READ, "can_add", "can_edit")
KEEP = (
    *WRITE, "can_history", "can_review", "can_file", "can_void", "can_export", "can_reveal",
    "can_hand_over",
)  # fmt: skip


class Shipped(NamedTuple):
    """One shipped role. ``export_cap`` is in rows; 0 exports nothing."""

    label: N_
    reach: Reach
    export_cap: int
    screens: Mapping[str, tuple[str, ...]]
    menu: tuple[str, ...]


CONTACTS = (*WRITE, "can_history", "can_void", "can_export", "can_reveal")
LINES = (*WRITE, "can_void", "can_reveal")
PARTS = ("FormerNames", "Addresses", "InvoiceTitles", "BankAccounts")


def files(customers: tuple[str, ...], contacts: tuple[str, ...], lines: tuple[str, ...]) -> Rights:
    """The rights of one role over a customer's whole file."""
    links = tuple(right for right in lines if right in WRITE)
    parts = dict.fromkeys(PARTS, lines)
    return {"Customers": customers, "Contacts": contacts, "ContactLinks": links, **parts}


#: Evidence, checks, hand-overs and the printed sheet, for who reads, leads, keeps or enters.
PROOF_READ: Rights = {
    "Evidence": READ, "Verifications": READ, "HandOvers": READ, "Sheets": ("can_show",),
    "Review": READ,
}  # fmt: skip
PROOF_LEAD: Rights = {**PROOF_READ, "Evidence": (*READ, "can_download")}
PROOF_OWN: Rights = {
    **PROOF_LEAD,
    "Evidence": (*READ, "can_add", "can_download"),
    "Verifications": (*READ, "can_add"),
    "QuickEntry": ("can_add",),
    "Sheets": ("can_show", "can_read"),
}
PROOF_OWN.pop("Review")
PROOF_KEEP: Rights = {
    **PROOF_OWN,
    "Evidence": (*READ, "can_add", "can_void", "can_download"),
    "Verifications": (*READ, "can_add", "can_void"),
    "Review": (*READ, "can_decide"),
}
STANDARDS_READ: Rights = {"Standards": READ, "StandardElements": READ}
STANDARDS: Rights = {"Standards": (*WRITE, "can_decide"), "StandardElements": WRITE}

#: What departments on duty enter; the duties narrow who of those that may write does.
ENTRIES = ("Projects", "Contracts", "Transactions", "Receivables", "Payments", "ServiceRecords",
           "Complaints", "Surveys", "CareVisits", "CarePlans", "Interactions", "Entitlements",
           "Suppressions")  # fmt: skip
BELOW = ("TransactionLines", "Allocations", "Participations")


def business(entries: tuple[str, ...], below: tuple[str, ...], products: tuple[str, ...]) -> Rights:
    """The rights of one role over contracts, trade and money."""
    return {
        **dict.fromkeys(ENTRIES, entries),
        **dict.fromkeys(BELOW, below),
        "Products": products,
        "Deliveries": (*entries, *(() if below == READ else ("can_download",))),
        "Events": products,
        "Satisfaction": ("can_show",),
        "CustomerHeadings": READ,
        "Ageing": ("can_show",),
    }


READ_BUSINESS = business((*READ, "can_history"), READ, READ)
LEAD_BUSINESS = business((*READ, "can_history", "can_export"), READ, (*READ, "can_export"))
ENTER_BUSINESS = business(
    (*WRITE, "can_history", "can_void"), (*READ, "can_add", "can_void"), WRITE
)
KEEP_BUSINESS = business(
    (*WRITE, "can_history", "can_void", "can_export"),
    (*READ, "can_add", "can_void"),
    (*WRITE, "can_export"),
)
BUSINESS_MENU = ("Collect", "CustomerHeadings", *ENTRIES, "Deliveries", "Ageing", "Products",
                 "Events", "Satisfaction")  # fmt: skip
#: The working day of who follows up: contacts with customers, tasks, comments.
FOLLOW_READ: Rights = {
    "FollowUps": (*READ, "can_history"), "FollowUpFiles": READ,
    "Comments": READ, "Tasks": (*READ, "can_history"),
    "Stages": ("can_list",), "Calendar": ("can_show",),
    "StaleCustomers": READ,
}  # fmt: skip
FOLLOW_LEAD: Rights = {
    "FollowUps": (*READ, "can_history", "can_export"),
    "FollowUpFiles": (*READ, "can_download"),
    "Comments": (*READ, "can_add", "can_void"),
    "Tasks": (*READ, "can_add", "can_move", "can_cancel", "can_history", "can_export"),
    "Stages": ("can_list",),
    "Calendar": ("can_show",),
    "StaleCustomers": (*READ, "can_export"),
}
FOLLOW_OWN: Rights = {
    "FollowUps": (*WRITE, "can_history", "can_void"),
    "FollowUpFiles": (*READ, "can_add", "can_void", "can_download"),
    "Comments": (*READ, "can_add", "can_void"),
    "Tasks": (*READ, "can_move", "can_history"),
    "Stages": ("can_list", "can_add"),
    "Calendar": ("can_show",),
    "StaleCustomers": READ,
}
FOLLOW_KEEP: Rights = {
    **FOLLOW_LEAD,
    "FollowUps": (*FOLLOW_OWN["FollowUps"], "can_export"),
    "FollowUpFiles": FOLLOW_OWN["FollowUpFiles"],
    "Stages": FOLLOW_OWN["Stages"],
}
FOLLOW_MENU = ("ToDo", "Calendar", "FollowUps", "Tasks", "StaleCustomers")
OWN_ACCOUNT = {"Account": ("can_password",), "Desk": ("can_use",), "ToDo": ("can_show",)}
GRANTS, SHARES = "Grants", "Shares"
WATCH = {"Roles": READ, "People": (*READ, "can_history"), GRANTS: READ, "Sight": ("can_show",)}
DIRECTORY = {
    "Roles": WRITE,
    "People": (*WRITE, "can_history", "can_reset", "can_disable"),
    "Sight": ("can_show",),
    "Departments": WRITE,
    "Dictionaries": WRITE,
    GRANTS: (*READ, "can_add", "can_withdraw"),
}
SHARING = (*READ, "can_add", "can_confirm", "can_end")
REGISTER = ("Register", "Customers", "Contacts")
#: Deciding where a rule asks for it, and delegating that; the rules say who, not the right.
DECIDE: Rights = {
    "Approvals": (*READ, "can_decide", "can_recall"),
    "Delegations": (*READ, "can_add", "can_end"),
}
DECIDE_AND_ASK: Rights = {**DECIDE, "AccessAsks": (*READ, "can_add", "can_withdraw")}
RULES = "ApprovalRules"
INBOX = ("Approvals",)  # It leads to the delegations.
IMPORTS = (*REGISTER, "Imports")
KEEPER_MENU = (*IMPORTS, "Review", "QuickEntry", "Settings", "Standards")
SEND = (*READ, "can_add", "can_undo")
TAKE_IN = (*SEND, "can_review", "can_file")
READ_FILES = files((*READ, "can_history"), (*READ, "can_history"), READ) | PROOF_READ
LEAD_FILES = (
    files(
        (*READ, "can_history", "can_export", "can_reveal"),
        (*READ, "can_history", "can_export", "can_reveal"),
        (*READ, "can_reveal"),
    )
    | PROOF_LEAD
)
KEEP_FILES = files(KEEP, CONTACTS, LINES) | PROOF_KEEP | STANDARDS_READ | {"Imports": TAKE_IN}
OWN_FILES = (
    files((*WRITE, "can_reveal"), (*WRITE, "can_reveal"), LINES) | PROOF_OWN | {"Imports": SEND}
)

ROLES = {
    "SystemAdmin": Shipped(
        N_("System administrator"),
        Reach.none,
        0,
        {
            **OWN_ACCOUNT,
            **DIRECTORY,
            **STANDARDS,
            "Duties": READ,
            RULES: WRITE,
            "FollowUpTemplates": WRITE,
            "Questionnaires": (*WRITE, "can_decide"),
            "Questions": WRITE,
            "GiftLimits": (*READ, "can_add"),
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
            "AuditTrail": ("can_list",),
            "Duties": (*READ, "can_edit"),
        },
        ("Settings", "People", "Roles", GRANTS, "Supervise", "AuditTrail", "Duties"),
    ),
    "Auditor": Shipped(
        N_("Auditor"),
        Reach.company,
        0,
        {
            **OWN_ACCOUNT,
            **WATCH,
            SHARES: READ,
            **READ_FILES,
            **READ_BUSINESS,
            **FOLLOW_READ,
            "Imports": READ,
            "AuditTrail": ("can_list",),
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
            **DECIDE,
            SHARES: SHARING,
            "Duties": READ,
        },
        (*KEEPER_MENU, SHARES, *BUSINESS_MENU, *FOLLOW_MENU, *INBOX, "Duties"),
    ),
    "Archivist": Shipped(
        N_("Archivist"),
        Reach.department,
        5_000,
        {**OWN_ACCOUNT, **KEEP_FILES, **KEEP_BUSINESS, **DECIDE_AND_ASK, **FOLLOW_KEEP},
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
            **DECIDE_AND_ASK,
            **FOLLOW_KEEP,
        },
        (*REGISTER, SHARES, *BUSINESS_MENU, *INBOX, "AccessAsks", *FOLLOW_MENU),
    ),
    "Leader": Shipped(
        N_("Leader"),
        Reach.company,
        20_000,
        {**OWN_ACCOUNT, **LEAD_FILES, **LEAD_BUSINESS, **DECIDE, **FOLLOW_LEAD},
        (*REGISTER, *BUSINESS_MENU, *INBOX, *FOLLOW_MENU),
    ),
    "Staff": Shipped(
        N_("Business staff"),
        Reach.own,
        0,
        {**OWN_ACCOUNT, **OWN_FILES, **ENTER_BUSINESS, **DECIDE_AND_ASK, **FOLLOW_OWN},
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

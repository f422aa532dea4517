"""Rights that belong together: what a role does with files, business and its working day."""

Rights = dict[str, tuple[str, ...]]
READ = ("can_list", "can_show")
WRITE = (*READ, "can_add", "can_edit")
KEEP = (
    *WRITE, "can_history", "can_review", "can_file", "can_void", "can_export", "can_reveal",
    "can_hand_over",
)  # fmt: skip
CONTACTS = (*WRITE, "can_history", "can_void", "can_export", "can_reveal")
LINES = (*WRITE, "can_void", "can_reveal")
PARTS = ("FormerNames", "Addresses", "InvoiceTitles", "BankAccounts")


def files(customers: tuple[str, ...], contacts: tuple[str, ...], lines: tuple[str, ...]) -> Rights:
    """The rights of one role over a customer's whole file."""
    links = tuple(right for right in lines if right in {*WRITE, "can_export"})
    parts = dict.fromkeys(PARTS, lines)
    return {"Customers": customers, "Contacts": contacts, "ContactLinks": links, **parts}


#: Evidence, checks, hand-overs and the printed sheet, for who reads, leads, keeps or enters.
PROOF_READ: Rights = {
    "Evidence": READ, "Verifications": READ, "HandOvers": READ, "Sheets": ("can_show",),
    "Review": READ, "Collections": (*READ, "can_history"),
}  # fmt: skip
PROOF_LEAD: Rights = {
    **{name: (*rights, "can_export") for name, rights in PROOF_READ.items() if name != "Sheets"},
    "Evidence": (*READ, "can_download", "can_export"),
    "Sheets": ("can_show",),
    "Collections": (*READ, "can_history", "can_export", "can_download"),
}
PROOF_OWN: Rights = {
    **PROOF_READ,
    "Evidence": (*READ, "can_add", "can_download"),
    "Verifications": (*READ, "can_add"),
    "QuickEntry": ("can_add",),
    "Sheets": ("can_show", "can_read"),
    "Collections": (*WRITE, "can_history", "can_void", "can_download"),
}
PROOF_OWN.pop("Review")
PROOF_KEEP: Rights = {
    **PROOF_OWN,
    "Evidence": (*READ, "can_add", "can_void", "can_download", "can_export"),
    "Verifications": (*READ, "can_add", "can_void", "can_export"),
    "HandOvers": (*READ, "can_export"),
    "Review": (*READ, "can_decide", "can_export"),
    "Collections": (*WRITE, "can_history", "can_void", "can_export", "can_download"),
}
STANDARDS_READ: Rights = dict.fromkeys(("Standards", "StandardElements"), (*READ, "can_export"))
STANDARDS: Rights = {
    "Standards": (*WRITE, "can_decide", "can_export"), "StandardElements": (*WRITE, "can_export"),
}  # fmt: skip

#: What departments on duty enter; the duties narrow who of those that may write does.
ENTRIES = ("Projects", "Contracts", "Transactions", "Receivables", "Payments", "ServiceRecords",
           "Complaints", "Surveys", "CareVisits", "CarePlans", "Interactions", "Entitlements",
           "Suppressions")  # fmt: skip
BELOW = ("TransactionLines", "Allocations", "Participations")


def business(entries: tuple[str, ...], below: tuple[str, ...], products: tuple[str, ...]) -> Rights:
    """The rights of one role over contracts, trade and money; figures leave as records do."""
    out = ("can_export",) if "can_export" in entries else ()
    return {
        **dict.fromkeys(ENTRIES, entries),
        **dict.fromkeys(BELOW, (*below, *out)),
        "ContractLines": tuple(right for right in entries if right != "can_history"),
        "Products": products,
        "Deliveries": (*entries, *(() if below == READ else ("can_download", "can_reveal"))),
        "Events": products,
        "Satisfaction": ("can_show", *out),
        "CustomerHeadings": (*READ, *out),
        "Ageing": ("can_show", *out),
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
BUSINESS_MENU = ("Collect", "CustomerHeadings", "Collections", *ENTRIES, "Deliveries", "Ageing",
                 "Products", "Events", "Satisfaction")  # fmt: skip
#: The working day of who follows up: contacts with customers, tasks, comments.
FOLLOW_READ: Rights = {
    "FollowUps": (*READ, "can_history"), "FollowUpFiles": READ,
    "Comments": READ, "Tasks": (*READ, "can_history"),
    "Stages": ("can_list",), "Calendar": ("can_show",),
    "StaleCustomers": READ,
}  # fmt: skip
FOLLOW_LEAD: Rights = {
    "FollowUps": (*READ, "can_history", "can_export"),
    "FollowUpFiles": (*READ, "can_download", "can_export"),
    "Comments": (*READ, "can_add", "can_void", "can_export"),
    "Tasks": (*READ, "can_add", "can_move", "can_cancel", "can_history", "can_export"),
    "Stages": ("can_list", "can_export"),
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
    "FollowUpFiles": (*FOLLOW_OWN["FollowUpFiles"], "can_export"),
    "Stages": (*FOLLOW_OWN["Stages"], "can_export"),
}
FOLLOW_MENU = ("ToDo", "Calendar", "FollowUps", "Tasks", "StaleCustomers")
OWN_ACCOUNT = {"Account": ("can_password",), "Desk": ("can_use",), "ToDo": ("can_show",)}
GRANTS, SHARES = "Grants", "Shares"
WATCH = {"Roles": READ, "People": (*READ, "can_history"), GRANTS: READ, "Sight": ("can_show",)}
DIRECTORY = {
    "Roles": WRITE,
    "People": (*WRITE, "can_history", "can_reset", "can_disable", "can_export"),
    "Sight": ("can_show",),
    "Departments": (*WRITE, "can_export"),
    "Dictionaries": (*WRITE, "can_export"),
    GRANTS: (*READ, "can_add", "can_withdraw", "can_export"),
}
SHARING = (*READ, "can_add", "can_confirm", "can_end", "can_export")
REGISTER = ("Register", "Customers", "Contacts")
#: Deciding where a rule asks for it, and delegating that; the rules say who, not the right.
DECIDE: Rights = {
    "Approvals": (*READ, "can_decide", "can_recall"),
    "Delegations": (*READ, "can_add", "can_end"),
}
ASK: Rights = {"AccessAsks": (*READ, "can_add", "can_withdraw")}
#: The same for who may take lists out.
DECIDE_OUT: Rights = {name: (*rights, "can_export") for name, rights in DECIDE.items()}
ASK_OUT: Rights = {name: (*rights, "can_export") for name, rights in ASK.items()}
RULES = "ApprovalRules"
INBOX = ("Approvals",)  # It leads to the delegations.
IMPORTS = (*REGISTER, "Imports")
KEEPER_MENU = (*IMPORTS, "Review", "QuickEntry", "Settings", "Standards")
SEND = (*READ, "can_add", "can_undo")
TAKE_IN = (*SEND, "can_review", "can_file", "can_export")
READ_FILES = files((*READ, "can_history"), (*READ, "can_history"), READ) | PROOF_READ
LEAD_FILES = (
    files(
        (*READ, "can_history", "can_export", "can_reveal"),
        (*READ, "can_history", "can_export", "can_reveal"),
        (*READ, "can_reveal", "can_export"),
    )
    | PROOF_LEAD
)
KEEP_FILES = (
    files(KEEP, CONTACTS, (*LINES, "can_export"))
    | PROOF_KEEP
    | STANDARDS_READ
    | {"Imports": TAKE_IN}
)
OWN_FILES = (
    files((*WRITE, "can_reveal"), (*WRITE, "can_reveal"), LINES) | PROOF_OWN | {"Imports": SEND}
)

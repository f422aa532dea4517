"""How a customer is laid out: the list's columns, and for each kind its form and its page."""

from decimal import Decimal
from typing import Any

from markupsafe import Markup
from sqlalchemy import or_

from app.core.asking import Plan
from app.core.pages import badge
from app.core.words import N_, Choice
from app.customers.entries import entered
from app.customers.models import Customer
from app.customers.personal import Personal
from app.customers.verification import Standing
from app.dictionaries.models import DictionaryWord, word_name
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.sealed import TAIL


def exact_number(typed: str) -> Any:
    """A whole telephone or document number, or a telephone's last four digits (sealed fields)."""
    if not any(character.isdigit() for character in typed) or len(typed) < TAIL:
        return None
    fields = (vars(Personal)["mobile"], vars(Customer)["private_phone"], vars(Customer)["id_no"])
    return or_(*(field.equals(Customer, typed) for field in fields))


def degrees(value: Decimal | None) -> str | None:
    """A coordinate with the decimals it has."""
    return None if value is None else f"{value.normalize():f}"


TONES: dict[Choice, str] = {
    Standing.open: "amber",
    Standing.verified: "green",
    Standing.failed: "red",
}
#: So much of the source stands in a list's cell; the record's page has all of it.
SOURCE_SHOWN = 8


def proof(row: Any) -> Any:
    """How far a customer is verified; in a list with the day and the source of it."""
    if isinstance(row, Customer):
        return row.verification  # Its page has a field for each.
    mark = badge(TONES[row.verification], row.verification)
    if row.verification is not Standing.verified:
        return mark
    source = row.verified_source or ""
    short = source if len(source) <= SOURCE_SHOWN else source[:SOURCE_SHOWN] + "…"
    return Markup("{}<small>{} {}</small>").format(mark, row.verified_on, short)


#: Columns a list and a page show otherwise than they are kept; an export keeps plain numbers.
CELLS = {
    "completeness": lambda row: f"{row.completeness}%",
    "verification": proof,
    "verified_source": lambda row: row.verified_source or Standing.open,
    "longitude": lambda row: degrees(row.longitude),
    "latitude": lambda row: degrees(row.latitude),
    "created_at": lambda row: entered(getattr(row, "first_contact_on", None), row.created_at),
}
PLAN = Plan(
    entity=Customer,
    columns=(
        "name",
        "number",
        "entry_status",
        "completeness",
        "verification",
        "department_id",
        "account_manager_id",
        "updated_at",
    ),
    filters=(
        "entry_status",
        "time_status",
        "kind",
        "security",
        "verification",
        "completeness",
        "verified_on",
        "verified_source",
        "verify_due_on",
        "filed_at",
        "collection_channel",
        "name",
        "department_id",
        "account_manager_id",
        "source_id",
        "parent_id",
        "market",
        "industry",
        "province",
        "city",
        "uscc",
        "org_code",
        "first_contact_on",
        "first_traded_on",
        "quiet_since",
        "registered_capital",
        "founded_on",
        "created_at",
        "updated_at",
    ),
    orders=("id", "name", "number", "completeness", "updated_at"),
    search=Customer.__search__,
    exact=exact_number,
    labels={
        "department_id": (Department, department_name),
        "account_manager_id": (Person, person_name),
        "source_id": (DictionaryWord, word_name),
    },
    beside={"parent_id": (Customer, lambda: Customer.name)},
    more=(
        "time_status",
        "kind",
        "short_name",
        "name_en",
        "market",
        "security",
        "uscc",
        "org_code",
        "tax_number",
        "legal_representative",
        "registered_capital",
        "assets",
        "founded_on",
        "stock_code",
        "country",
        "industry",
        "province",
        "city",
        "address",
        "longitude",
        "latitude",
        "phone",
        "email",
        "website",
        "source_id",
        "first_contact_on",
        "relation_started_on",
        "first_traded_on",
        "verified_on",
        "verified_source",
        "verify_due_on",
        "quiet_since",
        "collection_channel",
        "collected_on",
        "created_at",
    ),
    needs={"created_at": ("first_contact_on",), "verification": ("verified_on", "verified_source")},
)


REGISTERED = (
    "name",
    "short_name",
    "name_en",
    "name_local",
    "uscc",
    "org_code",
    "tax_number",
    "legal_representative",
)
PLACE = (
    "market",
    "intermediary",
    "country_code",
    "region_code",
    "address",
    "postcode",
    "longitude",
    "latitude",
)
ABROAD = ("language", "time_zone", "trading_currency")
KEEPING = (
    N_("Keeping"),
    (
        "time_status",
        "security",
        "department",
        "account_manager",
        "source",
        "first_contact_on",
        "relation_started_on",
        "first_traded_on",
        "verify_due_on",
        "collection_channel",
        "collected_on",
        "remark",
    ),
)
REACH = (
    N_("How to reach them"),
    ("phone", "fax", "email", "website", *PLACE, *ABROAD),
)
BUSINESS = (N_("Business"), ("industry_code", "business_scope", "business_needs"))

#: Kind → the sections of its form (S6.四.1: each kind has its own required elements).
FORMS = {
    "enterprise": (
        (
            N_("Who it is"),
            (
                *REGISTERED,
                "company_type",
                "founded_on",
                "registered_capital",
                "capital_currency",
                "assets",
                "size",
                "ownership",
                "parent",
                "stock_code",
            ),
        ),
        REACH,
        BUSINESS,
        KEEPING,
    ),
    "government": (
        (
            N_("Who it is"),
            (
                "name",
                "short_name",
                "name_en",
                "uscc",
                "org_code",
                "government_level",
                "supervising_body",
            ),
        ),
        REACH,
        BUSINESS,
        KEEPING,
    ),
    "individual": (
        (
            N_("Who they are"),
            ("name", "name_local", "id_type", "id_no", "gender", "birthday", "occupation"),
        ),
        (N_("Basis of keeping"), ("basis", "notice_version", "consented_on")),
        (
            N_("How to reach them"),
            ("mobile", "private_phone", "wechat", "qq", "email", *PLACE, *ABROAD),
        ),
        (N_("Business"), ("business_needs",)),
        KEEPING,
    ),
    "other": (
        (N_("Who it is"), (*REGISTERED, "founded_on", "parent")),
        REACH,
        BUSINESS,
        KEEPING,
    ),
}

PROGRESS = (
    N_("How far the file has come"),
    (
        "entry_status",
        "completeness",
        "verification",
        "verified_on",
        "verified_source",
        "created_by",
        "created_at",
        "updated_by",
        "updated_at",
        "submitted_by",
        "submitted_at",
        "reviewed_by",
        "reviewed_at",
        "filed_by",
        "filed_at",
        "return_reason",
    ),
)
#: Shown beside what the forms ask for: derived, or as an import brought it.
ALSO_SHOWN = {
    "birthday": ("birthday", "age"),
    "industry_code": ("industry_code", "industry"),
    "region_code": ("region_code", "province", "city"),
    "country_code": ("country_code", "country"),
}


def page_of(kind: str) -> tuple[tuple[N_, tuple[str, ...]], ...]:
    """The sections of one kind's page."""
    shown = [
        (head, tuple(n for name in names for n in ALSO_SHOWN.get(name, (name,))))
        for head, names in FORMS[kind]
    ]
    return (*shown, PROGRESS)

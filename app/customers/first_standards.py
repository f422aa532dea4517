"""The collection standards a new archive starts with; administrators copy and change them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.customers.completeness import ElementRule, EvidenceKind
from app.customers.rules import CustomerKind
from app.customers.standards import CollectionStandard, StandardElement

MUST, SHOULD = ElementRule.required, ElementRule.expected
Row = tuple[str | None, int, ElementRule, EvidenceKind | None]

REACHED: tuple[Row, ...] = (
    ("contact", 8, MUST, None),
    ("address", 8, MUST, None),
    ("phone", 8, MUST, None),
)
KEPT: tuple[Row, ...] = (
    ("source", 3, SHOULD, None),
    ("collection_channel", 2, SHOULD, None),
    ("first_contact_on", 3, SHOULD, None),
    ("account_manager", 4, SHOULD, None),
)

#: Kind → (Chinese title, elements). Name, contact, address, telephone, scope: S5.3.1.1.
SHIPPED: dict[CustomerKind, tuple[str, tuple[Row, ...]]] = {
    CustomerKind.enterprise: (
        "企业客户采集标准",
        (
            ("name", 10, MUST, None),
            ("uscc", 10, MUST, None),
            *REACHED,
            ("business_scope", 8, MUST, None),
            ("legal_representative", 5, SHOULD, None),
            ("registered_capital", 4, SHOULD, None),
            ("founded_on", 4, SHOULD, None),
            ("industry_code", 4, SHOULD, None),
            ("business_needs", 3, SHOULD, None),
            (None, 10, SHOULD, EvidenceKind.licence),
            *KEPT,
        ),
    ),
    CustomerKind.government: (
        "机关客户采集标准",
        (
            ("name", 10, MUST, None),
            *REACHED,
            ("business_scope", 6, SHOULD, None),
            ("uscc", 6, SHOULD, None),
            ("government_level", 4, SHOULD, None),
            ("supervising_body", 4, SHOULD, None),
            (None, 8, SHOULD, EvidenceKind.authorisation),
            *KEPT,
        ),
    ),
    CustomerKind.individual: (
        "个人客户采集标准",
        (
            ("name", 10, MUST, None),
            ("basis", 10, MUST, None),
            ("mobile", 10, MUST, None),
            ("address", 5, SHOULD, None),
            ("id_no", 8, SHOULD, None),
            ("gender", 3, SHOULD, None),
            ("birthday", 3, SHOULD, None),
            ("business_needs", 3, SHOULD, None),
            (None, 6, SHOULD, EvidenceKind.identity),
            *KEPT,
        ),
    ),
    CustomerKind.other: (
        "其他组织采集标准",
        (
            ("name", 10, MUST, None),
            *REACHED,
            ("business_scope", 6, SHOULD, None),
            ("uscc", 5, SHOULD, None),
            ("legal_representative", 4, SHOULD, None),
            *KEPT,
        ),
    ),
}


def ship_standards(session: Session) -> None:
    """Once: a kind that has any version already keeps what it has."""
    for kind, (title, rows) in SHIPPED.items():
        held = select(CollectionStandard.id).where(CollectionStandard.kind == kind).limit(1)
        if session.scalar(held) is not None:
            continue
        first = CollectionStandard(
            kind=kind, number=1, title=title, from_on=today(), decided_at=now()
        )
        session.add(first)
        session.flush()
        for place, (field, weight, rule, evidence) in enumerate(rows, 1):
            told = {"field": field, "weight": weight, "rule": rule, "evidence": evidence}
            session.add(StandardElement(standard_id=first.id, place=place, **told))

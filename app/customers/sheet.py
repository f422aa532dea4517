"""客户基本信息表: what is printed of a customer, and the empty form to fill in by hand."""

from typing import Any

from flask import current_app, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.gate import masked
from app.core.pages import show
from app.core.words import N_
from app.customers import passage
from app.customers.completeness import proof_word
from app.customers.evidence import Evidence
from app.customers.keeping import names_of
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.customers.sheet_labels import label_of
from app.customers.standards import CollectionStandard
from app.customers.verification import Standing

TITLE = N_("Customer basic information sheet")
SIGNED = (
    (N_("Entered by"), "created_by_id", "created_at"),
    (N_("Reviewed by"), "reviewed_by_id", "reviewed_at"),
    (N_("Filed by"), "filed_by_id", "filed_at"),
)


def sheet_of(session: Session, screen: Any, customer: Customer) -> dict[str, Any]:
    """The filled sheet; what is masked on screen is masked on paper."""
    standard = session.get(CollectionStandard, customer.standard_id or 0)
    names = names_of(customer)
    return {
        "title": str(TITLE),
        "number": customer.number,
        "kinds": [],
        "sections": _sections(customer.kind.name, lambda name: _told(screen, customer, name)),
        "parts": current_app.extensions["sheet_parts"](session, customer),
        "contacts": passage.contact_names(session, customer),
        "evidence": _evidence(session, customer),
        "completeness": f"{customer.completeness}%" + (f"（{standard}）" if standard else ""),
        "verification": _verified(customer),
        "signed": [
            (str(word), names.get(getattr(customer, by) or 0, ""), show(getattr(customer, at)))
            for word, by, at in SIGNED
        ],
        "printed_on": show(now()),
        "printed_by": f"{current_user} ({current_user.username})",
        "print_url": url_for("SheetView.printed", pk=customer.id),
        "workbook_url": url_for("SheetView.workbook", pk=customer.id)
        if screen.may("can_export")
        else None,
    }


def blank_sheet() -> dict[str, Any]:
    """The same sheet without a customer, for the kind asked for."""
    kind = kind_asked()
    return {
        "title": str(TITLE),
        "number": "",
        "kinds": kinds_of(kind),
        "sections": _sections(kind, lambda name: ""),
        "parts": current_app.extensions["sheet_parts"](None, None),
        "contacts": [],
        "evidence": [],
        "completeness": "",
        "verification": "",
        "signed": [(str(word), "", "") for word, _, _ in SIGNED],
        "printed_on": today(),
        "workbook_url": url_for("SheetView.empty", kind=kind),
    }


def kind_asked() -> str:
    """The kind in the address, an enterprise where it names none."""
    kind = request.args.get("kind", "enterprise")
    return kind if kind in CustomerKind.__members__ else "enterprise"


def kinds_of(chosen: str) -> list[dict[str, Any]]:
    """The way to the empty sheet of each kind."""
    return [
        {
            "label": str(kind),
            "url": url_for("SheetView.blank", kind=kind.name),
            "current": kind.name == chosen,
        }
        for kind in CustomerKind
    ]


def _sections(kind: str, told: Any) -> list[dict[str, Any]]:
    return [
        {"title": str(head), "fields": [(str(label_of(kind, name)), told(name)) for name in names]}
        for head, names in FORMS[kind]
    ]


def _told(screen: Any, customer: Customer, name: str) -> Any:
    return show(masked(Customer, name, screen.value(customer, name), customer))


def _evidence(session: Session, customer: Customer) -> list[str]:
    asked = select(Evidence).where(Evidence.customer_id == customer.id).order_by(Evidence.id)
    is_domestic = customer.is_domestic
    return [
        f"{proof_word(piece.kind, is_domestic=is_domestic)}：{piece.title}"
        for piece in session.scalars(asked)
    ]


def _verified(customer: Customer) -> str:
    """The mark as printed: with its day and source, or that nobody verified it."""
    if customer.verification is not Standing.verified:
        return str(customer.verification)
    return f"{customer.verification} {customer.verified_on} {customer.verified_source}"

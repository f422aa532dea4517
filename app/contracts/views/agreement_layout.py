"""What a contract's page and form are made of: what each field is called, and in which order."""

from app.core.words import N_

DAYS = ("signed_on", "start_on", "end_on")
LABELS = {
    "number": N_("Contract number"),
    "source_no": N_("Number in its source"),
    "name": N_("Contract name"),
    "customer": N_("Customer"),
    "customer_id": N_("Customer"),
    "project": N_("Project"),
    "type": N_("Contract type"),
    "stage": N_("Contract stage"),
    "in_approval": N_("In approval"),
    "signed_on": N_("Signed on"),
    "start_on": N_("Starts on"),
    "end_on": N_("Ends on"),
    "is_perpetual": N_("Without end"),
    "remind_days": N_("Remind so many days before"),
    "remind_on": N_("Reminder on"),
    "expires_on": N_("Last day"),
    "renewal": N_("Renewal"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "rate": N_("Rate to CNY"),
    "payment_terms": N_("Payment terms"),
    "signatory": N_("Contact who signs"),
    "customer_signatory": N_("Customer's signatory"),
    "company_signatory": N_("Our signatory"),
    "original_count": N_("Originals"),
    "copy_count": N_("Copies"),
    "original_place": N_("Originals kept at"),
    "original_keeper": N_("Originals kept by"),
    "supersedes": N_("Supersedes"),
    "remark": N_("Remark"),
    "created_at": N_("Entered at"),
}
HELP = {
    "number": N_("Left empty, it is numbered by the archive."),
    "signed_on": N_("2025-01-31, or as much as the paper says: 2025-01, 2025."),
    "amount": N_("Left empty, it counts as not stated."),
    "rate": N_("How many yuan one unit was worth; only for foreign currencies."),
    "signatory": N_("One of the customer's own contacts."),
    "original_place": N_("Room, cabinet, folder: where the paper is found."),
    "customer_signatory": N_("Somebody who is no contact of the customer."),
}
FORM_SECTIONS = (
    (N_("Contract"), ("customer", "number", "name", "type", "project", "supersedes")),
    (N_("Term"), ("signed_on", "start_on", "end_on", "is_perpetual", "remind_days", "renewal")),
    (N_("Money"), ("amount", "currency", "rate", "payment_terms")),
    (
        N_("Paper"),
        (
            "signatory", "customer_signatory", "company_signatory", "original_count",
            "copy_count", "original_place", "original_keeper", "source_no", "remark",
        ),
    ),
)  # fmt: skip
SECTIONS = (
    (N_("Contract"), ("customer", "type", "project", "supersedes")),
    (N_("Term"), (*DAYS, "is_perpetual", "remind_on", "renewal")),
    (N_("Money"), ("amount", "currency", "rate", "payment_terms")),
    FORM_SECTIONS[3],
)

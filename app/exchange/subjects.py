"""What a file may list: each subject says how its rows are read, judged, written, taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.core.words import N_
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.exchange import contact_rows, customer_rows
from app.exchange.contact_fields import CONTACT_FIELDS, CONTACT_SYNONYMS
from app.exchange.fields import FIELDS, Reader
from app.exchange.headers import SYNONYMS
from app.exchange.lines import Line, Plan, Seen
from app.exchange.models import ImportBatch
from app.exchange.rows import PlainRow
from app.exchange.rules import Mode


class Subject(NamedTuple):
    """One kind of record that files bring in.

    ``entities`` is the record and what is written with it, ``screen`` shows it, and who may not
    add or change it by hand (``rights``) may not by file. One transaction holds ``block`` rows:
    fewer where each costs more, so that no writer waits for half a second.
    """

    word: N_
    screen: str
    rights: str
    entities: tuple[type[Any], ...]
    fields: Mapping[str, Reader]
    synonyms: Mapping[str, tuple[str, ...]]
    modes: tuple[Mode, ...]
    block: int
    judge: Callable[[Session, list[Line], Plan, Seen], None]
    write: Callable[[Session, Sequence[PlainRow], int], list[tuple[PlainRow, Any]]]
    is_needed: Callable[[Any], bool]
    taken_back: Callable[[Session, Sequence[Any]], None]
    questions: Mapping[str, N_]  # A step → what it asks before it is done to a batch.


OF_CUSTOMERS = {
    "apply": N_("Import the accepted rows? They arrive submitted, for review."),
    "review": N_("Pass the review of the whole batch?"),
    "send_back": N_("Send the whole batch back?"),
    "file": N_("File the whole batch? Identities are locked from then on."),
    "undo": N_(
        "Undo the whole import? New customers are voided, changed ones get their old values; what"
        " was changed since is kept and listed."
    ),
}
#: A contact is there once it is written: a review of the batch is a second look, and no more.
OF_CONTACTS = {
    "apply": N_("Add the accepted contacts to their customers? Somebody else then looks at them."),
    "review": N_("Did you look at the sample, and are these contacts right as imported?"),
    "send_back": N_(
        "Tell who imported these contacts what is wrong? They stay until the import is undone."
    ),
    "undo": N_(
        "Undo the whole import? The new contacts are voided; those changed since, or linked to"
        " another customer, are kept and listed."
    ),
}
SUBJECTS = {
    "customer": Subject(
        N_("Customers"), "CustomerView", "Customers", (Customer,), FIELDS, SYNONYMS, tuple(Mode),
        500, customer_rows.judge, customer_rows.write, customer_rows.is_needed,
        customer_rows.taken_back, OF_CUSTOMERS,
    ),
    "contact": Subject(
        N_("Contacts"), "ContactView", "Contacts", (Contact, ContactLink), CONTACT_FIELDS,
        CONTACT_SYNONYMS, (Mode.create,), 40, contact_rows.judge, contact_rows.write,
        contact_rows.is_needed, contact_rows.taken_back, OF_CONTACTS,
    ),
}  # fmt: skip


def subject_of(batch: ImportBatch) -> Subject:
    return SUBJECTS[batch.subject]

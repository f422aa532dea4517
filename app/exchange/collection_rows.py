"""Forms sent and surveys ordered from a file's rows, with what came back of them."""

from app.customers.collecting import Collection
from app.customers.collecting_rules import CollectionKind
from app.exchange.care_finding import place_contacts
from app.exchange.entry_rows import EntryRows
from app.exchange.step_rows import NUMBER, usually

COLLECTIONS = EntryRows(
    Collection, ("what", "happened_on"), keys=NUMBER,
    same=("customer_id", "happened_on", "kind", "what"), places=(place_contacts,),
    complete=usually(kind=CollectionKind.mailing),
)  # fmt: skip

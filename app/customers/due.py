"""What of the files falls due: forms and surveys that should be back."""

from app.core.due import DueKind
from app.core.words import N_
from app.customers.collecting import Collection
from app.customers.collecting_rules import CollectionStatus
from app.customers.headings import by_customer

COLLECTIONS_DUE = DueKind(
    name="collection",
    label=N_("Form or survey due back"),
    icon="mail",
    tone="amber",
    screen="CollectionView",
    right="Collections",
    day=Collection.due_on,
    asked=by_customer(Collection),
    still_due=lambda: (Collection.status == CollectionStatus.waiting,),
    narrowed={"status": CollectionStatus.waiting.name},
    whose=Collection.handler_id,
)

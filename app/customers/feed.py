"""What of the file's own parts a customer's timeline tells: people, places, proof, stages."""

from typing import Any

from app.core.words import N_
from app.customers.collecting import Collection
from app.customers.contacts import Contact, ContactLink
from app.customers.evidence import Evidence, Verification
from app.customers.feeding import Feed, FeedKind, Files
from app.customers.parts import (
    BankAccount,
    CustomerAddress,
    FormerName,
    InvoiceTitle,
)
from app.customers.reviews import HandOver
from app.customers.stages import CustomerStage

SINCE = N_("From %(day)s")
#: A person is seen by whoever sees one of their customers, and here that is this one: the part's
#: own gate has decided. Contact's would look through all the people its reader sees.
PEOPLE: Any = Contact.__table__
FEEDS = (
    Feed(
        entity=ContactLink,
        kind=FeedKind.file,
        icon="user",
        text=PEOPLE.c.name,
        beside=(
            PEOPLE,
            (PEOPLE.c.id == ContactLink.contact_id) & PEOPLE.c.voided_at.is_(None),
        ),
        right="ContactLinks",
        screen="CustomerContactView",
        day=ContactLink.from_on,
        told=SINCE,
        tag=ContactLink.role,
    ),
    Feed(
        entity=Evidence,
        kind=FeedKind.file,
        icon="paperclip",
        text=Evidence.title,
        right="Evidence",
        screen="EvidenceView",
        files=Files(Evidence.id, "EvidenceView", "Evidence"),
    ),
    Feed(
        entity=Verification,
        kind=FeedKind.file,
        icon="shield-check",
        text=Verification.source,
        right="Verifications",
        screen="VerificationView",
        day=Verification.checked_on,
        told=N_("Checked on %(day)s"),
        tag=Verification.result,
    ),
    Feed(
        entity=Collection,
        kind=FeedKind.file,
        icon="mail",
        text=Collection.number + " " + Collection.what,
        right="Collections",
        screen="CollectionView",
        day=Collection.happened_on,
        told=N_("Sent or ordered on %(day)s"),
        tag=Collection.status,
        files=Files(Collection.id, "CollectionView", "Collections"),
    ),
    Feed(
        entity=CustomerStage,
        kind=FeedKind.file,
        icon="run",
        text="",
        right="Stages",
        day=CustomerStage.from_on,
        told=SINCE,
        tag=CustomerStage.stage,
    ),
    Feed(
        entity=HandOver,
        kind=FeedKind.file,
        icon="users",
        text=HandOver.reason,
        right="HandOvers",
        screen="HandOverView",
    ),
    Feed(
        entity=CustomerAddress,
        kind=FeedKind.file,
        icon="map-pin",
        text=CustomerAddress.address,
        right="Addresses",
        screen="AddressView",
        tag=CustomerAddress.kind,
    ),
    Feed(
        entity=FormerName,
        kind=FeedKind.file,
        icon="old",
        text=FormerName.name,
        right="FormerNames",
        screen="FormerNameView",
        day=FormerName.to_on,
        told=N_("Until %(day)s"),
        tag=FormerName.reason,
    ),
    Feed(
        entity=InvoiceTitle,
        kind=FeedKind.file,
        icon="receipt",
        text=InvoiceTitle.title,
        right="InvoiceTitles",
        screen="InvoiceTitleView",
        tag=InvoiceTitle.kind,
    ),
    Feed(
        entity=BankAccount,
        kind=FeedKind.file,
        icon="building",
        text=BankAccount.bank + " " + BankAccount.account_masked,
        right="BankAccounts",
        screen="BankAccountView",
    ),
)

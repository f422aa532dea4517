"""Customers, contacts and who enters what over REST: what their screens do, in JSON."""

from app.core.api import Resource
from app.core.file_types import LARGEST
from app.core.uploads import TAKERS
from app.customers.collection_views import CollectionView
from app.customers.contact_views import ContactView
from app.customers.evidence_views import EvidenceView
from app.customers.file_api import Filed
from app.customers.heading_views import DutyView, HeadingView
from app.customers.views import CustomerView

TAKERS["EvidenceApi.post"] = LARGEST


class CustomerApi(Resource):
    """``/api/v1/customer/``; a new one of another kind than enterprise names its ``kind``."""

    resource_name = "customer"
    screen = CustomerView
    writes, first = True, {"kind": "kind"}


class ContactApi(Resource):
    """``/api/v1/contact/``: who is reached through a customer the reader sees."""

    resource_name = "contact"
    screen = ContactView
    writes = True


class EvidenceApi(Filed, Resource):
    """``/api/v1/evidence/``: a new one names its ``customer`` and holds its ``upload``."""

    resource_name = "evidence"
    screen = EvidenceView
    writes, first = True, {"customer": "for"}


class CollectionApi(Resource):
    """``/api/v1/collection/``: forms sent to a customer, surveys ordered of an agency."""

    resource_name = "collection"
    screen = CollectionView
    writes = True


class HeadingApi(Resource):
    """``/api/v1/customer_heading/``: number and name, for who enters records at any customer.

    A row of the list tells all there is.
    """

    resource_name = "customer_heading"
    screen = HeadingView

    @classmethod
    def closed_routes(cls) -> set[str]:
        return super().closed_routes() | {"get"}


class DutyApi(Resource):
    """``/api/v1/duty/``: which department enters which kind of record."""

    resource_name = "duty"
    screen = DutyView
    writes = True


CUSTOMER_RESOURCES = (CustomerApi, ContactApi, CollectionApi, EvidenceApi, HeadingApi, DutyApi)

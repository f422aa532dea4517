"""Customers and contacts over REST: what their screens do, in JSON."""

from app.core.api import Resource
from app.customers.contact_views import ContactView
from app.customers.views import CustomerView


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

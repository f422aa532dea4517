"""Customers over REST: what their screen shows, as JSON."""

from app.core.api import Resource
from app.customers.views import CustomerView


class CustomerApi(Resource):
    """``/api/v1/customer/``."""

    resource_name = "customer"
    screen = CustomerView

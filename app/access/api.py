"""Wishes to see a customer over REST: what their screen does, in JSON."""

from app.access.views.asks import AskView
from app.core.api import Resource


class AskApi(Resource):
    """``/api/v1/access_ask/``: the answer is the same whether there is such a customer or not."""

    resource_name = "access_ask"
    screen = AskView
    writes = True

"""A list's own address with some of its arguments changed."""

from typing import Any
from urllib.parse import urlencode

from flask import request

PLACES = ("after", "before", "page", "last")


def link(**changes: Any) -> str:
    """This page's address with some arguments changed; None takes one away."""
    kept = {k: v for k, v in request.args.items() if k not in changes}
    told = {**kept, **{k: v for k, v in changes.items() if v is not None}}
    return request.path + ("?" + urlencode(told) if told else "")


def restart(**changes: Any) -> str:
    """The same from the first page on."""
    return link(**{**dict.fromkeys(PLACES), **changes})

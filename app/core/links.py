"""A list's own address with some of its arguments changed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

PLACES = ("after", "before", "page", "last")


def link(**changes: Any) -> str:
    """This page's address with some arguments changed; None takes one away."""
    kept = {k: v for k, v in request.args.items() if k not in changes}
    told = {**kept, **{k: v for k, v in changes.items() if v is not None}}
    return request.path + ("?" + urlencode(told) if told else "")


def restart(**changes: Any) -> str:
    """The same from the first page on."""
    return link(**{**dict.fromkeys(PLACES), **changes})


def list_address(screen: Any, args: Mapping[str, str]) -> str:
    """A screen's list, asked with these arguments; whatever they are, they lead nowhere else."""
    told = urlencode([pair for pair in args.items() if pair[1] and pair[0] != "csrf_token"])
    return url_for(f"{screen.endpoint}.list") + (f"?{told}" if told else "")

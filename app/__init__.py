"""Kedang. Importing the package alone loads nothing of it.

The child process that reads a workbook imports one small module; the application would cost it
two seconds, at every upload.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(environ: Mapping[str, str] = os.environ, **settings: Any) -> "Flask":
    """The application, as ``app.factory`` joins it."""
    from app import factory  # noqa: PLC0415 - see above

    return factory.create_app(environ, **settings)

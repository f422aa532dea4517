"""A company whose care programs enter."""

import pytest

from tests.care.writing import settle_care


@pytest.fixture
def company(unguarded, machine, sign_in):
    """(an archivist's browser, ids of a customer in each place and of an event)."""
    with machine() as session:
        ids = settle_care(session)
    browser, ids["me"] = sign_in("Archivist", department=ids["here"])
    return browser, ids

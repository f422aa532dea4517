"""A company to write to over REST."""

import pytest

from tests.core.writing import settle_company


@pytest.fixture
def company(unguarded, machine, sign_in):
    """(an archivist's browser, ids of a customer in each place)."""
    with machine() as session:
        ids = settle_company(session)
    browser, ids["me"] = sign_in("Archivist", department=ids["here"])
    return browser, ids

"""A house whose people act by programs."""

import pytest

from tests.approvals.house import make_house, make_request


@pytest.fixture
def house(unguarded, machine):
    with machine():
        return make_house()


@pytest.fixture
def asked(machine, house):
    with machine():
        return make_request(house).id


@pytest.fixture
def browse(unguarded, house):
    """A program that acts for one of the house's people."""

    def _browse(name):
        browser = unguarded.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(house[name]), True
        return browser

    return _browse

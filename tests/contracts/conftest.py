"""Who enters contracts, trade and money, signed in."""

import pytest

from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department


@pytest.fixture
def finance(unguarded, machine, sign_in):
    """A clerk of the department on duty, and a customer of another department."""
    with machine():
        here, there = make_department(), make_department()
        put_on_duty(here)
        customer = make_customer("远方重工有限公司", department_id=there.id)
        found = {"customer": customer.id, "here": here.id, "there": there.id}
    browser, _ = sign_in("Staff", department=found["here"])
    return browser, found

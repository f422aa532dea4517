"""Lists show how many days after it happened a record was entered (S1.4(3))."""

from datetime import timedelta

import pytest

from app.contracts.models import Project
from app.core.clock import now, today
from tests.care.factories import make_event, make_visit
from tests.contracts.factories import _entry, make_contract
from tests.factories import keep, make_customer, make_department

BEFORE = today() - timedelta(days=4)
MONTH = f"{BEFORE.replace(day=1) - timedelta(days=1):%Y-%m}"
LATE_MONTH = (today() - (BEFORE.replace(day=1) - timedelta(days=1))).days


def done(customer):
    visit = make_visit(customer)
    visit.finish(BEFORE, now())
    keep(visit)


#: What was entered today, where it is listed, how late that was.
CASES = {
    "contract": ("contracts", lambda c: make_contract(c, signed_on=str(BEFORE)), 4),
    "month": ("contracts", lambda c: make_contract(c, signed_on=MONTH), LATE_MONTH),
    "undated": ("contracts", make_contract, None),
    "project": ("projects", lambda c: _entry(Project, c, {"name": "扩建", "from_on": BEFORE}), 4),
    "event": ("customer-events", lambda _: make_event(from_on=BEFORE), 4),
    "coming": ("customer-events", lambda _: make_event(from_on=today() + timedelta(days=9)), None),
    "visit": ("care-visits", done, 4),
    "planned": ("care-visits", make_visit, None),
}


@pytest.mark.clause("S1.4(3)")
@pytest.mark.parametrize("case", CASES)
def test_a_list_shows_the_lag(sign_in, machine, case):
    address, make, days = CASES[case]
    with machine():
        here = make_department()
        make(make_customer(department_id=here.id))
        place = here.id
    browser, _ = sign_in("Archivist", department=place)
    rows = browser.get(f"/{address}/list/").get_data(as_text=True).partition("<tbody")[2]
    assert rows.count("<tr") == 1
    if days is None:
        assert "天）" not in rows
    else:
        assert f"{today()}（晚 {days} 天）" in rows

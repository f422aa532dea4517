"""The start page's pictures: for who leads, bounded, each bar with a way down to its rows."""

import re
from datetime import date, datetime, timedelta

import pytest

from app.contracts.ageing_chart import due_words
from app.contracts.rules import Bucket, bucket_of
from app.core.clock import ZONE, today
from app.customers.filed_chart import months
from tests.contracts.factories import make_receivable
from tests.customers.sheets import speak
from tests.factories import make_customer, make_department, make_user
from tests.test_weight import counting
from tests.workday.test_follow_ups import as_user


def test_months_run_across_the_year_and_end_with_the_next():
    assert months(date(2026, 2, 28), 4) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("bucket", [b for b in Bucket if b is not Bucket.undated])
def test_a_bar_leads_to_the_days_of_its_bucket_and_no_other(bucket):
    day = date(2026, 6, 15)
    first, last = due_words(bucket, day).removeprefix("between:").split(",")
    inside = [date.fromisoformat(end) for end in (first, last) if end]
    outside = [date.fromisoformat(first) - timedelta(days=1)] if first else []
    outside += [date.fromisoformat(last) + timedelta(days=1)] if last else []
    assert {bucket_of(end, day) for end in inside} == {bucket}
    assert bucket not in {bucket_of(end, day) for end in outside}


@pytest.fixture
def company(machine):
    with machine():
        here, now = make_department(), datetime.now(ZONE)
        for _ in range(3):
            customer = make_customer(department_id=here.id)
            customer.filed_at = now
        for due in (today(), today() - timedelta(days=20), today() - timedelta(days=25), None):
            make_receivable(customer, happened_on=date(2025, 1, 1), due_on=due)
        roles = ("Leader", "DepartmentHead", "Staff")
        return {role: make_user(role, here.id).id for role in roles}


def bars(page):
    """Words and number of each bar → its address."""
    pattern = (r'bar-row" href="([^"]+)">\s*<span class="bar-label">([^<]+)</span>'
               r'.*?bar-value num">([^<]+)<')  # fmt: skip
    return {(word, count): url for url, word, count in re.findall(pattern, page, re.DOTALL)}


def test_who_leads_sees_them_and_each_leads_to_as_many_rows(unguarded, company):
    for role in ("Leader", "DepartmentHead"):
        browser = as_user(unguarded, company[role])
        found = bars(browser.get("/").text)
        wanted = {
            (f"{today():%Y-%m}", "3"),
            ("未到期", "1"),
            ("逾期 1–30 天", "2"),
            ("未定到期日", "1"),
        }
        assert wanted <= set(found), role
        for word, count in wanted:
            rows = browser.get(found[word, count].replace("&amp;", "&")).text
            assert rows.partition("<tbody")[2].count("<tr") == int(count), word
    speak(browser, "en")
    page = browser.get("/").text
    assert ("Customers filed by month" in page, "No due day" in page) == (True, True)
    assert bars(as_user(unguarded, company["Staff"]).get("/").text) == {}


def test_each_is_one_statement_however_many_rows(app, company, machine):
    costs = []
    for _ in range(2):
        with counting() as seen:
            as_user(app, company["Leader"]).get("/")
        costs.append(len([told for told in seen if "bar_0" in told]))
        with machine():
            customer = make_customer()
            for _ in range(20):
                make_receivable(customer)
    assert costs == [2, 2]

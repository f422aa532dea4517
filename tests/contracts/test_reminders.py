"""A contract's end is thought of on a day before it, at most a year; copies are none or some."""

from datetime import date

import pytest
from sqlalchemy import text

from app.contracts.rules import check_counts, remind_on
from app.core.db import db
from app.core.words import RuleError
from tests.contracts.factories import make_contract
from tests.contracts.test_screens import text as words_of
from tests.factories import make_customer
from tests.migrating import migration, on

END = date(2026, 12, 31)
MIGRATION = "20261127_0211_bound_contract_reminders"


@pytest.mark.parametrize(("days", "month"), [(0, 12), (30, 12), (366, 12), (60, 11)])
def test_a_reminder_comes_before_the_end(days, month):
    assert remind_on(END, days).month == month
    assert remind_on(None, days) is None


@pytest.mark.parametrize("days", [-1, 367])
def test_no_reminder_comes_after_the_end_or_years_before_it(days):
    with pytest.raises(RuleError, match="366"):
        remind_on(END, days)


@pytest.mark.parametrize("counts", [(-1, None), (1, -1)])
def test_nobody_has_fewer_than_no_copies(counts):
    check_counts(0, None)
    with pytest.raises(RuleError):
        check_counts(*counts)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"original_count": "-1"}, "份数不能为负"),
        ({"copy_count": "-2"}, "份数不能为负"),
        ({"remind_days": "-3"}, "366"),
        ({"amount": "-5"}, "不能小于零"),
        ({"currency": "USD", "rate": "9999999999999"}, "数值过大"),
        ({"amount": "12.345"}, "1,000.00"),
    ],
)
def test_what_is_out_of_bounds_is_told_as_that(finance, told, sentence):
    browser, at = finance
    form = {"customer": at["customer"], "name": "供货合同", "currency": "CNY", **told}
    page = words_of(browser.post("/contracts/add", data=form))
    assert sentence in page
    assert "已有相同取值" not in page


def test_reminders_kept_before_come_within_the_bounds(app, machine):
    with machine():
        customer = make_customer()
        kept = [make_contract(customer, end_on="2026-12-31", remind_days=n).id for n in (0, 1, 30)]
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            for pk, days in zip(kept, (-3, 400, 30), strict=True):
                connection.execute(
                    text(f"UPDATE contract SET remind_days = {days} WHERE id = {pk}")
                )
            module.upgrade()
        asked = text("SELECT remind_days, remind_on FROM contract ORDER BY id")
        assert [(days, str(day)) for days, day in connection.execute(asked)] == [
            (0, "2026-12-31"), (366, "2025-12-30"), (30, "2026-12-01"),
        ]  # fmt: skip

"""What ends and what is due waits on the start page: counted, the nearest named."""

from datetime import timedelta

import pytest

from app.contracts.rules import ContractStage
from app.core.clock import today
from tests.contracts.factories import make_contract, make_receivable, put_on_duty
from tests.factories import make_customer, make_department, make_user
from tests.workday.test_follow_ups import as_user

ENDING, ENDED = "份合同即将到期", "份合同已到期未办结"
OVERDUE, SOON = "笔应收款已逾期", "笔应收款即将到期"


def day(offset):
    return today() + timedelta(days=offset)


def sign(customer, ends, stage=ContractStage.signed, **fields):
    told = {"name": f"合同{ends}", "end_on": str(day(ends)), "remind_days": 30, **fields}
    make_contract(customer, **told).stage = stage


@pytest.fixture
def clerk(machine):
    """On duty; of contracts seven end soon, the later entered the sooner, and eight have ended."""
    with machine():
        here = make_department()
        put_on_duty(here)
        customer = make_customer("远方重工有限公司")
        for ends in (-8, -7, -6, -5, -4, -3, -2, -1, 14, 12, 10, 8, 6, 4, 0):
            sign(customer, ends)
        sign(customer, 3, ContractStage.superseded)
        sign(customer, 40)
        for due, paid in ((-1, 0), (-1, 100), (0, 0), (1, 100), (7, 60), (8, 0)):
            make_receivable(customer, happened_on=day(-90), due_on=day(due), paid=paid)
        make_receivable(customer, happened_on=day(-90), due_on=None)  # Nothing to remind of.
        for due, ahead in ((3, 2), (20, 21)):  # Each as its own plan says: not yet, already.
            told = {"happened_on": day(-90), "due_on": day(due), "remind_days": ahead}
            make_receivable(customer, **told)
        return make_user("Staff", here.id).id


def lines(app, number, path="/"):
    page = as_user(app, number).get(path).get_data(as_text=True)
    return page.split("<li>")


@pytest.mark.clause("S8.三.1(3)")
def test_what_ends_soonest_is_named_first_and_what_has_ended_only_counted(app, clerk):
    named = [line for line in lines(app, clerk) if "合同即将到期：" in line]
    assert len(named) == 5
    for line, ends in zip(named, (0, 4, 6, 8, 10), strict=True):
        assert (f"合同{ends}<" in line, str(day(ends)) in line) == (True, True), line
    assert len([x for x in lines(app, clerk, "/to-do/") if "合同即将到期：" in x]) == 7


@pytest.mark.parametrize(("words", "count"), [(ENDING, 7), (ENDED, 8), (OVERDUE, 1), (SOON, 3)])
def test_each_count_leads_to_as_many_rows(app, clerk, words, count):
    (line,) = [line for line in lines(app, clerk) if words in line]
    assert f"{count} {words}" in line
    address = line.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rows = as_user(app, clerk).get(address).get_data(as_text=True).partition("<tbody")[2]
    assert rows.count("<tr") == count


def test_who_enters_neither_is_told_of_neither(app, clerk, machine):
    with machine():
        archivist = make_user("Archivist").id
    told = "".join(lines(app, archivist))
    assert [words for words in (ENDING, ENDED, OVERDUE, SOON) if words in told] == []

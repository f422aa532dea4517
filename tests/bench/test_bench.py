"""The benchmark's own promises: the same customers every time, believable ones, honest verdicts."""

from itertools import islice

from app.customers.identifiers import uscc_problem
from app.customers.phones import phone_key
from bench import goals, readers
from bench.rows import contacts, customers


def test_the_same_customers_come_on_every_run():
    first = next(customers(10))
    assert first == next(customers(1_000_000))
    assert first[:4] == (1, "C000000001", first.name, first.kind)
    assert list(contacts(5)) == list(islice(contacts(500), 10))


def test_every_customer_would_pass_the_forms_own_checks():
    for row in customers(500):
        assert uscc_problem(row.uscc) is None
        assert phone_key(row.phone) == f"+86{row.phone}"


def test_each_reader_sees_the_share_they_are_named_for():
    seen = {name: told["rows"] for name, told in readers.describe(10_000).items()}
    assert seen["leader"] == seen["chief"] == 10_000
    assert seen["archivist"] == 20
    assert seen["staff"] == 30 + readers.SHARES


def test_one_in_a_hundred_is_restricted_and_three_in_ten_have_a_keeper():
    numbers = range(1, 10_001)
    assert sum(map(readers.is_restricted, numbers)) == 100
    assert sum(readers.keeper_of(number) is not None for number in numbers) == 3_000


def verdict(mine, theirs):
    found = {
        ("sqlite", "10k", "list", "kedang_leader"): {"median_ms": mine},
        ("sqlite", "10k", "list", "django"): {"median_ms": theirs},
    }
    return next(line for line in goals.lines(found) if "list, × django | sqlite 10k" in line)


def test_a_goal_is_met_only_where_its_figure_says_so():
    assert "not met" in verdict(61, 100)
    assert "| met |" in verdict(60, 100)
    assert "met, stretch" in verdict(40, 100)


def test_what_was_not_measured_is_not_met():
    assert all("not measured" in line for line in goals.lines({}))


def given(mine, theirs):
    found = {
        ("postgresql", "10k", "rate", "kedang_leader"): {"per_second": mine},
        ("postgresql", "10k", "rate", "django"): {"per_second": theirs},
    }
    return next(x for x in goals.lines(found) if "rate, requests/s, × django | postgresql 10k" in x)


def test_of_what_is_given_in_a_second_more_is_better():
    assert "not met" in given(149, 100)
    assert "| met |" in given(150, 100)
    assert "met, stretch" in given(250, 100)

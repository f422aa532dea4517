"""Who belongs to whom is a tree: a circle is refused at every door, in one sentence."""

import random
import threading

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.words import RuleError
from app.customers.groups import check_circle
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from tests.customers.sheets import Reader
from tests.exchange.screens import checked, csv_file, step, work
from tests.factories import make_customer, make_department

SENTENCE = "已直接或间接隶属于本客户"


@pytest.fixture
def site(unguarded):
    return unguarded


@pytest.fixture
def chief(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def chain(machine):
    """Three companies, each the parent of the next: a head, its daughter, hers."""
    with machine():
        above, found = None, []
        for name in ("集团公司", "子公司", "孙公司"):
            above = make_customer(name, parent_id=above)
            found.append(above.id)
            above = above.id
        return found


def parents(machine):
    with machine() as session:
        return dict(session.execute(select(Customer.id, Customer.parent_id)).all())


def edit(browser, pk, parent):
    fields = Reader(browser.get(f"/customers/edit/{pk}").get_data(as_text=True)).fields
    return browser.post(f"/customers/edit/{pk}", data={**fields, "parent": str(parent)})


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_form_and_a_program_refuse_a_circle_of_any_length(chief, chain, machine, place):
    head, below, before = chain[0], chain[place], parents(machine)
    page = edit(chief, head, below)
    assert page.status_code == 200
    assert SENTENCE in page.get_data(as_text=True)
    tag = chief.get(f"/api/v1/customer/{head}").headers["ETag"]
    answer = chief.patch(f"/api/v1/customer/{head}", json={"parent": below},
                         headers={"If-Match": tag})  # fmt: skip
    assert answer.status_code == 422
    assert SENTENCE in answer.get_data(as_text=True) or SENTENCE in str(answer.json)
    assert parents(machine) == before


def test_what_closes_no_circle_is_kept(chief, chain, machine):
    assert edit(chief, chain[2], chain[0]).status_code == 302
    assert parents(machine)[chain[2]] == chain[0]


def test_a_circle_through_another_department_is_refused_and_names_nobody(
    unguarded, sign_in, machine, chain
):
    with machine() as session:
        session.get(Customer, chain[1]).department_id = make_department().id
        place = make_department().id
        for pk in (chain[0], chain[2]):
            session.get(Customer, pk).department_id = place
    browser, _ = sign_in("Archivist", department=place)
    page = edit(browser, chain[0], chain[2]).get_data(as_text=True)
    assert SENTENCE in page
    assert "子公司" not in page


# ── files ────────────────────────────────────────────────────────
def bring(path, *rows):
    path.write_text("\n".join(["客户编号,母公司", *rows]), encoding="utf-8")
    report = import_file(path, department_of("", None), Options(mode=Mode.update, key=Key.number))
    return [row.outcome for row in report.rows]


@pytest.mark.parametrize("length", [2, 3, 5])
def test_of_rows_that_close_a_circle_in_one_file_the_last_is_refused(session, tmp_path, length):
    numbers = [make_customer(f"公司{place}").number for place in range(length)]
    session.commit()
    rows = [f"{own},{numbers[(place + 1) % length]}" for place, own in enumerate(numbers)]
    found = bring(tmp_path / "a.csv", *rows)
    assert found == [Outcome.updated] * (length - 1) + [Outcome.refused]


def test_a_file_that_closes_a_circle_with_what_is_there_is_refused(session, tmp_path):
    head = make_customer("集团公司")
    daughter = make_customer("子公司", parent_id=head.id)
    rows = f"{head.number},{daughter.number}"
    session.commit()
    assert bring(tmp_path / "a.csv", rows) == [Outcome.refused]


def test_an_undone_import_closes_no_circle_either(site, sign_in, machine):
    with machine():
        head, other = make_customer("甲公司"), make_customer("乙公司")
        head.parent_id = other.id
        told = (head.number, make_customer("丙公司").number)
        ids = head.id, other.id
    browser, _ = sign_in("ChiefArchivist")
    content = csv_file(("客户编号", "母公司"), told)
    form = {"mode": "update", "field-0": "number", "field-1": "parent", "field-2": ""}
    pk = checked(site, browser, content, **form)
    step(browser, "apply", pk)
    work(site)
    assert edit(browser, ids[1], ids[0]).status_code == 302
    step(browser, "undo", pk)
    work(site)
    told = parents(machine)
    assert told[ids[1]] == ids[0]
    assert told[ids[0]] not in {None, *ids}


# ── any tree ─────────────────────────────────────────────────────
@pytest.mark.parametrize("seed", range(4))
def test_in_a_random_tree_exactly_what_lies_below_is_refused(session, seed):
    dice = random.Random(seed)
    ids = [make_customer().id]
    above = {ids[0]: None}
    for _ in range(14):
        parent = dice.choice([*ids, None])
        ids.append(make_customer(parent_id=parent).id)
        above[ids[-1]] = parent
    for customer in ids:
        for parent in ids:
            below, at = False, parent
            while at is not None:  # The expectation walks a plain dictionary of its own.
                below, at = below or at == customer, above[at]
            try:
                check_circle(session, customer, parent)
                is_refused = False
            except RuleError:
                is_refused = True
            assert is_refused == below, (seed, customer, parent)


def test_a_circle_that_is_there_already_ends_the_walk(session):
    one, other, third = make_customer(), make_customer(), make_customer()
    one.parent_id, other.parent_id = other.id, one.id
    session.flush()
    check_circle(session, third.id, one.id)
    with pytest.raises(RuleError):
        check_circle(session, one.id, other.id)


# ── two at once ──────────────────────────────────────────────────
def test_of_two_who_close_a_circle_at_once_exactly_one_wins(unguarded, sign_in, machine):
    browsers = [sign_in("ChiefArchivist")[0] for _ in range(2)]
    for _ in range(4):
        with machine():
            pair = [make_customer().id, make_customer().id]
        forms = [
            Reader(browser.get(f"/customers/edit/{pk}").get_data(as_text=True)).fields
            for browser, pk in zip(browsers, pair, strict=True)
        ]
        gate, codes = threading.Barrier(2), []

        def close(place, pair=pair, forms=forms, gate=gate, codes=codes):
            data = {**forms[place], "parent": str(pair[1 - place])}
            gate.wait()
            answer = browsers[place].post(f"/customers/edit/{pair[place]}", data=data)
            codes.append(answer.status_code)

        workers = [threading.Thread(target=close, args=(place,)) for place in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(codes) == [200, 302]
        told = parents(machine)
        assert sorted(told[pk] is None for pk in pair) == [False, True]

"""Contacts a file updates: found by name at their customer or by mobile, never one for another."""

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.words import RuleError
from app.customers.contacts import Contact, ContactLink
from app.customers.rules import Basis
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from tests.exchange.screens import batch, csv_file, send, step, work
from tests.factories import make_contact, make_customer, make_department

MOBILE, OTHER = "13800138000", "13900139000"
UPDATED, REFUSED = Outcome.updated, Outcome.refused
HEADER = ("客户编号", "姓名", "手机", "职务", "邮箱", "备注")


@pytest.fixture
def bring(session, tmp_path):
    """Import rows of contacts by key; outcomes and reasons."""

    def _bring(header, *rows, mode=Mode.update, key=Key.person):
        path = tmp_path / "a.csv"
        path.write_bytes(csv_file(header, *rows))
        told = Options("contact", mode=mode, key=key, basis=Basis.contract)
        report = import_file(path, department_of("", None), told)
        return [(row.outcome, row.reason) for row in report.rows]

    return _bring


def kept(session, name):
    session.expire_all()
    return session.scalars(select(Contact).where(Contact.name == name)).one()


def test_a_row_changes_whom_it_names_and_erases_nothing(session, bring):
    customer = make_customer("甲公司")
    make_contact(customer, "王五", MOBILE, position="经理", email="wang@a.cn", remark="旧")
    session.commit()
    number = customer.number
    found = bring(HEADER, (number, "王五", MOBILE, "总经理", "w***@a.cn", ""))
    assert found == [(UPDATED, "")]
    person = kept(session, "王五")
    assert (person.position, person.email, person.remark) == ("总经理", "wang@a.cn", "旧")
    again = bring(HEADER, (number, "王五", "", "总经理", "", ""))
    assert [outcome for outcome, _ in again] == [Outcome.unchanged]


def test_a_sealed_number_is_filled_in_but_never_replaced_nor_a_value_by_a_mask(session, bring):
    customer = make_customer("甲公司")
    make_contact(customer, "王五", MOBILE, email="wang@a.cn")
    make_contact(customer, "赵六")
    session.commit()
    found = bring(
        (*HEADER, "角色"),
        (customer.number, "王五", OTHER, "总监", "x***@a.cn", "", "财务"),
        (customer.number, "赵六", OTHER, "", "", "", ""),
    )
    assert [outcome for outcome, _ in found] == [REFUSED, UPDATED]
    assert all(word in found[0][1] for word in ("“手机”", "“电子邮箱”", "“角色”"))
    assert (kept(session, "王五").mobile, kept(session, "赵六").mobile) == (
        "138****8000", "139****9000",
    )  # fmt: skip


def test_namesakes_are_never_mistaken_and_told_apart_by_their_mobile(session, bring):
    customer = make_customer("甲公司")
    number, other = customer.number, make_customer("乙公司").number
    make_contact(customer, "王五", MOBILE)
    make_contact(customer, "王五", OTHER)
    session.commit()
    ((outcome, reason),) = bring(HEADER, (number, "王五", "", "经理", "", ""))
    assert (outcome, "同名" in reason) == (REFUSED, True)
    rows = ((number, "王伍", MOBILE, "经理", "", ""), (number, "王五", OTHER, "", "", "新"),
            (other, "王五", OTHER, "", "", ""), (number, "王五", MOBILE, "", "", "新"))  # fmt: skip
    found = bring(HEADER, *rows, key=Key.mobile)
    assert [outcome for outcome, _ in found] == [UPDATED, UPDATED, REFUSED, REFUSED]
    assert (kept(session, "王伍").position, kept(session, "王伍").pinyin) == ("经理", "wangwu")
    assert kept(session, "王五").remark == "新"


def test_who_is_not_known_is_refused_or_new_as_the_mode_says(session, bring):
    number = make_customer("甲公司").number
    session.commit()
    row = (number, "王五", MOBILE, "经理", "", "")
    assert [outcome for outcome, _ in bring(HEADER, row)] == [REFUSED]
    masks = (number, "赵六", "138****8000", "", "z***@a.cn", "")
    ((outcome, reason),) = bring(HEADER, masks, mode=Mode.create)
    assert (outcome, reason.count("脱敏")) == (REFUSED, 2)
    assert [outcome for outcome, _ in bring(HEADER[2:], row[2:], key=Key.mobile)] == [REFUSED]
    assert bring(HEADER, row, mode=Mode.both) == [(Outcome.created, "")]
    assert [o for o, _ in bring(HEADER, row, mode=Mode.both, key=Key.mobile)] == [Outcome.unchanged]
    with pytest.raises(RuleError):
        bring(HEADER, row, key=Key.number)


FORM = {"mode": "both", "key": "person", "basis": "contract", "field-0": "customer_number",
        "field-1": "person", "field-2": "mobile", "field-3": "position"}  # fmt: skip


def sent(site, browser, *rows):
    """A file of contacts sent, matched and checked; its batch's id."""
    content = csv_file(("客户编号", "姓名", "手机", "职务"), *rows)
    pk = int(send(browser, content, subject="contact").rsplit("/", 1)[-1])
    work(site)
    assert browser.post(f"/imports/match/{pk}", data=FORM).status_code == 302
    work(site)
    return pk


def test_a_preview_shows_old_and_new_and_undoing_gives_the_old_back(site, machine, sign_in):
    with machine():
        here, there = make_department().id, make_department().id
        mine, theirs = (make_customer(department_id=place) for place in (here, there))
        numbers = mine.number, theirs.number
        for customer in (mine, theirs):
            make_contact(customer, "王五", position="经理")
    browser, _ = sign_in("Archivist", department=here)
    rows = [(number, "王五", MOBILE, "总监") for number in numbers]
    pk = sent(site, browser, *rows, (numbers[0], "赵六", "", "主管"))
    page = browser.get(f"/imports/show/{pk}").text
    assert all(told in page for told in ("<del>经理</del>", "<ins>总监</ins>", "138****8000"))
    assert MOBILE not in page
    step(browser, "apply", pk)
    work(site)
    done = batch(machine, pk)
    assert (done.updated, done.created, done.refused) == (1, 1, 1)
    told = select(Contact.name, Contact.position, Contact.mobile_masked, Contact.voided_at)
    told = told.join(ContactLink).order_by(Contact.id)
    with machine() as session:
        people = session.execute(told).all()
    assert [(one.position, one.mobile_masked) for one in people] == [
        ("总监", "138****8000"), ("经理", None), ("主管", None),
    ]  # fmt: skip
    step(browser, "undo", pk)
    work(site)
    with machine() as session:
        people = session.execute(told).all()
    assert [(one.name, one.position, one.mobile_masked) for one in people] == [
        ("王五", "经理", None), ("王五", "经理", None),
    ]  # fmt: skip


def test_who_was_changed_after_the_preview_is_left_alone(site, machine, sign_in):
    with machine():
        customer = make_customer()
        number = customer.number
        make_contact(customer, "王五", position="经理")
    browser, _ = sign_in("Archivist")
    pk = sent(site, browser, (number, "王五", "", "总监"))
    with machine() as session:
        session.scalars(select(Contact)).one().position = "董事"
    step(browser, "apply", pk)
    work(site)
    with machine() as session:
        assert session.scalars(select(Contact.position)).one() == "董事"
    assert (batch(machine, pk).updated, batch(machine, pk).refused) == (0, 1)

"""Rows that update find their customer by key, change what they name and nothing locked."""

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.words import RuleError
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from app.exchange.telling import told_of
from tests.exchange.screens import batch, checked, csv_file, customers, step, work
from tests.factories import make_customer, make_department

USCC = "91440300708461136T"
OTHER = "91110000100001860U"


@pytest.fixture
def bring(session, tmp_path):
    """Import lines of text by key; outcomes and reasons."""

    def _bring(text, mode=Mode.update, key=Key.number, **options):
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(path, department_of("", None), Options(mode=mode, key=key, **options))
        return [(row.outcome, row.reason) for row in report.rows]

    return _bring


def kept(session, name):
    session.expire_all()
    return session.scalars(select(Customer).where(Customer.name == name)).one()


def test_a_row_changes_what_it_names_and_an_empty_cell_erases_nothing(session, bring):
    customer = make_customer("甲公司", phone="1", remark="旧")
    session.commit()
    assert bring(f"客户编号,电话,备注\n{customer.number},22,\n") == [(Outcome.updated, "")]
    assert (kept(session, "甲公司").phone, kept(session, "甲公司").remark) == ("22", "旧")


def test_a_row_that_says_nothing_new_changes_nothing(session, bring):
    customer = make_customer("甲公司", phone="1")
    session.commit()
    assert bring(f"客户编号,电话\n{customer.number},1\n") == [(Outcome.unchanged, "")]
    assert kept(session, "甲公司").version == 1


@pytest.mark.clause("S8.五.2(1)")
def test_the_identity_of_a_filed_customer_is_never_touched(session, bring):
    number = make_customer("甲公司", phone="1", entry_status=EntryStatus.filed).number
    session.commit()
    found = bring(f"客户编号,客户名称,电话\n{number},乙公司,2\n")
    assert found[0][0] is Outcome.refused
    assert "变更" in found[0][1]
    assert kept(session, "甲公司").phone == "1"
    assert bring(f"客户编号,电话\n{number},2\n") == [(Outcome.updated, "")]


def test_an_unknown_key_is_refused_or_new_as_the_mode_says(session, bring):
    text = f"客户名称,统一社会信用代码\n甲公司,{USCC}\n"
    assert bring(text, key=Key.uscc)[0][0] is Outcome.refused
    assert bring(text, Mode.both, Key.uscc)[0][0] is Outcome.created
    assert bring("客户编号,客户名称\nKH1,乙公司\n", Mode.both)[0][0] is Outcome.refused
    assert bring("客户编号,客户名称\n,乙公司\n", Mode.both)[0][0] is Outcome.created
    assert bring("客户编号,客户名称\n,丙公司\n")[0][0] is Outcome.refused


def test_a_file_that_names_a_customer_twice_updates_it_once(session, bring):
    customer = make_customer("甲公司")
    session.commit()
    line = f"{customer.number},2\n"
    assert [o for o, _ in bring(f"客户编号,电话\n{line}{line}")] == [
        Outcome.updated, Outcome.refused,
    ]  # fmt: skip


def test_no_row_takes_the_credit_code_of_another_customer(session, bring):
    make_customer("甲公司", uscc=USCC)
    customer = make_customer("乙公司", uscc=OTHER)
    session.commit()
    found = bring(f"客户编号,统一社会信用代码\n{customer.number},{USCC}\n")
    assert found[0][0] is Outcome.refused
    assert kept(session, "乙公司").uscc == OTHER


def test_a_number_beyond_64_bits_is_only_a_key_nobody_has(session, bring):
    assert bring(f"客户编号,电话\n{'9' * 40},1\n")[0][0] is Outcome.refused


def test_an_update_needs_a_column_with_the_key(session, bring):
    with pytest.raises(RuleError) as refusal:
        bring("客户名称,电话\n甲公司,1\n")
    assert told_of(refusal.value) == "没有一列是“客户编号”，无法据此更新。"


def test_a_circle_inside_a_file_is_found_while_it_is_looked_at(session, bring):
    one, other, third = (make_customer(name) for name in ("甲公司", "乙公司", "丙公司"))
    numbers = one.number, other.number, third.number
    one.parent_id = third.id
    session.commit()
    rows = [(0, "乙公司"), (1, "丙公司"), (2, "甲公司")]
    text = "\n".join(["客户编号,上级单位", *(f"{numbers[at]},{parent}" for at, parent in rows)])
    found = bring(text, dry_run=True)
    assert [o for o, _ in found] == [Outcome.updated, Outcome.updated, Outcome.refused]
    assert "甲公司" in found[2][1]
    assert bring(text) == found
    text = f"客户编号,上级单位\n{numbers[0]},丙公司\n{numbers[1]},甲公司\n"
    assert bring(text, dry_run=True) == bring(text) == [(Outcome.updated, "")] * 2


# ── on screen ────────────────────────────────────────────────────
def updating(machine, department=None):
    with machine():
        fields = {"department_id": department} if department else {}
        number = make_customer("甲公司", phone="1", **fields).number
    return csv_file(("客户编号", "客户名称", "电话"), (number, "甲甲公司", "2"))


FORM = {"mode": "update", "field-0": "number", "field-1": "name", "field-2": "phone"}


def test_a_preview_shows_old_and_new_and_undoing_gives_the_old_back(site, machine, sign_in):
    content = updating(machine)
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, content, **FORM)
    page = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "<del>甲公司</del>" in page
    assert "<ins>甲甲公司</ins>" in page
    step(browser, "apply", pk)
    work(site)
    changed = customers(machine)[0]
    assert (changed.name, changed.phone, changed.name_key) == ("甲甲公司", "2", "甲甲")
    step(browser, "undo", pk)
    work(site)
    again = customers(machine)[0]
    assert (again.name, again.phone, again.voided_at) == ("甲公司", "1", None)


def test_a_customer_changed_after_the_preview_is_left_alone(site, machine, sign_in):
    content = updating(machine)
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, content, **FORM)
    with machine() as session:
        session.scalars(select(Customer)).one().phone = "3"
    step(browser, "apply", pk)
    work(site)
    assert customers(machine)[0].phone == "3"
    assert (batch(machine, pk).updated, batch(machine, pk).refused) == (0, 1)


@pytest.mark.clause("S6.五.2")
def test_a_customer_of_another_department_cannot_be_updated(site, machine, sign_in):
    with machine():
        here, there = make_department().id, make_department().id
    content = updating(machine, there)
    browser, _ = sign_in("Archivist", department=here)
    pk = checked(site, browser, content, **FORM)
    assert batch(machine, pk).refused == 1
    assert "其他部门" in browser.get(f"/imports/show/{pk}").get_data(as_text=True)

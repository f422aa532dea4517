"""A contract's lines: exact, agreeing with its amount or not, and settled once it is signed."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.contracts.line_rules import check_line, gap
from app.contracts.lines import ContractLine
from app.contracts.models import Contract
from app.contracts.rules import ContractStage
from app.contracts.trade import Product
from app.core.db import db
from app.core.words import RuleError
from tests.contracts.factories import make_contract, make_contract_line, put_on_duty
from tests.factories import keep, make_customer, make_department
from tests.migrating import migration, on

MIGRATION = "20261127_0171_add_contract_lines"
TAG = re.compile(r"<[^>]+>")
TABLE = ContractLine.__table__
BASE = "/api/v1/contract_line/"


# ── rules ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ((0, "1", "1", None), "place"),
        ((1, "0", "1", None), "above zero"),
        ((1, "-1", "1", None), "above zero"),
        ((1, "1", "-0.01", None), "below zero"),
        ((1, "1", "1", "1.01"), "between 0 and 1"),
        ((1, "1", "1", "-0.01"), "between 0 and 1"),
    ],
)
def test_what_a_line_may_not_say(told, sentence):
    place, *numbers = told
    with pytest.raises(RuleError, match=sentence):
        check_line(place, *(None if n is None else Decimal(n) for n in numbers))


def test_a_line_may_cost_nothing_and_name_no_tax():
    check_line(None, Decimal("0.0001"), Decimal(0), None)
    check_line(1, Decimal(1), Decimal(1), Decimal(1))


@pytest.mark.parametrize(
    ("amount", "total", "left"), [(None, "5", "0"), ("5", "5.00", "0"), ("5", "7", "-2")]
)
def test_by_how_much_a_contract_and_its_lines_differ(amount, total, left):
    assert gap(amount and Decimal(amount), Decimal(total)) == Decimal(left)


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": Decimal(0)}, {"price": Decimal(-1)}, {"discount": Decimal("1.1")},
     {"discount": Decimal("-0.1")}, {"tax_rate": Decimal(2)}, {"position": 0},
     {"description": None}],
)  # fmt: skip
def test_the_database_refuses_what_the_rules_do(session, wrong):
    line = make_contract_line(make_contract(make_customer()))
    with pytest.raises(IntegrityError):
        session.execute(TABLE.update().where(TABLE.c.id == line.id).values(**wrong))
    session.rollback()


def test_a_product_says_its_unit_and_the_amount_is_exact(session):
    product = keep(Product(code="P-1", name="轴承", unit="件"))
    line = make_contract_line(make_contract(make_customer()), "3", "18.2345", "0.15",
                              product=product, description=None)  # fmt: skip
    assert (line.unit, str(line)) == ("件", "轴承")
    assert (line.exact, line.amount) == (Decimal("46.497975"), Decimal("46.50"))
    contract = make_contract(make_customer())
    with pytest.raises(RuleError):
        make_contract_line(contract, description=None)


# ── on screen ────────────────────────────────────────────────────
@pytest.fixture
def finance(unguarded, machine, sign_in):
    """A clerk of the department on duty, and a draft of 100 yuan at another's customer."""
    with machine():
        here, there = make_department(), make_department()
        put_on_duty(here)
        contract = make_contract(
            make_customer("远方重工有限公司", department_id=there.id), amount=Decimal(100)
        )
        found = {"contract": contract.id, "customer": contract.customer_id, "here": here.id}
    return sign_in("Archivist", department=found["here"])[0], found


def words(answer):
    return TAG.sub(" ", answer.get_data(as_text=True))


def told(machine, contract):
    """Its lines in their order, and its version."""
    with machine() as session:
        asked = select(ContractLine).where(
            ContractLine.contract_id == contract, ContractLine.voided_at.is_(None)
        )
        rows = session.scalars(asked.order_by(ContractLine.position)).all()
        shown = [(row.description, str(row.amount), row.position) for row in rows]
        return shown, session.get_one(Contract, contract).version


def form(description="轴承", quantity="2", price="30", **more):
    return {"description": description, "quantity": quantity, "price": price, **more}


def settle(machine, contract, stage=ContractStage.signed):
    with machine() as session:
        table = Contract.__table__
        session.execute(table.update().where(table.c.id == contract).values(stage=stage))


def test_lines_are_added_changed_and_taken_back_beside_the_amount(finance, machine):
    browser, at = finance
    pk = at["contract"]
    add, page, tab = f"/contract-lines/add?for={pk}", f"/contracts/show/{pk}", (
        f"/contract-lines/of/{pk}"
    )  # fmt: skip
    assert "明细合计" not in words(browser.get(page))
    assert browser.post(add, data=form()).status_code == 302
    assert browser.post(add, data=form("导轨", "1", "50", tax_rate="0.13")).status_code == 302
    lines, version = told(machine, pk)
    assert lines == [("轴承", "60.00", 1), ("导轨", "50.00", 2)]
    for shown in (page, tab):
        assert "明细合计" in words(browser.get(shown))
        assert "110.00 CNY，与合同金额相差 10.00" in words(browser.get(shown))
    with machine() as session:
        first = session.scalars(select(ContractLine).order_by(ContractLine.id)).first()
        number, row_version = first.id, first.version
    changed = form("轴承", "2", "25", position="3", row_version=str(row_version))
    assert browser.post(f"/contract-lines/edit/{number}", data=changed).status_code == 302
    stale = browser.post(f"/contract-lines/edit/{number}", data=changed)
    assert stale.status_code == 200
    assert told(machine, pk) == ([("导轨", "50.00", 2), ("轴承", "50.00", 3)], version + 1)
    assert "相差" not in words(browser.get(page))
    browser.post("/contract-lines/step/void", data={"rowid": number, "reason": "这一行录入重复"})
    assert told(machine, pk) == ([("导轨", "50.00", 2)], version + 2)
    with machine() as session:
        trail = select(AuditEntry.event).where(AuditEntry.subject == "contract_line")
        assert len(session.scalars(trail).all()) == 4  # Two added, one changed, one taken back.


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"quantity": "0"}, "数量须大于零"), ({"price": "-1"}, ""), ({"tax_rate": "1.3"}, "税率须在"),
     ({"discount": "2"}, "折扣"), ({"description": ""}, "请选择产品"), ({"position": "0"}, "")],
)  # fmt: skip
def test_a_wrong_line_gets_one_sentence_and_is_not_kept(finance, machine, wrong, sentence):
    browser, at = finance
    page = browser.post(
        f"/contract-lines/add?for={at['contract']}", data={**form(unit="原样"), **wrong}
    )
    assert page.status_code == 200
    assert sentence in words(page)
    assert "原样" in page.get_data(as_text=True)
    assert told(machine, at["contract"])[0] == []


@pytest.mark.parametrize("stage", [stage for stage in ContractStage if stage.name != "drafted"])
def test_what_was_signed_keeps_its_lines(finance, machine, stage):
    browser, at = finance
    pk = at["contract"]
    browser.post(f"/contract-lines/add?for={pk}", data=form())
    settle(machine, pk, stage)
    before = told(machine, pk)
    with machine() as session:
        line = session.scalars(select(ContractLine)).one()
        number, version = line.id, str(line.version)
    for address, data in (
        (f"/contract-lines/add?for={pk}", form()),
        (f"/contract-lines/edit/{number}", form(row_version=version)),
        ("/contract-lines/step/void", {"rowid": number, "reason": "这一行不想要了"}),
    ):
        answer = browser.post(address, data=data, follow_redirects=True)
        assert "须通过新版本变更" in words(answer), address
    assert told(machine, pk) == before
    tab = browser.get(f"/contract-lines/of/{pk}").get_data(as_text=True)
    assert "/contract-lines/add" not in tab
    assert "须通过新版本变更" in tab


def test_a_new_version_starts_with_the_lines_of_the_one_before(finance, machine):
    browser, at = finance
    pk = at["contract"]
    for one in (form(), form("导轨", "1", "50", discount="0.1", tax_rate="0.13")):
        browser.post(f"/contract-lines/add?for={pk}", data=one)
    settle(machine, pk)
    new = {"customer": at["customer"], "name": "供货合同（修订）", "supersedes": pk,
           "currency": "CNY", "type": "direct", "remind_days": "30", "original_count": "1",
           "copy_count": "0"}  # fmt: skip
    assert browser.post("/contracts/add", data=new).status_code == 302
    with machine() as session:
        later = session.scalar(select(Contract.id).where(Contract.supersedes_id == pk))
    assert told(machine, later)[0] == [("轴承", "60.00", 1), ("导轨", "45.00", 2)]
    assert browser.post(f"/contract-lines/add?for={later}", data=form("丝杠")).status_code == 302
    assert [len(told(machine, one)[0]) for one in (pk, later)] == [2, 3]
    browser.post("/contracts/step/void", data={"rowid": later, "reason": "这一版不要了"})
    with machine() as session:
        rows = session.scalars(
            select(TABLE.c.void_reason).where(TABLE.c.contract_id == later)
        ).all()  # fmt: skip
        assert rows == ["这一版不要了"] * 3
    assert len(told(machine, pk)[0]) == 2


# ── for programs ─────────────────────────────────────────────────
def test_a_program_reads_and_writes_lines_as_the_page_does(finance, machine, sign_in):
    browser, at = finance
    sent = {"contract": at["contract"], **form(tax_rate="0.13")}
    made = browser.post(BASE, json=sent)
    assert made.status_code == 201, made.json
    number, result = made.json["id"], made.json["result"]
    assert (result["amount"], result["tax_rate"], result["position"]) == ("60.00", "0.1300", 1)
    listed = browser.get(f"{BASE}?contract_id={at['contract']}").json
    assert listed["ids"] == [number]
    assert listed["result"][0]["contract_id_label"].startswith("HT")
    assert browser.post(BASE, json={**sent, "contract": 99}).json["errors"].keys() == {"contract"}
    change = {"quantity": "3", "version": result_version(browser, number)}
    assert browser.patch(BASE + str(number), json=change).json["result"]["amount"] == "90.00"
    settle(machine, at["contract"])
    for answer in (
        browser.post(BASE, json=sent),
        browser.patch(
            BASE + str(number), json={**change, "version": result_version(browser, number)}
        ),
        browser.post(f"{BASE}{number}/void", json={"reason": "这一行不想要了"}),
    ):
        assert answer.status_code == 422, answer.json
    assert told(machine, at["contract"])[0] == [("轴承", "90.00", 1)]
    with machine():
        elsewhere = make_department().id
    other, _ = sign_in("Archivist", department=elsewhere)
    assert other.get(BASE).json["count"] == 0
    assert other.get(BASE + str(number)).status_code == 404
    assert other.post(BASE, json=sent).status_code == 403


def result_version(browser, number):
    return browser.get(BASE + str(number)).json["result"]["version"]


def test_lines_leave_as_a_file(finance):
    browser, at = finance
    browser.post(f"/contract-lines/add?for={at['contract']}", data=form())
    address = f"/contract-lines/export/csv?contract_id={at['contract']}"
    tab = browser.get(f"/contract-lines/of/{at['contract']}").get_data(as_text=True)
    assert f'action="{address}"' in tab
    file = browser.post(address)
    assert file.status_code == 200, file.location
    assert "轴承" in file.get_data(as_text=True)
    assert "60.00" in file.get_data(as_text=True)


# ── the way there and back ───────────────────────────────────────
def test_the_lines_come_and_go_and_their_contract_stays(app, machine):
    with machine():
        make_contract_line(make_contract(make_customer()))
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            assert "contract_line" not in inspect(connection).get_table_names()
            module.upgrade()
        found = {column["name"] for column in inspect(connection).get_columns("contract_line")}
        assert found == {column.name for column in TABLE.columns}
        assert connection.execute(text("SELECT count(*) FROM contract")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM contract_line")).scalar() == 0

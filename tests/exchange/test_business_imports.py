"""Files of contracts and of the working day on screen: who may send them, how they are undone."""

import pytest
from sqlalchemy import func, select

from app.cli import department_of
from app.contracts.deliveries import Delivery
from app.contracts.lines import ContractLine
from app.contracts.models import Project
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStep
from app.contracts.trade import Product
from app.core.clock import today
from app.exchange.importing import Options, import_file
from app.exchange.rules import BatchStatus
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person
from app.security.writes import OnDutyError
from tests.contracts.factories import make_contract, make_payment, make_receivable, put_on_duty
from tests.exchange.screens import batch, csv_file, send, step, work
from tests.factories import keep, make_customer, make_department

pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
NAME, DAY = "销售一号有限公司", today().isoformat()
#: Subject → its table, the fields of a file, a good row and one that names what is not there.
FILES = {
    "project": (Project, ("customer_name", "name"), (NAME, "产线改造"), ("别家", "产线改造")),
    "delivery_document": (
        Delivery,
        ("customer_name", "contract", "happened_on", "what"),
        (NAME, "HT-1", DAY, "轴承"),
        (NAME, "HT-9", DAY, "轴承"),
    ),
    "contract_line": (
        ContractLine,
        ("contract", "product", "quantity", "price"),
        ("HT-1", "P-1", "2", "30"),
        ("HT-1", "P-9", "2", "30"),
    ),
    "allocation": (
        Allocation,
        ("payment", "receivable", "amount"),
        ("P1", "F1", "60.00"),
        ("P1", "F9", "60.00"),
    ),
}
DOORS = {"project": "projects", "delivery_document": "deliveries"}


@pytest.fixture
def company(site, machine):
    """Finance is on duty for contracts, trade and money; sales keeps the customers."""
    with machine() as session:
        finance, sales = make_department(), make_department()
        customer = make_customer(NAME, department_id=sales.id)
        make_contract(customer, number="HT-1")
        keep(Product(code="P-1", name="轴承", unit="件"))
        make_payment(customer, "100.00", source_no="P1")
        make_receivable(customer, "80.00", source_no="F1")
        put_on_duty(finance)
        session.flush()
        return {"finance": finance.id, "sales": sales.id}


@pytest.fixture
def clerk(sign_in, company):
    return sign_in("Archivist", department=company["finance"])[0]


@pytest.fixture
def seller(sign_in, company):
    return sign_in("Archivist", department=company["sales"])[0]


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


def sums(machine):
    """What is allocated, and what is received."""
    with machine() as session:
        return session.scalar(select(Payment.allocated)), session.scalar(select(Receivable.paid))


def checked(site, browser, subject, *rows):
    """A file of these rows, sent, matched and checked: its number."""
    fields = FILES[subject][1]
    page = send(browser, csv_file(fields, *rows), subject=subject)
    pk = int(page.rsplit("/", 1)[-1])
    work(site)
    chosen = {f"field-{place}": name for place, name in enumerate(fields)}
    told = {"mode": "create", "key": "number", **chosen}
    assert browser.post(f"/imports/match/{pk}", data=told).status_code == 302
    work(site)
    return pk


@pytest.mark.parametrize("subject", FILES)
def test_finance_brings_a_file_in_and_takes_it_back(site, machine, clerk, subject):
    entity, _, good, wrong = FILES[subject]
    pk = checked(site, clerk, subject, good, wrong, good)
    kept = batch(machine, pk)
    assert (kept.rows_in, kept.created, kept.duplicate, kept.refused) == (3, 1, 1, 1)
    assert "文件中此记录出现了两次。" in clerk.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert count(machine, entity) == 0
    assert sums(machine) == (0, 0)
    step(clerk, "apply", pk)
    assert work(site) == ["done"]
    assert count(machine, entity) == 1
    moved = 60 if subject == "allocation" else 0
    assert sums(machine) == (moved, moved)
    clerk.post("/language/en")
    told = clerk.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "The file lists this record twice." in told
    step(clerk, "undo", pk)
    assert work(site) == ["done"]
    assert batch(machine, pk).status is BatchStatus.undone
    assert count(machine, entity) == 0
    assert sums(machine) == (0, 0)


def test_lines_of_what_was_signed_meanwhile_stay(site, machine, clerk):
    """An undo takes no line out of a contract both sides signed; the file is then too late too."""
    _, _, good, _ = FILES["contract_line"]
    pk, late = (
        checked(site, clerk, "contract_line", row) for row in (good, (*good[:1], "", *good[2:]))
    )
    assert (batch(machine, pk).created, batch(machine, late).refused) == (1, 1)
    step(clerk, "apply", pk)
    assert work(site) == ["done"]
    with machine() as session:
        line = session.scalars(select(ContractLine)).one()
        assert (line.unit, line.position, str(line.amount)) == ("件", 1, "60.00")
        assert line.contract.version == 2
        line.contract.move(ContractStep.sign)
    step(clerk, "undo", pk)
    assert work(site) == ["done"]
    assert count(machine, ContractLine) == 1
    assert checked_refused(site, machine, clerk, good)


def checked_refused(site, machine, clerk, row):
    kept = batch(machine, checked(site, clerk, "contract_line", row))
    return (kept.created, kept.refused) == (0, 1)


@pytest.mark.parametrize("subject", FILES)
def test_nobody_else_sends_such_a_file_nor_is_offered_to(site, machine, sign_in, seller, subject):
    entity, fields, good, _ = FILES[subject]
    reader, _ = sign_in("Auditor")
    for browser in (seller, reader):
        page = send(browser, csv_file(fields, good), subject=subject)
        assert "/imports/show/" not in page
        assert f'id="subject-{subject}"' not in browser.get("/imports/add").get_data(as_text=True)
    assert work(site) == []
    assert count(machine, entity) == 0


@pytest.mark.parametrize("subject", FILES)
def test_a_command_writes_no_more_than_its_user_may(machine, company, seller, tmp_path, subject):
    entity, fields, good, _ = FILES[subject]
    with machine() as session:
        of_sales = Person.department_id == company["sales"]
        name = session.scalar(select(Person.username).where(of_sales))
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(fields, good))
        told = Options(subject=subject, headers=dict(zip(fields, fields, strict=True)))
        with acting_as(acting_user(name)), pytest.raises(OnDutyError):
            import_file(path, department_of("", company["sales"]), told)
    assert count(machine, entity) == 0
    assert sums(machine) == (0, 0)


def test_an_empty_list_offers_a_file_to_who_may_fill_it(clerk, seller):
    for subject, door in DOORS.items():
        offer = f"/imports/add?subject={subject}"
        assert offer in clerk.get(f"/{door}/list/").get_data(as_text=True)
        assert offer not in seller.get(f"/{door}/list/").get_data(as_text=True)
    chosen = clerk.get("/imports/add?subject=allocation").get_data(as_text=True)
    assert 'value="allocation" checked' in chosen

"""People a company's row names by their post come in as its contacts and go with it."""

import csv
import html
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.models import Customer
from app.customers.rules import Basis
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportRow
from app.exchange.officer_rows import person_of
from app.exchange.rules import Key, Mode, Outcome
from tests.conftest import DATABASES
from tests.endurance.scale import one_of
from tests.exchange.screens import batch, checked, csv_file, send, step, work
from tests.factories import make_customer

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.clause("S5.3.2.1", "S5.3.2.2")
HEADER = ("公司名稱", "董事長", "總經理", "發言人", "發言人職稱", "總機電話", "電子郵件信箱")
ROWS = (
    ("甲股份有限公司", "王明", "李立", "李立", "副總經理", "02-2733-8000", "ir@a.com.tw"),
    ("乙股份有限公司", "博智投資股份有限公司", "－ ", "陳&#26862;", "", "分機五", "a@b.c; d@e.f"),
)


@pytest.fixture
def bring(session, tmp_path):
    def _bring(*rows, **told):
        (tmp_path / "a.csv").write_bytes(csv_file(*rows))
        return import_file(tmp_path / "a.csv", department_of("", None), Options(**told))

    return _bring


def test_each_person_comes_once_with_their_posts_and_the_companys_telephone(session, bring):
    report = bring(HEADER, *ROWS, basis=Basis.published)
    assert report.count(Outcome.created) == 2
    kept = {contact.name: contact for contact in session.scalars(select(Contact))}
    assert {(c.name, c.position, c.email) for c in kept.values()} == {
        ("王明", "董事長", "ir@a.com.tw"),
        ("李立", "總經理、副總經理、發言人", "ir@a.com.tw"),
        ("陳森", "發言人", None),
    }
    assert kept["王明"].phone == kept["李立"].phone != ""
    assert not kept["陳森"].phone
    assert {contact.basis for contact in kept.values()} == {Basis.published}
    roles = {link.contact.name: link.role for link in session.scalars(select(ContactLink))}
    first, last = ContactRole.decision_maker, ContactRole.liaison
    assert roles == {"王明": first, "李立": first, "陳森": last}
    assert {contact.customer.name for contact in kept.values()} == {row[0] for row in ROWS}


def test_without_a_basis_nobody_is_kept_and_the_row_says_so(session, bring):
    report = bring(HEADER, *ROWS)
    assert report.count(Outcome.created) == 2
    assert session.scalars(select(Contact)).all() == []
    doubts = session.scalars(select(ImportRow.warnings).order_by(ImportRow.line)).all()
    assert ["王明、李立" in doubts[0], "陳森" in doubts[1]] == [True, True]


def test_a_company_that_is_there_already_gets_no_people_by_a_file(session, bring):
    number = make_customer(name="甲股份有限公司").number
    session.commit()
    rows = (("客户编号", *HEADER), (number, *ROWS[0]))
    report = bring(*rows, basis=Basis.published, mode=Mode.update, key=Key.number)
    assert report.count(Outcome.updated) == 1
    assert session.scalars(select(Contact)).all() == []


def test_a_legal_representative_alone_is_no_contact(session, bring):
    bring(("客户名称", "法定代表人", "发言人"), ("甲公司", "王明", ""), basis=Basis.published)
    assert session.scalars(select(Contact)).all() == []


@pytest.mark.parametrize(
    ("cell", "name"),
    [("王明", "王明"), ("鈞鼎投資股份有限公司(代表人張德照)", "張德照"),
     ("博智投資股份有限公司", ""),
     ("何昆年(全珩投資股份有限公司代表人)", "何昆年"),
     ("華展投資股份有限公司指派代表人：游武龍", "游武龍"), ("财团法人甲基金会", ""),
     ("增寶科技投資股份有限公司(代表人:王濬智)", "王濬智")],
)  # fmt: skip
def test_a_seat_held_by_a_company_is_the_person_it_sends(cell, name):
    assert person_of(cell) == name


FIELDS = {
    "field-0": "name", "field-1": "legal_representative", "field-2": "general_manager",
    "field-3": "spokesman", "field-4": "spokesman_post", "field-5": "phone", "field-6": "email",
    "basis": "published",
}  # fmt: skip


def people(machine):
    with machine() as session:
        table = Contact.__table__
        return {row.name: row for row in session.execute(select(table))}


def test_they_are_looked_at_with_the_batch_and_undone_with_it(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, csv_file(HEADER, *ROWS), **FIELDS)
    assert "李立 總經理、副總經理、發言人" in browser.get(f"/imports/show/{pk}").get_data(
        as_text=True
    )
    step(browser, "apply", pk)
    work(site)
    assert len(people(machine)) == 3
    other, _ = sign_in("Archivist")
    assert "李立 總經理、副總經理、發言人" in other.get(f"/imports/show/{pk}").get_data(
        as_text=True
    )
    step(other, "review", pk)
    work(site)
    with machine() as session:
        session.scalars(select(Contact).where(Contact.name == "陳森")).one().hobbies = "棋"
    step(browser, "undo", pk)
    work(site)
    assert batch(machine, pk).status.name == "undone"
    gone = {name: row.voided_at is not None for name, row in people(machine).items()}
    assert gone == {"王明": True, "李立": True, "陳森": False}
    with machine() as session:
        table = Customer.__table__
        voided = dict(session.execute(select(table.c.name, table.c.voided_at)).all())
    assert voided["甲股份有限公司"] is not None
    assert voided["乙股份有限公司"] is None


def test_who_may_not_add_contacts_leaves_their_columns_out(site, machine, sign_in, monkeypatch):
    browser, _ = sign_in("Archivist")
    monkeypatch.setattr(
        "app.exchange.choosing.may_add", lambda subject: subject.screen != "ContactView"
    )
    pk = int(send(browser, csv_file(HEADER, *ROWS)).rsplit("/", 1)[-1])
    work(site)
    form = {"mode": "create", "key": "number", **FIELDS}
    assert "不能添加联系人" in browser.post(f"/imports/match/{pk}", data=form).get_data(
        as_text=True
    )


NONE = {"", "－", "-", "NA", "N/A"}


def expected(row):
    """Who an exchange's row names, by a calculation of its own: name → posts."""
    found = {}
    own = html.unescape(row["發言人職稱"]).replace("\u3000", " ").strip()
    for column, posts in (("董事長", []), ("總經理", []), ("發言人", [own])):
        name = html.unescape(row[column]).replace("\u3000", " ").strip()
        if any(word in name for word in ("公司", "法人", "基金會")):
            head, _, aside = name.partition("(")
            is_firm = not aside or "公司" in head
            name = name.partition("代表人")[2].strip("：:()（） ") if is_firm else head
        if name not in NONE:
            told = found.setdefault(name, [])
            told += [post for post in (*posts, column) if post not in {*told, *NONE}]
    return {name: "、".join(posts) for name, posts in found.items()}


@pytest.mark.skipif(not DATA.exists(), reason="the real company files lie beside the project")
@pytest.mark.parametrize("database", one_of(DATABASES, 1), scope="session")
def test_the_people_of_an_exchanges_list_are_all_there(session):
    path = DATA / "tw_listed_twse.csv"
    report = import_file(path, department_of("", None), Options(basis=Basis.published))
    assert report.count(Outcome.created) == 1036
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["公司代號"]: expected(row) for row in csv.DictReader(file)}
    kept = {code: {} for code in rows}
    company, person = Customer.__table__.c, Contact.__table__.c  # Whole tables, past the gate.
    asked = select(company.stock_code, person.name, person.position)
    for code, name, post in session.execute(asked.where(person.customer_id == company.id)):
        kept[code][name] = post
    assert sum(map(len, rows.values())) > 2_000
    for code, people_there in rows.items():
        assert kept[code] == people_there, code

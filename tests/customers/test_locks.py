"""After filing a customer keeps its identity, by whichever door somebody tries to change it."""

import pytest

from app.cli import department_of
from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import IDENTITY, CustomerKind, EntryStatus
from app.exchange.headers import SYNONYMS
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from app.security.sealed import sealed_field
from tests.customers.sheets import Reader, changed, filled_sheet, send
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.clause("S8.五.2(1)")
ID_NO, OTHER_ID = "11010119900307889X", "11010119900307767X"
#: Field → what somebody tries to put in its place.
COMPANY = {
    "name": "乙公司", "name_local": "Otsu KK", "uscc": "91440300708461136T",
    "org_code": "123456788", "tax_number": "91350100M000100Y43", "legal_representative": "李四",
}  # fmt: skip
PERSON = {"name": "钱七", "name_local": "Qian", "id_type": "passport", "id_no": OTHER_ID,
          "birthday": "1991-01-01"}  # fmt: skip
WRITTEN = {"passport": "护照"}  # As a file says it.
FREE = {"remark": "新备注"}


@pytest.fixture
def chief(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def filed(machine):
    """A company and a person, both filed: kind → id."""
    told = {"entry_status": EntryStatus.filed, "remark": "旧备注"}
    with machine():
        company = make_customer("甲公司", legal_representative="张三", tax_number="1", **told)
        person = make_person("赵六", id_no=ID_NO, **told)
        return {"enterprise": company.id, "individual": person.id}


def held(machine, pk):
    with machine() as session:
        customer = session.get(Customer, pk)
        return {name: getattr(customer, name) for name in (*IDENTITY, "remark", "version")}


def by_form(browser, pk, name, value, _path):
    fields = Reader(browser.get(f"/customers/edit/{pk}").get_data(as_text=True)).fields
    page = browser.post(f"/customers/edit/{pk}", data={**fields, name: value})
    return page.status_code == 302


def by_program(browser, pk, name, value, _path):
    tag = browser.get(f"/api/v1/customer/{pk}").headers["ETag"]
    answer = browser.patch(f"/api/v1/customer/{pk}", json={name: value}, headers={"If-Match": tag})
    return answer.status_code == 200


def by_sheet(browser, pk, name, value, _path):
    sheet = changed(filled_sheet(browser, pk), {str(label(name, pk, browser)): value})
    page = send(browser, sheet, of=pk)
    return browser.post(f"/customers/edit/{pk}", data=Reader(page).fields).status_code == 302


def label(name, pk, browser):
    is_person = "证件号码" in browser.get(f"/customers/edit/{pk}").get_data(as_text=True)
    told = {"name": "姓名"} if is_person else {}
    with browser.application.test_request_context():
        return told.get(name) or str(LABELS[name])


DOORS = {"form": by_form, "program": by_program, "sheet": by_sheet}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "tried"), [("enterprise", COMPANY), ("individual", PERSON)])
def test_what_a_filed_customer_is_known_by_stays(chief, filed, machine, door, kind, tried):
    pk = filed[kind]
    before = held(machine, pk)
    for name, value in tried.items():
        assert not DOORS[door](chief, pk, name, value, None), name
        assert held(machine, pk) == before, name
    for name, value in FREE.items():  # The door itself was open.
        assert DOORS[door](chief, pk, name, value, None)
        assert held(machine, pk)[name] == value


@pytest.mark.parametrize(("kind", "tried"), [("enterprise", COMPANY), ("individual", PERSON)])
def test_no_file_changes_what_a_filed_customer_is_known_by(session, tmp_path, kind, tried):
    told = {"entry_status": EntryStatus.filed}
    customer = make_customer("甲公司", **told)
    if kind == "individual":
        customer = make_person("赵六", id_no=ID_NO, **told)
    number, pk = customer.number, customer.id
    session.commit()
    for name, value in {**tried, "kind": "政府机构"}.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(
            f"客户编号,{SYNONYMS[name][0]}\n{number},{WRITTEN.get(value, value)}\n",
            encoding="utf-8",
        )
        plan = Options(mode=Mode.update, key=Key.number)
        report = import_file(path, department_of("", None), plan)
        assert [row.outcome for row in report.rows] == [Outcome.refused], name
        assert session.get(Customer, pk).version == 1


def test_every_field_of_the_list_is_tried():
    """The kind has no field on any form; a file that names another is refused above."""
    tried = {"kind", *COMPANY, *PERSON} - {"id_no"} | {"id_no_index"}
    assert tried == set(IDENTITY)
    assert sealed_field(Customer, "id_no")
    for kind in CustomerKind:
        assert "kind" not in [name for _, names in FORMS[kind.name] for name in names]

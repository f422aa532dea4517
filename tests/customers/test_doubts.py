"""What a form doubts and what it refuses: credit codes, tax numbers, accounts, old cards."""

import pytest
from sqlalchemy import select

from app.customers.identifiers import org_check_char, uscc_check_char
from app.customers.models import Customer
from app.customers.parts import BankAccount, InvoiceTitle
from app.customers.rules import CustomerKind
from tests.factories import make_customer, make_person, root


def coded(body):
    return body + uscc_check_char(body)


GOOD = coded("91440300" + "MA5EXAMP" + org_check_char("MA5EXAMP"))
STRANGE = coded("94440300" + "MA5EXAMP" + org_check_char("MA5EXAMP"))


@pytest.fixture
def archivist(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def company(machine):
    with machine():
        return {
            "name": "甲公司", "market": "domestic", "time_status": "prospective",
            "security": "internal", "department": str(root().id),
        }  # fmt: skip


@pytest.mark.clause("S5.3.1.2")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"uscc": STRANGE}, "前两位"),
        ({"uscc": GOOD}, ""),
        ({"uscc": GOOD[:-1]}, ""),
        ({"tax_number": "04595253", "country_code": "TW"}, "统一编号"),
        ({"tax_number": "04595257", "country_code": "TW"}, ""),
        ({"tax_number": "04595253", "country_code": "JP"}, ""),
    ],
)
def test_a_code_is_doubted_while_it_is_typed(archivist, typed, words):
    text = archivist.post("/customers/near", data=typed).get_data(as_text=True)
    assert words in text
    assert bool(text.strip()) == bool(words)


def test_a_doubted_code_is_saved(archivist, company, machine):
    assert archivist.post("/customers/add", data=company | {"uscc": STRANGE}).status_code == 302
    taiwan = {"name": "乙公司", "tax_number": "04595253", "country_code": "TW"}
    assert archivist.post("/customers/add", data=company | taiwan).status_code == 302


@pytest.mark.clause("S5.3.2.2")
def test_a_domestic_customers_tax_number_is_one(archivist, company, machine):
    bad = archivist.post("/customers/add", data=company | {"tax_number": "not a tax number!!"})
    assert bad.status_code == 200
    assert 'aria-invalid="true"' in bad.get_data(as_text=True)
    good = company | {"tax_number": f" {GOOD.lower()} "}
    assert archivist.post("/customers/add", data=good).status_code == 302
    foreign = company | {"name": "乙公司", "tax_number": "DE 123456789", "country_code": "DE"}
    assert archivist.post("/customers/add", data=foreign).status_code == 302
    past = company | {"name": "丙公司", "tax_number": "440301501127596", "time_status": "ended"}
    assert archivist.post("/customers/add", data=past).status_code == 302
    with machine() as session:
        kept = session.scalars(select(Customer.tax_number).order_by(Customer.id)).all()
        assert kept == [GOOD, "DE 123456789", "440301501127596"]


def test_a_tax_number_a_file_brought_in_keeps_nobody_from_saving(archivist, company, machine):
    with machine():
        customer = make_customer("甲公司", tax_number="旧税号")
        pk, version = customer.id, customer.version
    sent = company | {"tax_number": "旧税号", "remark": "常客", "row_version": str(version)}
    assert archivist.post(f"/customers/edit/{pk}", data=sent).status_code == 302


def test_an_invoice_title_is_made_out_to_a_taxpayer(archivist, machine):
    with machine():
        here, abroad = make_customer().id, make_customer(country_code="JP").id
    line = {"kind": "company", "title": "甲公司", "tax_number": "123"}
    refused = archivist.post(f"/invoice-titles/add?for={here}", data=line)
    assert (refused.status_code, "甲公司" in refused.get_data(as_text=True)) == (200, True)
    for parent, number in ((here, GOOD), (abroad, "123")):
        data = line | {"tax_number": number}
        assert archivist.post(f"/invoice-titles/add?for={parent}", data=data).status_code == 302
    with machine() as session:
        assert set(session.scalars(select(InvoiceTitle.tax_number))) == {GOOD, "123"}


@pytest.mark.parametrize(
    ("kind", "account", "is_doubted"),
    [
        (CustomerKind.individual, "6222020200000000006", False),
        (CustomerKind.individual, "6222020200000000007", True),
        (CustomerKind.enterprise, "6222020200000000007", True),
        (CustomerKind.enterprise, "4000020109200012345", False),
        (CustomerKind.enterprise, "400002010920001", False),
    ],
)
def test_an_account_that_is_no_card_is_noted_and_saved(
    archivist, machine, kind, account, is_doubted
):
    with machine():
        is_person = kind is CustomerKind.individual
        pk = (make_person("赵六") if is_person else make_customer()).id
    line = {"holder": "甲", "bank": "工商银行", "account": account, "currency": "CNY"}
    page = archivist.post(f"/bank-accounts/add?for={pk}", data=line, follow_redirects=True)
    assert ("银行卡号" in page.get_data(as_text=True)) == is_doubted
    with machine() as session:
        assert len(session.scalars(select(BankAccount.id)).all()) == 1


OLD = "110101900307889"
PERSON = {"id_type": "id_card", "basis": "contract", "id_no": OLD}


def test_a_card_of_fifteen_digits_is_taken_for_history_alone(archivist, company, machine):
    asked = "/customers/add?kind=individual"
    assert archivist.post(asked, data=company | PERSON).status_code == 200
    past = company | PERSON | {"time_status": "ended"}
    assert archivist.post(asked, data=past).status_code == 302
    with machine() as session:
        person = session.scalars(select(Customer)).one()
        assert (person.id_no, person.birthday.isoformat()) == ("110********7889", "1990-03-07")

"""What a file brought in unread does not keep anybody from saving; a number is read by country."""

import pytest
from sqlalchemy import select

from app.customers.contacts import Contact
from app.customers.models import Customer
from tests.factories import make_contact, make_customer, make_person, root

pytestmark = pytest.mark.clause("S5.3.2.2")
UNREAD = {"phone": "(02)2531-7099", "email": "本公司無"}


@pytest.fixture
def archivist(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def form(machine):
    """A customer's id, and what its form sends where nothing is typed."""

    def _form(**told):
        with machine():
            customer = make_customer("甲公司", **told)
            sent = {
                "name": customer.name, "row_version": str(customer.version),
                "market": "domestic", "time_status": "prospective", "security": "internal",
                "department": str(root().id),
            }  # fmt: skip
            return customer.id, sent | told

    return _form


def kept(machine, pk, *names):
    with machine() as session:
        return tuple(getattr(session.get(Customer, pk), name) for name in names)


def test_a_customer_with_numbers_no_rule_reads_is_saved_with_them(archivist, form, machine):
    pk, sent = form(phone=UNREAD["phone"], email=UNREAD["email"])
    answer = archivist.post(f"/customers/edit/{pk}", data=sent | {"remark": "常客"})
    assert answer.status_code == 302
    assert kept(machine, pk, "remark", "phone") == ("常客", UNREAD["phone"])


@pytest.mark.parametrize(("field", "typed"), [("phone", "(02)2531-7098"), ("email", "無")])
def test_what_is_typed_anew_is_read_as_ever(archivist, form, machine, field, typed):
    pk, sent = form(phone=UNREAD["phone"], email=UNREAD["email"])
    page = archivist.post(f"/customers/edit/{pk}", data=sent | {field: typed})
    assert page.status_code == 200
    assert kept(machine, pk, field) == (UNREAD[field],)


@pytest.mark.parametrize(
    ("country", "typed", "key"),
    [
        ("TW", "(02)2531-7099", "+886225317099"),
        ("DE", "030 901820", "+4930901820"),
        ("CN", "0755-25317099", "+8675525317099"),
        ("", "0755-25317099", "+8675525317099"),
    ],
)
def test_a_telephone_is_read_as_one_of_the_customers_country(
    archivist, form, machine, country, typed, key
):
    pk, sent = form()
    data = sent | {"country_code": country, "phone": typed}
    assert archivist.post(f"/customers/edit/{pk}", data=data).status_code == 302
    assert kept(machine, pk, "phone", "phone_key") == (typed, key)


def test_a_contacts_number_is_read_as_one_of_its_customers_country(archivist, machine):
    with machine():
        customer = make_customer("台湾客户", country_code="TW").id
    data = {"name": "张三", "customer": str(customer), "basis": "contract", "phone": "02-25317099"}
    assert archivist.post("/contacts/add", data=data).status_code == 302
    with machine() as session:
        contact = session.scalars(select(Contact)).one()
        assert vars(Contact)["phone"].clear(contact) == "+886225317099"


LANDLINES = ["0755-25317099", "400-800-0000", "+852 2345 6789"]


@pytest.mark.parametrize("typed", LANDLINES)
def test_a_landline_is_no_mobile(archivist, machine, typed):
    with machine():
        person = make_person("赵六", mobile="13912345678")
        contact = make_contact(make_customer("甲公司"), mobile="13912345678")
        told = {"row_version": str(person.version), "basis": "contract", "mobile": typed}
        addresses = {
            f"/customers/edit/{person.id}": told | {
                "name": "赵六", "id_type": "id_card", "market": "domestic", "security": "internal",
                "time_status": "prospective", "department": str(root().id)},
            f"/contacts/edit/{contact.id}": told | {
                "name": "钱进", "customer": str(contact.customer_id)},
        }  # fmt: skip
    for address, data in addresses.items():
        page = archivist.post(address, data=data).get_data(as_text=True)
        assert "这不是手机号码" in page
        assert archivist.post(address, data=data | {"mobile": "138****5678"}).status_code == 200
        assert archivist.post(address, data=data | {"mobile": "13800000000"}).status_code == 302


def test_a_number_that_may_be_either_is_a_mobile(archivist, machine):
    with machine():
        customer = make_customer("Acme Inc.", country_code="US").id
    data = {"name": "Ann", "customer": str(customer), "basis": "contract", "mobile": "212-736-5000"}
    assert archivist.post("/contacts/add", data=data).status_code == 302


@pytest.mark.parametrize(
    ("typed", "place"), [("13800000000", "mobile"), ("0755-25317099", "private_phone")]
)
def test_a_persons_only_number_is_kept_as_what_it_is(unguarded, sign_in, machine, typed, place):
    browser, _ = sign_in("ChiefArchivist")
    data = {"name": "赵六", "kind": "individual", "phone": typed, "basis": "contract"}
    assert browser.post("/quick/", data=data).status_code == 302
    with machine() as session:
        person = session.scalars(select(Customer)).one()
        assert [name for name in ("mobile", "private_phone") if getattr(person, name)] == [place]

"""A file's parts on one page, its three axes as filters, and a number that is given once."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.contracts.trade import Product
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.dictionaries.models import Dictionary, DictionaryWord
from app.service.rules import ServiceKind
from tests.contracts.factories import make_transaction
from tests.factories import keep, make_customer, make_user
from tests.service.factories import make_complaint, make_service


@pytest.mark.clause("S1.3", "S9.2")
def test_basics_trade_service_and_complaints_stand_on_one_page_each_with_its_records(
    sign_in, machine
):
    with machine():
        customer = make_customer("近处轻工有限公司", city="深圳市")
        numbers = [
            make(customer).number for make in (make_transaction, make_service, make_complaint)
        ]
        pk = customer.id
    browser, _ = sign_in("ChiefArchivist")
    page = browser.get(f"/customers/show/{pk}").get_data(as_text=True)
    assert "深圳市" in page
    tabs = ("customer-transactions", "customer-services", "customer-complaints")
    for tab, number in zip(tabs, numbers, strict=True):
        assert f"/{tab}/of/{pk}" in page
        lines = browser.get(f"/{tab}/of/{pk}").get_data(as_text=True)
        assert number in lines
        assert "/show/" in lines


@pytest.mark.clause("S9.5(一)")
def test_lists_are_narrowed_by_kind_of_customer_product_and_service(sign_in, machine):
    with machine():
        company = make_customer("近处轻工有限公司")
        first = 0
        make_customer("市民政局", kind=CustomerKind.government)
        for code, name in (("A1", "轴承"), ("B1", "阀门")):
            told = {"code": code, "name_zh": name, "name_en": code}
            word = keep(DictionaryWord(dictionary=Dictionary.product_category, **told))
            keep(Product(code=code, name=f"{name}产品", category_id=word.id))
            first = word.id if code == "A1" else first
        make_service(company, kind=ServiceKind.repair, content="更换轴承")
        make_service(company, kind=ServiceKind.training, content="操作培训")
    browser, _ = sign_in("ChiefArchivist")
    for address, there, gone in (
        ("/customers/list/?kind=government", "市民政局", "近处轻工"),
        (f"/products/list/?category_id={first}", "轴承产品", "阀门产品"),
        ("/service-records/list/?kind=training&cols=number,kind", "培训", "维修</"),
    ):
        table = browser.get(address).get_data(as_text=True).partition("<tbody>")[2]
        assert there in table, address
        assert gone not in table, address


@pytest.mark.clause("S9.5(二)")
def test_a_number_is_given_once_and_never_again(session):
    first = make_customer("甲木有限公司")
    number = first.number
    first.void(make_user(), "entered twice")
    session.flush()
    second = make_customer("乙火有限公司")
    assert number != second.number
    assert session.scalars(select(Customer.number)).all() == [second.number]  # Out of sight,
    second.number = number
    with pytest.raises(IntegrityError):  # and yet nobody else's.
        session.flush()
    session.rollback()

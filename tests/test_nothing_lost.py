"""Bad input: one clear sentence in the reader's language, nothing saved, all typed values back."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from flask import render_template_string
from sqlalchemy import func, select

from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.trade import Transaction, TransactionLine
from app.core.words import N_
from app.customers.headings import CustomerHeading
from app.security.rules import RecordKind
from app.service.complaints import Complaint
from tests.care.factories import leave_alone
from tests.contracts.factories import (
    make_contract,
    make_receivable,
    make_transaction,
    put_on_duty,
)
from tests.factories import make_contact, make_customer, make_department
from tests.service.factories import settled

pytestmark = [
    pytest.mark.clause("S5.3.2.2", "S1.4(2)"),
    pytest.mark.usefixtures("unguarded"),
]
ENTITIES = (Contract, Payment, Transaction, TransactionLine, Complaint, CareVisit)
CONTRACT = {"customer": "{customer}", "name": "年度供货合同", "type": "direct", "currency": "CNY",
            "signed_on": "2026-04", "start_on": "2026-05-01", "end_on": "2027-04-30",
            "amount": "1,000.00", "remind_days": "30", "original_count": "2", "copy_count": "1",
            "original_place": "档案室 3 柜", "original_keeper": "钱进",
            "remark": "原样保留"}  # fmt: skip
PAYMENT = {"customer": "{customer}", "kind": "receipt", "method": "wire", "settles": "y",
           "happened_on": "2026-11-01", "amount": "100.00", "currency": "CNY",
           "payer": "近处轻工", "remark": "原样保留"}  # fmt: skip
LINE = {"description": "轴承 6204", "quantity": "3", "unit": "件", "price": "18.2345",
        "discount": "0.15"}  # fmt: skip
COMPLAINT = {"customer": "{customer}", "category": "quality", "severity": "minor",
             "channel": "phone", "received_at": "2026-11-02 10:00", "description": "运行异响",
             "demand": "全部换货", "cause": "装配间隙过大", "corrective_action": "更换并复检",
             "confirmed_on": "2026-11-05", "confirmed_how": "phone"}  # fmt: skip
VISIT = {"customer": "{customer}", "kind": "visit", "channel": "on_site",
         "planned_on": "2026-12-01", "contact": "{contact}", "content": "年末走访",
         "gift": "茶叶", "gift_value": "88.00"}  # fmt: skip

#: What is wrong → where, how the form is filled, what is wrong in it, the sentence in zh and en,
#: the field it stands at.
CASES = {
    "a payment larger than its plans": (
        "/payments/add", PAYMENT, {"amount": "100.01"}, "多 0.01", "0.01 more", "amount",
    ),
    "a contract that ends before it starts": (
        "/contracts/add", CONTRACT, {"end_on": "2026-04-30"},
        "结束日期早于开始日期", "would end before it starts", "end_on",
    ),
    "a negative quantity that is no return": (
        "/transaction-lines/add?for={transaction}", LINE, {"quantity": "-3"}, "退货", "return",
        "quantity",
    ),
    "a line of a contract without a quantity": (
        "/contract-lines/add?for={contract}", LINE, {"quantity": "0"}, "数量须大于零", "above zero",
        "quantity",
    ),
    "an unknown currency": (
        "/contracts/add", CONTRACT, {"currency": "XXQ"}, "不是有效的选项", "Not a valid choice",
        "currency",
    ),
    "a complaint settled without its cause": (
        "/complaints/edit/{complaint}", COMPLAINT, {"cause": ""}, "原因", "say: Cause",
        "cause",
    ),
    "a visit to who is left alone": (
        "/care-visits/add", VISIT, {}, "已列入勿扰名单", "must not be contacted", "channel",
    ),
}  # fmt: skip


class Typed(HTMLParser):
    """What a page's form holds."""

    def __init__(self, page):
        super().__init__()
        self.values, self._select, self._area = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name = told.get("name")
        if tag == "input" and (told.get("type") != "checkbox" or "checked" in told):
            self.values[name] = told.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            self.values[self._select] = told.get("value") or ""
        elif tag == "textarea":
            self._area, self.values[name] = name, ""

    def handle_endtag(self, tag):
        self._area = None if tag == "textarea" else self._area

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data


def sentences_of(page):
    """What speaks against it, above the form or below one of its fields."""
    at = r'class="(?:fld-error|note note-danger)"[^>]*>(.*?)</div>'
    found = re.findall(at, page, re.DOTALL)
    told = {" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found} - {""}
    return [one for one in told if not any(other in one for other in told - {one})]


def beside(page, name):
    """What is said at one field."""
    return re.search(rf'class="fld-error" id="{name}-error">(.*?)</div>', page, re.DOTALL)[1]


def plain(value):
    """A value but for how it is spelled: commas of thousands, a line's end."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", value).strip()


@pytest.fixture
def place(machine):
    with machine():
        here = make_department()
        put_on_duty(here, tuple(RecordKind))
        customer = make_customer("近处轻工有限公司", department_id=here.id)
        contact = make_contact(customer)
        make_receivable(customer)
        return {
            "here": here.id,
            "customer": customer.id,
            "contact": contact.id,
            "contract": make_contract(customer).id,
            "transaction": make_transaction(customer).id,
            "complaint": settled(customer).id,
        }


def rows(machine):
    with machine() as session:
        kept = [session.scalar(select(func.count()).select_from(entity)) for entity in ENTITIES]
        return kept, session.scalars(select(Complaint.cause)).all()


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_one_sentence_nothing_saved_nothing_lost(sign_in, machine, place, case, locale):
    address, filled, wrong, *sentences, name = CASES[case]
    if "left alone" in case:
        with machine() as session:
            customer = session.get_one(CustomerHeading, place["customer"])
            leave_alone(customer, contact_id=place["contact"])
    browser, _ = sign_in("Archivist", department=place["here"])
    browser.post(f"/language/{locale}")
    address = address.format(**place)
    form = {name: value.format(**place) for name, value in {**filled, **wrong}.items()}
    opened = Typed(browser.get(address).get_data(as_text=True))
    before = rows(machine)
    hidden = {"row_version": opened.values.get("row_version", "")} if "/edit/" in address else {}
    answer = browser.post(address, data={**form, **hidden})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    back = Typed(page)
    said = sentences_of(page)
    assert len(said) == 1, said
    assert sentences[locale == "en"] in said[0]
    assert sentences[locale == "en"] in beside(page, name)
    assert {n: plain(back.values.get(n, "")) for n in form} == {
        n: plain(v) for n, v in form.items()
    }
    assert rows(machine) == before


@pytest.mark.parametrize("told", ["<b>13%</b> 不行", N_("A line's place is a number from 1 on.")])
def test_what_speaks_against_a_field_is_translated_and_escaped(app, told):
    """It may quote what was typed."""
    page = "{% import 'kedang/_parts.html' as parts %}{{ parts.errors_of(field) }}"
    with app.test_request_context("/"):
        shown = render_template_string(page, field=SimpleNamespace(errors=[told]))
    assert shown.strip() in {"&lt;b&gt;13%&lt;/b&gt; 不行", "序号须从 1 起。"}

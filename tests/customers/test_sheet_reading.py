"""A filled sheet read back: it opens the ordinary form, writes nothing, loses nothing."""

from datetime import date
from decimal import Decimal

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from tests.conftest import DATABASES
from tests.customers.sheets import Reader, changed, empty_sheet, filled_sheet, send, speak
from tests.endurance.scale import in_turn
from tests.factories import make_customer, make_department, make_person

ID_NO = "11010519491231002X"
NOT_SAVED = "以下内容读自信息表，尚未保存；请核对后点“保存”。"
#: What is typed for a field, and what the record then holds (the same where it is not said).
TYPED = {
    "name": {"individual": "钱七", "": "长风仪器有限公司"},
    "uscc": "91350100M000100Y43",
    "founded_on": ("2001年2月3日", date(2001, 2, 3)),
    "registered_capital": ("1,234,567.50", Decimal("1234567.50")),
    "capital_currency": ("CNY", "CNY"),
    "size": None,
    "legal_representative": "孙九",
    "business_needs": "每季一次现场校准\n备件两日内到",
    "phone": "0755-26588888",
    "fax": "0012345678901234567",
    "email": "a@example.com",
    "address": "深圳市科技路 1 号",
    "country_code": ("CN", "CN"),
    "region_code": ("440305", "440305"),
    "postcode": "010010",
    "industry_code": ("40", "40"),
    "id_no": (ID_NO, "110***********002X"),
    "mobile": ("139 1234 5678", "139****5678"),
    "notice_version": "2026-1",
    "consented_on": ("20260101", date(2026, 1, 1)),
    "first_contact_on": ("2025/3/4", date(2025, 3, 4)),
    "remark": "第一行\n第二行",
}
#: Chosen by name, in the sheet's own language.
CHOSEN = {
    "id_type": "id_card",
    "basis": "consent",
    "government_level": "city",
    "market": "domestic",
    "security": "internal",
    "time_status": "active",
}


def fields_of(kind):
    return [name for _, names in FORMS[kind] for name in names]


def typed_for(app, kind, language):
    """Label → what somebody types there, in the sheet's language."""
    told = {}
    with app.app_context(), force_locale(language):
        for name in fields_of(kind):
            value = TYPED.get(name)
            if isinstance(value, dict):
                value = value.get(kind, value[""])
            if name in CHOSEN:
                column = Customer.__mapper__.columns[name]
                value = str(column.type.enum_class[CHOSEN[name]])
            if value:
                is_person = (kind, name) == ("individual", "name")
                label = {"zh": "姓名", "en": "Full name"}[language] if is_person else LABELS[name]
                told[str(label)] = value[0] if isinstance(value, tuple) else value
    return told


@pytest.mark.parametrize(
    ("written", "database"),
    in_turn([(kind.name, told) for kind in CustomerKind for told in ("zh", "en")], DATABASES),
    scope="session",
)
@pytest.mark.clause("S5.3.1.1b", "S5.3.2.2", "S6.四.1", "S7.3.1", "S8.三.1(1)", "S11.1")
def test_an_empty_sheet_filled_in_and_read_becomes_the_customer_it_says(
    unguarded, sign_in, machine, written
):
    kind, language = written
    browser, _ = sign_in("Archivist")
    speak(browser, language)
    sheet = changed(empty_sheet(browser, kind), typed_for(unguarded, kind, language))
    speak(browser, "zh")  # The reader's language is not the sheet's.
    form = Reader(send(browser, sheet))
    assert form.notes == [NOT_SAVED]
    assert form.action == f"/customers/add?kind={kind}"
    with machine() as session:
        assert session.scalar(select(func.count(Customer.id))) == 0
    answer = browser.post(form.action, data=form.fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with machine() as session:
        customer = session.scalars(select(Customer)).one()
        assert customer.kind is CustomerKind[kind]
        for name in set(fields_of(kind)) & set(TYPED):
            value = TYPED[name]
            if isinstance(value, dict):
                value = value.get(kind, value[""])
            if value:
                held = getattr(customer, name)
                wanted = value[1] if isinstance(value, tuple) else value
                assert str(held).replace("\r\n", "\n") == str(wanted), name
        for name in set(fields_of(kind)) & set(CHOSEN):
            assert getattr(customer, name).name == CHOSEN[name]
        pk, version = customer.id, customer.version
    speak(browser, language)
    again = filled_sheet(browser, pk)
    speak(browser, "zh")
    form = Reader(send(browser, again))
    assert form.notes == [NOT_SAVED, "已按信息表填入的栏：无。"]
    assert form.action == f"/customers/edit/{pk}"
    assert browser.post(form.action, data=form.fields).status_code == 302
    with machine() as session:
        customer = session.get(Customer, pk)
        assert customer.name in {"钱七", "长风仪器有限公司"}
        assert customer.version - version <= 1


@pytest.mark.clause("S6.五.1", "S9.4(一)")
def test_a_mask_changes_nothing_and_what_is_typed_over_it_counts(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_person("赵六", ID_NO, "13912345678", wechat="zhaoliu").id
    sheet = filled_sheet(browser, pk)
    form = Reader(send(browser, changed(sheet, {"私人电话": "138 0013 8000", "微信": "zhao-6"})))
    assert form.fields["mobile"] == "139****5678"
    assert "私人电话、微信" in form.notes[1] or "微信、私人电话" in form.notes[1]
    assert browser.post(form.action, data=form.fields).status_code == 302
    with machine() as session:
        person = session.get(Customer, pk)
        assert (person.private_phone, person.wechat) == ("138****8000", "zhao-6")
        assert person.mobile == "139****5678"
    half = Reader(page := send(browser, changed(sheet, {"手机": "138****1111"})))
    assert half.fields["mobile"] == "139****5678"
    assert "脱敏内容保持档案原值" in page


@pytest.mark.clause("S6.五.2")
def test_a_number_out_of_reach_is_refused_like_one_that_is_not_there(unguarded, sign_in, machine):
    with machine():
        here, there = make_department(), make_department()
        make_customer("远方重工有限公司", department_id=there.id)
        foreign = make_customer("近邻重工有限公司", department_id=there.id).number
        department = here.id
    browser, _ = sign_in("Archivist", department=department)
    sheet = empty_sheet(browser, "enterprise")
    pages = [
        send(browser, changed(sheet, {"客户编号": number, "客户名称": "某"})).replace(number, "N")
        for number in (foreign, "KH20260999990")
    ]
    assert "没有编号为 N 的客户，或您无权查看。" in pages[0]
    assert "近邻重工" not in pages[0]
    assert "没有编号为 N 的客户，或您无权查看。" in pages[1]


def test_an_older_sheet_never_reverts_what_was_changed_since(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_customer("星辰科技有限公司", phone="0755-26588888", fax="0755-26588888").id
    with machine() as session:
        session.get(Customer, pk).postcode = "518000"
    sheet = filled_sheet(browser, pk)
    with machine() as session:
        session.get(Customer, pk).address = "深圳市"
    with machine() as session:
        customer = session.get(Customer, pk)
        customer.phone, customer.source_id = "0755-26588889", 1
    told = {"网址": "www.example.com", "传真": None, "邮政编码": "518001"}
    page = send(browser, changed(sheet, told))
    form = Reader(page)
    assert form.notes == [
        NOT_SAVED,
        "本表生成后，档案已有改动。",
        "已按信息表填入的栏：传真、网址、邮政编码。",
        "本表生成后档案已改、仍保留现值的栏（表上的值列在各栏旁）：电话、地址、客户来源。",
    ]
    assert "现为“0755-26588889”，表上为“0755-26588888”。" in page
    assert "现为“深圳市”，表上为“（空）”。" in page
    assert browser.post(form.action, data=form.fields).status_code == 302
    with machine() as session:
        kept = session.get(Customer, pk)
        assert (kept.phone, kept.address, kept.source_id) == ("0755-26588889", "深圳市", 1)
        assert (kept.website, kept.fax, kept.postcode) == ("www.example.com", None, "518001")


@pytest.mark.clause("S9.4(一)")
def test_a_sealed_number_changed_since_stays_and_is_told_by_its_mask(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_person("赵六", ID_NO, "13912345678").id
    sheet = filled_sheet(browser, pk)
    with machine() as session:
        session.get(Customer, pk).mobile = "13800138000"
    for typed in (None, "139 1234 9999"):
        page = send(browser, changed(sheet, {"手机": typed}) if typed else sheet)
        assert Reader(page).fields["mobile"] == "138****8000"
        assert "现为“138****8000”，表上为“139****" in page
        assert "1234 9999" not in page


@pytest.mark.parametrize("version", ["0", "99", "x", "1.5"])
def test_where_nobody_knows_how_old_a_sheet_is_nothing_recorded_is_replaced(
    unguarded, sign_in, machine, version
):
    browser, _ = sign_in("Archivist")
    with machine():
        pk = make_customer("星辰科技有限公司", phone="0755-1234567").id
    told = {"档案版本": version, "电话": "0755-1"}
    form = Reader(send(browser, changed(filled_sheet(browser, pk), told)))
    assert form.fields["phone"] == "0755-1234567"


def test_an_emptied_cell_empties_the_field_only_in_the_customers_own_sheet(
    unguarded, sign_in, machine
):
    browser, _ = sign_in("Archivist")
    with machine():
        customer = make_customer("星辰科技有限公司", website="www.example.com")
        pk, number = customer.id, customer.number
    own = changed(filled_sheet(browser, pk), {"网址": None, "密级": None})
    form = Reader(send(browser, own))
    assert (form.fields["website"], form.fields["security"]) == ("", "internal")
    blank = changed(empty_sheet(browser, "enterprise"), {"客户编号": number, "传真": "0755-1"})
    form = Reader(send(browser, blank))
    assert form.action == f"/customers/edit/{pk}"
    assert (form.fields["website"], form.fields["fax"]) == ("www.example.com", "0755-1")
    assert form.notes[1] == "已按信息表填入的栏：传真。"


def test_what_saving_would_refuse_is_said_when_the_sheet_is_read(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    typed = {"客户名称": "甲公司", "电子邮箱": "not an address", "统一社会信用代码": "123"}
    page = send(browser, changed(empty_sheet(browser, "enterprise"), typed))
    assert "请修改 2 处" in page
    assert Reader(page).fields["email"] == "not an address"

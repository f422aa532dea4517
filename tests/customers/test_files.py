"""The customer file's own forms, its contacts and lines, from outside."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.chain import Who
from app.core.db import db
from app.core.words import RuleError
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.parts import BankAccount, InvoiceTitle
from app.customers.rules import (
    Basis,
    CustomerKind,
    EntryStatus,
    Gender,
    Market,
    age_on,
    check_basis,
    check_route,
)
from app.dictionaries.models import Dictionary, DictionaryWord
from app.security.acting import actor_for
from app.security.actor import acting_as, system
from app.security.models import Person
from tests.factories import make_contact, make_customer, make_department, make_person, root

ID_NO = "11010119900307889X"
PERSON = {
    "name": "赵六", "id_type": "id_card", "id_no": ID_NO, "gender": "", "basis": "contract",
    "mobile": "13912345678", "market": "domestic", "time_status": "prospective",
    "security": "internal",
}  # fmt: skip


@pytest.fixture
def archivist(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def place(machine):
    with machine():
        return {"department": str(root().id)}


@pytest.mark.clause("S6.四.1", "S9.4(一)")
def test_an_individual_is_entered_on_their_own_form_and_their_age_is_derived(
    archivist, place, machine
):
    answer = archivist.post("/customers/add?kind=individual", data=PERSON | place)
    assert answer.status_code == 302
    with machine() as session:
        person = session.scalars(select(Customer)).one()
        assert (person.kind, person.gender) == (CustomerKind.individual, Gender.male)
        assert (person.birthday.isoformat(), person.mobile) == ("1990-03-07", "139****5678")
        assert person.age >= 36


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"basis": ""}, "处理该个人信息的依据"),
        ({"basis": "consent"}, "告知书版本"),
        ({"birthday": "1991-01-01"}, "出生日期与证件号码不一致"),
        ({"id_no": "110101199003078899"}, "校验"),
        ({"mobile": "12"}, "电话"),
        ({"market": "intl_indirect"}, "代理商"),
    ],
)
def test_a_person_who_does_not_fit_is_refused_and_stays_in_the_form(
    archivist, place, machine, change, sentence
):
    page = archivist.post("/customers/add?kind=individual", data={**PERSON, **place, **change})
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert sentence in text or "证件号码" in text
    assert "赵六" in text
    with machine() as session:
        assert session.scalars(select(Customer)).all() == []


@pytest.mark.parametrize("kind", ["enterprise", "government", "other"])
def test_each_kind_has_its_own_form(archivist, kind):
    page = archivist.get(f"/customers/add?kind={kind}").get_data(as_text=True)
    assert ('name="government_level"' in page) == (kind == "government")
    assert ('name="registered_capital"' in page) == (kind == "enterprise")
    assert 'name="id_no"' not in page


def test_a_form_of_no_kind_is_not_there(archivist):
    assert archivist.get("/customers/add?kind=nosuch").status_code == 404


def test_an_edit_that_sends_the_masks_back_keeps_what_is_behind_them(archivist, machine, place):
    with machine():
        person = make_person("赵六", id_no=ID_NO, mobile="13912345678", wechat="zhao_liu")
        person_id, version = person.id, person.version
    page = archivist.get(f"/customers/edit/{person_id}").get_data(as_text=True)
    assert 'value="139****5678"' in page
    masked = {
        "id_no": "110***********889X", "mobile": "139****5678", "wechat": "z****",
        "birthday": "1990-**-**", "row_version": str(version), "remark": "常客",
    }  # fmt: skip
    answer = archivist.post(f"/customers/edit/{person_id}", data={**PERSON, **place, **masked})
    assert answer.status_code == 302
    with machine() as session:
        person = session.get(Customer, person_id)
        assert (person.remark, person.wechat) == ("常客", "zhao_liu")
        assert person.birthday.isoformat() == "1990-03-07"
        assert Customer.__mro__[1].__dict__["mobile"].clear(person) == "+8613912345678"


@pytest.mark.clause("S5.3.3.3")
def test_the_database_itself_keeps_a_person_on_a_basis(session):
    with pytest.raises(Exception, match="person_has_basis"):
        make_customer("王五", kind=CustomerKind.individual)


def test_a_filed_person_keeps_their_identity(session):
    person = make_person("赵六", id_no=ID_NO)
    person.entry_status = EntryStatus.filed
    session.flush()
    person.id_no = "11010119900307767X"
    with pytest.raises(RuleError):
        person.check_change()


def test_a_division_fills_in_province_and_city(archivist, place, machine):
    data = {
        "name": "南山仪器有限公司", "market": "domestic", "time_status": "active",
        "security": "internal", "region_code": "440305", "country_code": "CN", **place,
    }  # fmt: skip
    assert archivist.post("/customers/add", data=data).status_code == 302
    with machine() as session:
        found = session.scalars(select(Customer)).one()
        assert (found.province, found.city) == ("广东省", "深圳市")
        number = found.id
    page = archivist.get(f"/customers/show/{number}").get_data(as_text=True)
    assert "广东省 深圳市 南山区" in page


@pytest.mark.parametrize(
    ("table", "words", "found"),
    [("region", "南山", "440305"), ("country", "日本", "JP"), ("currency", "CNY", "CNY"),
     ("industry", "软件", "65"), ("zone", "Shanghai", "Asia/Shanghai")],
)  # fmt: skip
def test_a_code_is_found_by_its_name(archivist, table, words, found):
    answer = archivist.get(f"/customers/codes/{table}?q={words}").json
    assert found in [row["id"] for row in answer["results"]]


def test_a_word_of_a_dictionary_keeps_its_code(session):
    word = session.scalars(
        select(DictionaryWord).where(DictionaryWord.dictionary == Dictionary.occupation)
    ).first()
    word.code = "another"
    with pytest.raises(RuleError):
        word.check_code()


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [("1990-03-07", "2026-03-06", 35), ("1990-03-07", "2026-03-07", 36),
     ("2000-02-29", "2026-02-28", 25), ("2000-02-29", "2026-03-01", 26)],
)  # fmt: skip
def test_an_age_is_counted_in_full_years(born, today, age):
    assert age_on(date.fromisoformat(born), date.fromisoformat(today)) == age


@pytest.mark.clause("S11.2b")
def test_rules_on_basis_and_route_take_what_is_whole():
    check_basis(Basis.contract, None, None)
    check_route(Market.domestic, has_intermediary=False)
    check_route(Market.intl_indirect, has_intermediary=True)
    with pytest.raises(RuleError):
        check_route(Market.domestic, has_intermediary=True)


# ── contacts ─────────────────────────────────────────────────────
@pytest.fixture
def two_sides(machine):
    """One person at two customers of two departments; another at the second alone."""
    with machine() as session:
        here, there = make_department(), make_department()
        mine = make_customer("近处轻工有限公司", department_id=here.id)
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        both = make_contact(foreign, name="钱双边", mobile="13912345678")
        session.add(ContactLink(contact=both, customer=mine))
        other = make_contact(foreign, name="孙远方")
        session.flush()
        return {
            "here": here.id, "mine": mine.id, "foreign": foreign.id, "both": both.id,
            "other": other.id,
        }  # fmt: skip


@pytest.mark.parametrize("role", ["Archivist", "DepartmentHead"])
def test_a_contact_is_seen_by_who_sees_one_of_their_customers(app, two_sides, sign_in, role):
    browser, _ = sign_in(role, department=two_sides["here"])
    page = browser.get("/contacts/list/").get_data(as_text=True)
    assert "钱双边" in page
    assert "孙远方" not in page
    assert browser.get(f"/contacts/show/{two_sides['other']}").status_code == 404
    shown = browser.get(f"/contacts/show/{two_sides['both']}").get_data(as_text=True)
    assert "其他部门客户" in shown
    tab = browser.get(f"/contact-customers/of/{two_sides['both']}").get_data(as_text=True)
    assert "近处轻工" in tab
    assert "其他部门客户 × 1" in tab
    for text in (page, shown, tab):
        assert "远方重工" not in text


def test_the_company_sees_every_contact(app, two_sides, sign_in):
    browser, _ = sign_in("Leader")
    page = browser.get("/contacts/list/").get_data(as_text=True)
    assert "钱双边" in page
    assert "孙远方" in page


def test_no_line_hangs_itself_on_a_foreign_customer(unguarded, two_sides, sign_in, machine):
    browser, _ = sign_in("Archivist", department=two_sides["here"])
    line = {"holder": "甲", "bank": "乙", "account": "622202020001", "currency": "CNY"}
    refused = browser.post(f"/bank-accounts/add?for={two_sides['foreign']}", data=line)
    taken = browser.post(f"/bank-accounts/add?for={two_sides['mine']}", data=line)
    assert (refused.status_code, taken.status_code) == (404, 302)
    with machine() as session:
        kept = session.scalars(select(BankAccount)).one()
        assert (kept.customer_id, kept.account) == (two_sides["mine"], "**** 0001")


def test_the_guard_refuses_a_child_of_a_foreign_parent_whatever_the_screen_does(
    app, two_sides, sign_in
):
    _, user_id = sign_in("Archivist", department=two_sides["here"])
    with app.app_context():
        with acting_as(system("test")):
            actor = actor_for(db.session.get(Person, user_id), Who("user:x", user_id))
        db.session.add(InvoiceTitle(customer_id=two_sides["foreign"], title="远方"))
        with acting_as(actor), pytest.raises(RuleError):
            db.session.flush()
        db.session.remove()


def test_a_new_contact_comes_with_their_part_at_the_customer(archivist, machine):
    with machine():
        customer_id = make_customer().id
    data = {"name": "钱进", "customer": str(customer_id), "basis": "contract"}
    assert archivist.post(f"/contacts/add?for={customer_id}", data=data).status_code == 302
    with machine() as session:
        link = session.scalars(select(ContactLink)).one()
        contact = session.scalars(select(Contact)).one()
        assert (link.customer_id, link.contact_id) == (customer_id, contact.id)
        assert (contact.pinyin, contact.initials) == ("qianjin", "qj")


def test_a_customer_has_one_first_contact(archivist, machine):
    with machine():
        customer = make_customer()
        ids = [make_contact(customer, name=name).id for name in ("甲一", "乙二")]
        customer_id = customer.id
    answers = [
        archivist.post(
            f"/customer-contacts/add?for={customer_id}",
            data={"contact": str(pk), "role": "finance", "is_primary": "y"},
        ).status_code
        for pk in ids
    ]
    assert answers == [302, 200]


def test_a_line_taken_back_leaves_the_tab_and_stays_in_the_table(archivist, machine):
    with machine() as session:
        customer_id = make_customer().id
        title = InvoiceTitle(customer_id=customer_id, title="星辰科技")
        session.add(title)
        session.flush()
        title_id = title.id
    done = {"rowid": str(title_id), "reason": "录入时有误"}
    assert archivist.post("/invoice-titles/step/void", data=done).status_code == 302
    assert "星辰科技" not in archivist.get(f"/invoice-titles/of/{customer_id}").get_data(True)
    assert archivist.get(f"/invoice-titles/show/{title_id}").status_code == 404


@pytest.mark.parametrize(
    "tab", ["customer-contacts", "addresses", "invoice-titles", "bank-accounts", "former-names"]
)
def test_every_tab_opens_empty(archivist, machine, tab):
    with machine():
        customer_id = make_customer().id
    page = archivist.get(f"/{tab}/of/{customer_id}").get_data(as_text=True)
    assert "暂无内容" in page or "还没有" in page or "empty" in page
    assert archivist.get(f"/{tab}/add?for={customer_id}").status_code == 200

"""Individuals and contacts from files: their own rules, nothing of them in clear on the way."""

import pytest
from sqlalchemy import select, text

from app.cli import department_of
from app.core.db import Model
from app.core.words import RuleError
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.models import Customer
from app.customers.rules import Basis, CustomerKind, Gender
from app.dictionaries.models import DictionaryWord
from app.exchange.importing import Options, import_file
from app.exchange.rules import BatchStatus, Mode, Outcome
from tests.exchange.screens import batch, checked, csv_file, imported, match, send, step, work
from tests.factories import (
    make_contact,
    make_customer,
    make_department,
    make_person,
    make_user,
)

CARD = "11010519491231002X"
OTHER_CARD = "44030519900101123X"
MOBILE = "13800138000"
PEOPLE = ("客户类别", "客户名称", "身份证号", "手机", "处理依据")


@pytest.fixture
def bring(session, tmp_path):
    """Import rows; outcomes and reasons."""

    def _bring(*rows, **options):
        path = tmp_path / "a.csv"
        path.write_bytes(csv_file(*rows))
        report = import_file(path, department_of("", None), Options(**options))
        return [(row.outcome, row.reason) for row in report.rows]

    return _bring


def outcomes(found):
    return [outcome for outcome, _ in found]


# ── individuals ──────────────────────────────────────────────────
@pytest.mark.clause("S6.四.1")
def test_an_individual_comes_in_sealed_with_what_the_card_says(session, bring):
    assert outcomes(bring(PEOPLE, ("个人", "张三", CARD, MOBILE, "合同所需"))) == [Outcome.created]
    person = session.scalars(select(Customer)).one()
    assert (person.kind, person.basis) == (CustomerKind.individual, Basis.contract)
    assert (str(person.birthday), person.gender) == ("1949-12-31", Gender.female)
    assert CARD not in str(person.id_no)
    assert MOBILE not in str(person.mobile)
    assert person.id_no_index == session.scalar(
        select(Customer.id_no_index).where(vars(Customer)["id_no"].equals(Customer, CARD))
    )


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("个人", "张三", CARD, "", ""), "依据"),
        (("个人", "张三", "110105194912310021", "", "合同"), "末位"),
        (("个人", "张三", "", "12", "合同"), "电话"),
        (("个人", "张三", "", "0755-25317099", "合同"), "手机"),
        (("个人", "张三", "", "", "同意"), "告知"),
        (("企业", "甲公司", CARD, "", ""), "个人"),
    ],
)
def test_what_a_form_would_refuse_of_a_person_a_file_is_refused_too(bring, row, word):
    ((outcome, reason),) = bring(PEOPLE, row)
    assert outcome is Outcome.refused
    assert word in reason
    assert "110105" not in reason


def test_namesakes_are_two_people_and_one_document_is_one(session, bring):
    make_person("张三", CARD, MOBILE)
    session.commit()
    found = bring(
        PEOPLE,
        ("个人", "张三", OTHER_CARD, "", "合同"),
        ("个人", "张三丰", CARD, "", "合同"),
        ("个人", "张三", "", MOBILE, "合同"),
        ("个人", "张三", "", "13900139000", "合同"),
        ("个人", "李四", OTHER_CARD, "", "合同"),
    )
    new, known, twice = Outcome.created, Outcome.duplicate, Outcome.duplicate
    assert outcomes(found) == [new, known, known, new, twice]


def test_a_file_states_one_basis_for_the_people_whose_rows_state_none(session, bring):
    found = bring(PEOPLE, ("个人", "张三", "", "", ""), basis=Basis.duty)
    assert outcomes(found) == [Outcome.created]
    assert session.scalars(select(Customer)).one().basis is Basis.duty


def test_a_persons_telephone_is_sealed_as_mobile_or_private(session, bring):
    rows = (("个人", "张三", MOBILE, "合同"), ("个人", "李四", "0755-25317099", "合同"))
    bring(("客户类别", "客户名称", "电话", "处理依据"), *rows)
    told = session.execute(select(Customer.name, Customer.mobile_masked, Customer.phone)).all()
    assert [(name, mobile is not None, phone) for name, mobile, phone in told] == [
        ("张三", True, None),
        ("李四", False, None),
    ]
    assert session.scalar(select(Customer.private_phone_masked).where(Customer.name == "李四"))


def test_sources_and_managers_are_found_by_name(session, bring):
    boss = make_user(username="wang")
    boss.first_name = "王经理"
    make_user(username="li1").first_name = make_user(username="li2").first_name = "李经理"
    session.commit()
    found = bring(
        ("客户名称", "客户来源", "客户经理"),
        ("甲公司", "展会", "王经理"),
        ("乙公司", "Exhibition", "li1"),
        ("丙公司", "", "李经理"),
        ("丁公司", "外星", ""),
    )
    assert outcomes(found) == [Outcome.created] * 2 + [Outcome.refused] * 2
    kept = session.scalars(select(Customer).order_by(Customer.id)).all()
    assert [customer.account_manager.username for customer in kept] == ["wang", "li1"]
    code = select(DictionaryWord.code).where(DictionaryWord.id == kept[0].source_id)
    assert session.scalar(code) == "exhibition"


def test_nothing_of_a_person_lies_in_clear_in_the_database(site, machine, sign_in):
    browser, _ = sign_in()
    good, bad = ("个人", "张三", CARD, MOBILE, "合同"), ("个人", "", CARD, MOBILE, "合同")
    rows = csv_file(PEOPLE, good, bad)
    told = {"field-0": "kind", "field-1": "name", "field-2": "id_no", "field-3": "mobile"}
    pk = imported(site, browser, rows, **told, **{"field-4": "basis"})
    with machine() as session:
        for table in Model.metadata.tables:
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                assert not any(secret in str(row) for secret in (CARD, MOBILE)), table
    page = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "张三" in page
    assert CARD not in page
    assert MOBILE not in page


@pytest.mark.clause("S5.3.2.1")
def test_all_that_speaks_against_a_row_is_told_at_once(site, sign_in):
    browser, _ = sign_in()
    rows = csv_file((*PEOPLE, "成立日期", "客户来源"), ("个人", "", "", "12", "", "昨天", "外星"))
    told = dict(enumerate(("kind", "name", "id_no", "mobile", "basis", "founded_on", "source")))
    pk = checked(site, browser, rows, **{f"field-{place}": name for place, name in told.items()})
    with browser.get(f"/imports/report/{pk}?kind=csv") as answer:
        sheet = answer.get_data(as_text=True)
    page = browser.get(f"/imports/show/{pk}").text
    browser.post("/language/en")
    english = browser.get(f"/imports/show/{pk}").text
    for zh, en in (("客户名称", "name is missing"), ("昨天”不是日期", "昨天” is not a date"),
                   ("外星", "外星” is no known value"), ("手机”：", "Mobile”: This is no complete"),
                   ("依据", "basis")):  # fmt: skip
        assert zh in sheet
        assert zh in page.split("import-rows")[1]
        assert en in english.split("import-rows")[1]


# ── contacts ─────────────────────────────────────────────────────
CONTACTS = ("客户编号", "姓名", "职务", "手机", "角色", "首要联系人")


def contacts(bring, *rows):
    return bring(CONTACTS, *rows, subject="contact", basis=Basis.contract)


def test_contacts_come_in_with_their_part_and_complete_the_file(session, bring):
    customer = make_customer("甲公司")
    session.commit()
    number, before = customer.number, customer.completeness
    found = contacts(bring, (number, "王五", "经理", MOBILE, "决策人", "是"))
    assert found == [(Outcome.created, "")]
    person = session.scalars(select(Contact)).one()
    part = session.scalars(select(ContactLink)).one()
    assert (person.name, person.position, person.initials) == ("王五", "经理", "ww")
    assert (part.role, part.is_primary, part.customer_id) == (
        ContactRole.decision_maker, True, person.customer_id,
    )  # fmt: skip
    customer = session.scalars(select(Customer).where(Customer.number == number)).one()
    assert (customer.completeness or 0) > (before or 0)


def test_a_customer_is_found_by_number_code_or_name_within_reach(session, bring):
    make_customer("甲公司", uscc="91440300708461136T")
    make_customer("乙公司")
    make_customer("乙公司")
    session.commit()
    header = ("客户名称", "统一社会信用代码", "姓名")
    rows = (("", "91440300708461136T", "甲"), ("甲公司", "", "乙"), ("乙公司", "", "丙"),
            ("没有", "", "丁"), ("", "", "戊"))  # fmt: skip
    found = bring(header, *rows, subject="contact", basis=Basis.contract)
    assert outcomes(found) == [Outcome.created] * 2 + [Outcome.refused] * 3
    assert all(reason for _, reason in found[2:])


def test_known_people_and_second_first_contacts_are_told(session, bring):
    customer, other = make_customer("甲公司"), make_customer("乙公司")
    make_contact(customer, "王五", MOBILE)
    session.commit()
    found = contacts(
        bring,
        (customer.number, "王五", "", "", "", ""),
        (other.number, "王五", "", MOBILE, "", ""),
        (other.number, "赵六", "", "", "", "是"),
        (other.number, "钱七", "", "", "", "是"),
        (other.number, "赵六", "", "", "", ""),
    )
    duplicate, refused = Outcome.duplicate, Outcome.refused
    assert outcomes(found) == [duplicate, duplicate, Outcome.created, refused, duplicate]


def test_a_file_of_contacts_without_their_customers_is_refused_whole(bring):
    with pytest.raises(RuleError, match="所属客户"):
        bring(("姓名", "手机"), ("王五", MOBILE), subject="contact")


def test_contacts_are_sent_imported_and_undone_on_screen(site, machine, sign_in):
    with machine() as session:
        number = make_customer("甲公司").number
        session.commit()
    browser, _ = sign_in()
    page = browser.get("/imports/add?subject=contact").get_data(as_text=True)
    assert 'value="contact" checked' in page
    rows = csv_file(("客户编号", "姓名", "手机"), (number, "王五", MOBILE))
    pk = int(send(browser, rows, subject="contact").rsplit("/", 1)[-1])
    work(site)
    told = {"field-0": "customer_number", "field-1": "person", "field-2": "mobile"}
    form = {"mode": "create", "key": "number", "basis": "contract", **told}
    assert browser.post(f"/imports/match/{pk}", data=form).status_code == 302
    work(site)
    step(browser, "apply", pk)
    work(site)
    page = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "/contacts/show/" in page
    assert MOBILE not in page
    step(browser, "undo", pk)
    work(site)
    with machine() as session:
        assert session.execute(select(Contact.__table__.c.voided_at)).scalar_one() is not None


def test_only_the_sender_sees_what_a_row_holds(site, machine, sign_in):
    """Whatever column its cells stand in, and whatever a refusal quotes of them."""
    browser, _ = sign_in()
    rows = csv_file(
        (*PEOPLE, "证件", "出生日期"),
        ("个人", "", CARD, MOBILE, "合同", CARD, ""),
        ("个人", "李四", "", "", "合同", "", MOBILE),
    )
    told = {"field-0": "kind", "field-1": "name", "field-2": "id_no", "field-3": "mobile"}
    pk = checked(site, browser, rows, **told, **{"field-4": "basis", "field-6": "birthday"})
    with browser.get(f"/imports/report/{pk}?kind=csv") as answer:
        mine = answer.get_data(as_text=True)
    other = sign_in()[0]
    with other.get(f"/imports/report/{pk}?kind=csv") as answer:
        theirs = answer.get_data(as_text=True) + other.get(f"/imports/show/{pk}").text
    assert CARD in mine
    assert not any(secret in theirs for secret in (CARD, MOBILE, "李四"))
    match(other, pk, **{"field-2": "remark"})
    step(other, "apply", pk)
    assert batch(machine, pk).status is BatchStatus.checked


def test_a_line_of_data_is_no_header(site, machine, sign_in):
    browser, _ = sign_in()
    pk = int(send(browser, csv_file(("个人", "张三", CARD, MOBILE, "合同"))).rsplit("/", 1)[-1])
    work(site)
    assert batch(machine, pk).status is BatchStatus.failed
    with machine() as session:
        for table in ("import_batch", "import_row", "audit_entry"):
            for row in session.execute(text(f"SELECT * FROM {table}")):
                assert not any(secret in str(row) for secret in (CARD, MOBILE))


def test_a_customer_out_of_sight_is_not_shown_by_its_import(site, machine, sign_in):
    with machine() as session:
        here, there = make_department().id, make_department().id
        number = make_customer("远方公司", department_id=there, remark="旧的秘密").number
        session.commit()
    chief, _ = sign_in("ChiefArchivist", department=here)
    rows = csv_file(("客户编号", "备注"), (number, "新"))
    told = {"mode": "update", "field-0": "number", "field-1": "remark", "field-2": ""}
    pk = imported(site, chief, rows, **told)
    near, _ = sign_in("Archivist", department=here)
    assert "旧的秘密" in chief.get(f"/imports/show/{pk}").text
    page = near.get(f"/imports/show/{pk}").text
    assert "旧的秘密" not in page
    assert number not in page


def test_whether_a_stranger_is_registered_is_told_on_writing_alone(site, machine, sign_in):
    """Else one could try ten thousand numbers and keep none."""
    with machine() as session:
        here, there = make_department().id, make_department().id
        make_person("张三", mobile=MOBILE, department_id=there)
        session.commit()
    browser, _ = sign_in(department=here)
    told = {"field-0": "kind", "field-1": "name", "field-2": "id_no", "field-3": "mobile"}
    rows = csv_file(PEOPLE, ("个人", "张三", "", MOBILE, "合同"))
    pk = checked(site, browser, rows, **told, **{"field-4": "basis"})
    assert (batch(machine, pk).created, batch(machine, pk).duplicate) == (1, 0)
    step(browser, "apply", pk)
    work(site)
    assert (batch(machine, pk).created, batch(machine, pk).duplicate) == (0, 1)


@pytest.mark.parametrize(
    ("head", "row", "word"),
    [
        (("客户编号", "客户类别"), ("政府",), "页面"),
        (("客户编号", "出生日期"), ("1960-01-01",), "页面"),
        (("客户编号", "处理依据"), ("同意",), "告知"),
    ],
)
def test_a_file_changes_nothing_a_form_would_not(session, bring, head, row, word):
    number = make_person("张三", CARD).number
    session.commit()
    ((outcome, reason),) = bring(head, (number, *row), mode=Mode.update)
    assert outcome is Outcome.refused
    assert word in reason


def test_both_numbers_of_a_person_are_kept_and_a_third_is_refused(session, bring):
    head = ("客户类别", "客户名称", "手机", "家庭电话", "电话", "处理依据")
    found = bring(
        head,
        ("个人", "张三", MOBILE, "", "13900139000", "合同"),
        ("个人", "李四", MOBILE, "0755-25317099", "13900139000", "合同"),
    )
    assert outcomes(found) == [Outcome.created, Outcome.refused]
    person = session.scalars(select(Customer)).one()
    assert person.mobile_masked
    assert person.private_phone_masked


def test_an_undo_keeps_a_contact_somebody_linked_since(site, machine, sign_in):
    with machine() as session:
        number, other = make_customer("甲公司").number, make_customer("乙公司").id
        session.commit()
    browser, _ = sign_in()
    rows = csv_file(("客户编号", "姓名"), (number, "王五"))
    pk = int(send(browser, rows, subject="contact").rsplit("/", 1)[-1])
    work(site)
    form = {"mode": "create", "key": "number", "basis": "contract"}
    told = {"field-0": "customer_number", "field-1": "person"}
    browser.post(f"/imports/match/{pk}", data={**form, **told})
    work(site)
    step(browser, "apply", pk)
    work(site)
    with machine() as session:
        contact = session.scalars(select(Contact)).one()
        session.add(ContactLink(contact_id=contact.id, customer_id=other))
        session.commit()
    step(browser, "undo", pk)
    work(site)
    with machine() as session:
        assert session.execute(select(Contact.__table__.c.voided_at)).scalar_one() is None


def test_a_contact_whose_customer_was_voided_meanwhile_stops_no_other(site, machine, sign_in):
    with machine() as session:
        gone, stays = make_customer("甲公司"), make_customer("乙公司")
        numbers, gone_id = (gone.number, stays.number), gone.id
        session.commit()
    browser, _ = sign_in()
    rows = csv_file(("客户编号", "姓名"), *((number, "王五") for number in numbers))
    pk = int(send(browser, rows, subject="contact").rsplit("/", 1)[-1])
    work(site)
    form = {"mode": "create", "key": "number", "basis": "contract"}
    told = {"field-0": "customer_number", "field-1": "person"}
    browser.post(f"/imports/match/{pk}", data={**form, **told})
    work(site)
    with machine() as session:
        session.get(Customer, gone_id).void(make_user(), "不再与其往来")
        session.commit()
    step(browser, "apply", pk)
    work(site)
    kept = batch(machine, pk)
    assert (kept.created, kept.refused) == (1, 1)


def test_staff_bring_in_customers_of_their_own(site, machine, sign_in):
    with machine() as session:
        make_user(username="wang")
        session.commit()
    browser, _ = sign_in("Staff")
    rows = csv_file(("客户名称", "客户经理"), ("甲公司", "wang"), ("乙公司", ""))
    told = {"field-1": "account_manager", "field-2": ""}
    pk = checked(site, browser, rows, **told)
    assert (batch(machine, pk).created, batch(machine, pk).refused) == (1, 1)


def contacts_imported(site, machine, browser):
    """A batch of one contact, imported; its id."""
    with machine() as session:
        number = make_customer("甲公司").number
        session.commit()
    rows = csv_file(("客户编号", "姓名"), (number, "王五"))
    pk = int(send(browser, rows, subject="contact").rsplit("/", 1)[-1])
    work(site)
    form = {"mode": "create", "key": "number", "basis": "contract"}
    told = {"field-0": "customer_number", "field-1": "person"}
    browser.post(f"/imports/match/{pk}", data={**form, **told})
    work(site)
    assert "添加到各自的客户" in browser.get(f"/imports/show/{pk}").text
    step(browser, "apply", pk)
    work(site)
    return pk


@pytest.mark.clause("S1.4(2)")
def test_a_batch_of_contacts_is_looked_at_by_another_and_never_filed(site, machine, sign_in):
    mine, _ = sign_in()
    pk = contacts_imported(site, machine, mine)
    other, other_id = sign_in()
    page = other.get(f"/imports/show/{pk}").text
    assert "您是否已查看抽样" in page
    assert "合同" in page
    assert ">contract<" not in page
    assert "身份信息" not in page
    assert "审核整批" not in page
    step(other, "review", pk)
    work(site)
    kept = batch(machine, pk)
    assert (kept.status, kept.reviewed_by_id) == (BatchStatus.passed, other_id)
    page = other.get(f"/imports/show/{pk}").text
    assert "/imports/step/file" not in page
    assert "待归档的导入" not in other.get("/").text
    assert "联系人不单独归档" in step(other, "file", pk).text
    assert batch(machine, pk).status is BatchStatus.passed


def test_contacts_sent_back_stay_with_the_reason_until_the_import_is_undone(site, machine, sign_in):
    mine, _ = sign_in()
    pk = contacts_imported(site, machine, mine)
    other, _ = sign_in()
    assert "撤销导入前" in other.get(f"/imports/show/{pk}").text
    step(other, "send_back", pk, reason="电话都是旧的")
    work(site)
    page = mine.get(f"/imports/show/{pk}").text
    assert "电话都是旧的" in page
    assert "新增的联系人将作废" in page

"""What a card says of codes, places and days: kept as told, refused as one, shown to who may."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.cli import department_of
from app.core.clock import today
from app.core.words import RuleError
from app.customers.contacts import Contact
from app.customers.identifiers import org_code_in, read_org_code
from app.customers.models import Customer
from app.customers.phones import read_qq
from app.customers.rules import Basis, check_point, check_same_org_code
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from tests.factories import make_contact, make_customer, make_person, root
from tests.migrating import migration, on

USCC, INSIDE = "91440300708461136T", "708461136"
OTHER, OTHER_INSIDE = "91110000100001860L", "100001860"
FORM = {"name": "南山仪器有限公司", "market": "domestic", "time_status": "active",
        "security": "internal"}  # fmt: skip


@pytest.fixture
def chief(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def place(machine):
    with machine():
        return {"department": str(root().id)}


# ── the rules ────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("70846113-6", INSIDE), ("７０８４６１１３-６", INSIDE), ("1000 0186 0", OTHER_INSIDE),
     ("12345678-8", "123456788")],
)  # fmt: skip
def test_an_organisation_code_is_kept_in_one_spelling(typed, kept):
    assert read_org_code(typed) == kept


@pytest.mark.parametrize("typed", ["708461137", "70846113", "000000000", "70846113I6"])
def test_a_wrong_organisation_code_is_refused(typed):
    with pytest.raises(RuleError):
        read_org_code(typed)


def test_a_credit_code_holds_its_organisation_code():
    assert (org_code_in(USCC), org_code_in(OTHER)) == (INSIDE, OTHER_INSIDE)
    assert org_code_in(None) is org_code_in("") is org_code_in("914403007084611379") is None
    check_same_org_code(INSIDE, INSIDE)
    check_same_org_code(INSIDE, None)
    with pytest.raises(RuleError):
        check_same_org_code(OTHER_INSIDE, INSIDE)


@pytest.mark.parametrize(("typed", "is_one"), [
    ("10000", True), ("12345678901", True), (" １２３４５ ", True), ("1234", False),
    ("012345", False), ("123456789012", False), ("12a45", False),
])  # fmt: skip
def test_a_qq_number_is_five_to_eleven_digits(typed, is_one):
    if is_one:
        assert read_qq(typed).isascii()
        return
    with pytest.raises(RuleError):
        read_qq(typed)


@pytest.mark.parametrize(("longitude", "latitude", "is_one"), [
    (None, None, True), ("114.05", "22.54", True), ("-180", "90", True), ("0", "0", True),
    ("114.05", None, False), (None, "0", False), ("180.000001", "0", False), ("0", "-90.1", False),
])  # fmt: skip
def test_a_place_on_the_map_has_both_coordinates_in_bounds(longitude, latitude, is_one):
    told = [Decimal(word) if word else None for word in (longitude, latitude)]
    if is_one:
        check_point(*told)
        return
    with pytest.raises(RuleError):
        check_point(*told)


@pytest.mark.parametrize("told", [
    {"longitude": Decimal("180.1"), "latitude": Decimal(0)}, {"longitude": Decimal(1)},
    {"longitude": Decimal(0), "latitude": Decimal(-91)}, {"assets": Decimal(-1)},
])  # fmt: skip
def test_the_database_itself_refuses_what_no_rule_let_pass(session, told):
    with pytest.raises(IntegrityError):
        make_customer(**told)


# ── the form and the page ────────────────────────────────────────
CARD = {"uscc": USCC, "longitude": "113.934528", "latitude": "22.540503", "assets": "1,200.50",
        "first_traded_on": "2020/3/1", "verify_due_on": "2030-01-02"}  # fmt: skip


def test_a_form_keeps_the_card_and_derives_the_organisation_code(chief, place, machine):
    assert chief.post("/customers/add", data=FORM | place | CARD).status_code == 302
    with machine() as session:
        made = session.scalars(select(Customer)).one()
        assert (made.org_code, made.assets) == (INSIDE, Decimal("1200.50"))
        assert (made.longitude, made.latitude) == (Decimal("113.934528"), Decimal("22.540503"))
        assert (str(made.first_traded_on), str(made.verify_due_on)) == ("2020-03-01", "2030-01-02")
        number, version = made.id, str(made.version)
    for page in (chief.get(f"/customers/show/{number}"), chief.get(f"/sheets/filled/{number}")):
        shown = page.get_data(as_text=True)
        assert [w for w in (INSIDE, "113.934528", "22.540503", "1,200.50") if w not in shown] == []
    new = FORM | place | CARD | {"uscc": OTHER, "org_code": INSIDE, "row_version": version}
    page = chief.post(f"/customers/edit/{number}", data=new)
    assert page.status_code == 302
    with machine() as session:  # The code that stood beside the old credit code follows the new.
        assert session.get(Customer, number).org_code == OTHER_INSIDE


@pytest.mark.parametrize(("told", "sentence"), [
    ({"org_code": OTHER_INSIDE}, "组织机构代码与统一社会信用代码中的不一致"),
    ({"latitude": ""}, "经度和纬度须同时填写"),
    ({"longitude": "181"}, "经度须在 -180 至 180 度之间"),
    ({"org_code": "708461137"}, "校验"),
])  # fmt: skip
def test_what_does_not_fit_is_said_in_one_sentence(chief, place, machine, told, sentence):
    page = chief.post("/customers/add", data=FORM | place | CARD | told)
    assert page.status_code == 200
    assert sentence in page.get_data(as_text=True)
    with machine() as session:
        assert session.scalar(select(Customer.id)) is None


def test_qq_is_a_persons_own_and_masked_until_asked_for(chief, machine):
    with machine():
        person = make_person("赵六", qq="1234567")
        contact = make_contact(make_customer(), qq="7654321", next_contact_on=today())
        addresses = f"/customers/show/{person.id}", f"/contacts/show/{contact.id}"
    for address, shown, hidden in zip(addresses, ("1****", "7****"), ("1234567", "7654321"),
                                      strict=True):  # fmt: skip
        page = chief.get(address).get_data(as_text=True)
        assert shown in page
        assert hidden not in page


def test_what_is_due_is_one_link_from_the_list(chief, machine):
    with machine():
        for name, days in (("昨日核实", -1), ("今日核实", 0), ("明日核实", 1)):
            customer = make_customer(name, verify_due_on=today() + timedelta(days=days))
            make_contact(customer, name=f"{name[:2]}联系人", next_contact_on=customer.verify_due_on)
    for address, column in (("customers", "verify_due_on"), ("contacts", "next_contact_on")):
        query = f"{column}=between:,{today()}"
        assert query in chief.get(f"/{address}/list/").get_data(as_text=True)
        page = chief.get(f"/{address}/list/?{query}").get_data(as_text=True)
        assert [day for day in ("昨日", "今日", "明日") if day in page] == ["昨日", "今日"]


# ── who verified it ──────────────────────────────────────────────
@pytest.mark.clause("S5.3.1.2")
def test_a_list_a_page_and_a_sheet_say_by_whom_it_was_verified_or_that_nobody_did(chief, machine):
    with machine():
        seen, unseen = make_customer("甲公司"), make_customer("乙公司")
        seen_id, unseen_id = seen.id, unseen.id
    told = {"kind": "identity", "method": "register", "source": "国家企业信用信息公示系统",
            "result": "passed", "checked_on": "2026-01-02"}  # fmt: skip
    for kind in ("identity", "legality"):
        answer = chief.post(f"/verifications/add?for={seen_id}", data=told | {"kind": kind})
        assert answer.status_code == 302
    shown = chief.get("/customers/list/?cols=name,verified_source,verified_on")
    rows = shown.get_data(as_text=True).partition("<tbody")[2]
    for word in ("国家企业信用信息公示系统", "2026-01-02", "未核实"):
        assert word in rows, word
    for address, word in ((seen_id, "国家企业信用信息公示系统"), (unseen_id, "未核实")):
        for page in ("/customers/show/", "/sheets/filled/"):
            assert word in chief.get(f"{page}{address}").get_data(as_text=True)


# ── files ────────────────────────────────────────────────────────
def bring(path, lines, subject="customer", **options):
    path.write_text("\n".join(lines), encoding="utf-8")
    report = import_file(path, department_of("", None), Options(subject=subject, **options))
    return [(row.outcome, row.reason) for row in report.rows]


HEADERS = [
    "客户名称,组织机构代码,经度,纬度,资产总额,首次交易日期,应核实日期",
    "公司名稱,組織機構代碼,經度,緯度,資產總額,首筆交易日期,應核實日期",
    "Company,Organisation code,Longitude,Latitude,Total assets,First trade on,To be verified by",
]


@pytest.mark.clause("S5.3.2.2")
@pytest.mark.parametrize("header", HEADERS)
def test_a_file_fills_the_card_whichever_way_it_is_headed(session, tmp_path, header):
    row = "甲公司,70846113-6,113.9345281°,22.540503,120万元,2020-03-01,2030-01-02"
    assert [o for o, _ in bring(tmp_path / "a.csv", [header, row])] == [Outcome.created]
    made = session.scalars(select(Customer)).one()
    assert (made.org_code, made.assets) == (INSIDE, Decimal(1_200_000))
    assert (made.longitude, made.latitude) == (Decimal("113.934528"), Decimal("22.540503"))
    assert (str(made.first_traded_on), str(made.verify_due_on)) == ("2020-03-01", "2030-01-02")


@pytest.mark.parametrize("row", [
    f"甲公司,{USCC},{OTHER_INSIDE},,", "甲公司,,708461137,,", "甲公司,,,114.1,", "甲公司,,,181,0",
    "甲公司,,,东经114,0",
])  # fmt: skip
def test_a_row_that_does_not_fit_is_refused(session, tmp_path, row):
    header = "客户名称,统一社会信用代码,组织机构代码,经度,纬度"
    assert [o for o, _ in bring(tmp_path / "a.csv", [header, row])] == [Outcome.refused]


@pytest.mark.parametrize(("header", "cell", "outcome"), [
    ("经度", "115", Outcome.updated), ("组织机构代码", OTHER_INSIDE, Outcome.refused),
    ("统一社会信用代码", OTHER, Outcome.updated),
])  # fmt: skip
def test_an_updating_row_fits_what_the_file_holds_already(session, tmp_path, header, cell, outcome):
    told = {"uscc": USCC, "longitude": Decimal(114), "latitude": Decimal(22)}
    number = make_customer("甲公司", **told).number
    session.commit()
    lines = [f"客户编号,{header}", f"{number},{cell}"]
    found = bring(tmp_path / "a.csv", lines, mode=Mode.update, key=Key.number)
    assert [o for o, _ in found] == [outcome]
    session.expire_all()
    made = session.scalars(select(Customer)).one()
    assert made.org_code == org_code_in(made.uscc)


@pytest.mark.parametrize("header", [
    "联系人,客户名称,QQ号,下次联系日期", "聯絡人,客戶名稱,QQ號,下次聯絡日期",
    "Contact,Customer,QQ,Next contact on",
])  # fmt: skip
def test_a_file_of_contacts_brings_qq_and_the_next_contact(session, tmp_path, header):
    make_customer("甲公司")
    session.commit()
    lines = [header, "钱进,甲公司,12345678,2030-01-02", "孙立,甲公司,1234,2030-01-02"]
    found = bring(tmp_path / "a.csv", lines, "contact", basis=Basis.contract)
    assert [o for o, _ in found] == [Outcome.created, Outcome.refused]
    made = session.scalars(select(Contact)).one()
    assert (made.qq, str(made.next_contact_on)) == ("12345678", "2030-01-02")


# ── what was there before ────────────────────────────────────────
def test_the_migration_fills_in_what_old_credit_codes_hold(session):
    old = [make_customer(uscc=code).id for code in (USCC, OTHER, None)]
    typed = make_customer(org_code="123456788").id
    session.execute(text("UPDATE customer SET org_code = NULL WHERE uscc IS NOT NULL"))
    filling = migration("20261126_2140_add_card_fields")
    filling.BLOCK = 1
    with on(session.connection()):
        filling.fill_codes()
    session.expire_all()
    codes = [session.get(Customer, pk).org_code for pk in (*old, typed)]
    assert codes == [INSIDE, OTHER_INSIDE, None, "123456788"]

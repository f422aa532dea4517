"""Collection standards: what is asked, how the score is made, how versions follow each other."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.core.clock import today
from app.core.derived import set_derived
from app.core.words import RuleError
from app.customers.completeness import (
    Element,
    ElementRule,
    EvidenceKind,
    check_blocking,
    is_filled,
    judge,
)
from app.customers.first_standards import SHIPPED, ship_standards
from app.customers.models import Customer
from app.customers.passage import assess, verdict_on
from app.customers.rules import CustomerKind, EntryStatus, Market
from app.customers.standard_views import fields_of
from app.customers.standards import (
    CollectionStandard,
    copy_of,
    element_rows,
    put_in_force,
    standard_for,
)
from app.customers.versions import TITLES, VersionStatus
from app.jobs.assess_files import assess_files
from tests.factories import make_contact, make_customer, make_user

MUST, SHOULD = ElementRule.required, ElementRule.expected
LICENCE = EvidenceKind.licence
ELEMENTS = (
    Element("name", 10, MUST),
    Element("phone", 5, SHOULD),
    Element("uscc", 5, MUST, LICENCE),
)


@pytest.mark.parametrize(
    ("filled", "evidence", "score", "blocking"),
    [
        (set(), set(), 0, ["name", "uscc"]),
        ({"name"}, set(), 50, ["uscc"]),
        ({"name", "uscc"}, set(), 50, ["uscc"]),
        ({"name", "uscc"}, {LICENCE}, 75, []),
        ({"name", "uscc", "phone"}, {LICENCE}, 100, []),
    ],
)
@pytest.mark.clause("S1.4(1)")
def test_the_score_is_the_share_of_the_weight_that_is_there(filled, evidence, score, blocking):
    verdict = judge(ELEMENTS, filled, evidence)
    assert (verdict.score, [e.field for e in verdict.blocking]) == (score, blocking)


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 100)), max_size=8),
    st.sets(st.sampled_from("abcdefgh")),
)
def test_a_score_lies_in_its_range_and_100_means_nothing_is_missing(rows, filled):
    verdict = judge([Element(field, weight, SHOULD) for field, weight in rows], filled, set())
    assert 0 <= verdict.score <= 100
    assert (verdict.score == 100) == (not verdict.missing)


@pytest.mark.parametrize(("value", "there"), [(None, False), (" ", False), (0, True), ("x", True)])
def test_a_blank_is_no_value_and_zero_is_one(value, there):
    assert is_filled(value) is there


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(RuleError, match="甲, 乙"):
        check_blocking(["甲", "乙"])
    assert check_blocking([]) is None


@pytest.mark.parametrize("kind", CustomerKind)
@pytest.mark.clause("S1.4(1)", "S6.四.1")
def test_each_kind_is_shipped_with_a_standard_its_form_can_meet(session, kind):
    standard = standard_for(session, kind, today())
    assert standard.number == 1
    asked = [row.field for row in element_rows(session, standard.id) if row.field]
    assert asked
    assert set(asked) <= set(fields_of(kind.name))


def test_shipping_again_changes_nothing(session):
    before = session.scalars(select(CollectionStandard.id)).all()
    ship_standards(session)
    assert session.scalars(select(CollectionStandard.id)).all() == before
    assert len(before) == len(SHIPPED)


@pytest.mark.clause("S5.3.1.1b")
def test_the_five_fields_of_the_sheet_are_required_of_an_enterprise():
    required = {row[0] for row in SHIPPED[CustomerKind.enterprise][1] if row[2] is MUST}
    assert {"name", "contact", "address", "phone", "business_scope"} <= required


@pytest.mark.clause("S4.8")
def test_a_version_ends_on_the_day_the_next_begins(session):
    old = standard_for(session, CustomerKind.enterprise, today())
    new = copy_of(session, old)
    assert (new.number, new.status) == (2, VersionStatus.draft)
    assert len(element_rows(session, new.id)) == len(element_rows(session, old.id))
    later = today() + timedelta(days=10)
    put_in_force(session, new, make_user(), later)
    session.flush()
    assert standard_for(session, CustomerKind.enterprise, today()) is old
    assert standard_for(session, CustomerKind.enterprise, later) is new
    assert old.status_on(later) is VersionStatus.superseded
    assert (new.status, new.status_on(later)) == (VersionStatus.coming, VersionStatus.in_force)
    with pytest.raises(RuleError, match=r"later version|更晚"):
        put_in_force(session, copy_of(session, new), make_user(), today())


def test_a_standard_is_not_put_in_force_in_the_past_nor_twice_nor_empty(session):
    old = standard_for(session, CustomerKind.other, today())
    with pytest.raises(RuleError):
        put_in_force(session, old, make_user(), today())
    with pytest.raises(RuleError):
        put_in_force(session, copy_of(session, old), make_user(), date(2020, 1, 1))
    empty = CollectionStandard(kind=CustomerKind.other, number=9, title="空")
    session.add(empty)
    session.flush()
    with pytest.raises(RuleError):
        put_in_force(session, empty, make_user(), today())


@pytest.fixture
def chief(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def administrator(unguarded, sign_in):
    return sign_in("SystemAdmin")[0]


@pytest.mark.clause("S4.8")
def test_an_administrator_copies_edits_and_puts_in_force_a_new_version(administrator, machine):
    with machine() as session:
        old = standard_for(session, CustomerKind.other, today()).id
        element = element_rows(session, old)[0].id
    told = {"row_version": "1", "field": "name", "rule": "expected", "weight": "3", "place": "1"}
    refused = administrator.post(f"/elements/edit/{element}", data=told)
    assert "复制为新版本" in refused.get_data(as_text=True)
    administrator.post("/standards/step/copy", data={"rowid": old})
    with machine() as session:
        new = session.scalar(select(CollectionStandard).where(CollectionStandard.number == 2)).id
        first, second = (row.id for row in element_rows(session, new)[:2])
    told["row_version"] = "1"
    assert administrator.post(f"/elements/edit/{first}", data=told).status_code == 302
    assert administrator.post("/elements/step/remove", data={"rowid": second}).status_code == 302
    added = {"field": "website", "rule": "required", "weight": "2", "place": "30"}
    assert administrator.post(f"/elements/add?for={new}", data=added).status_code == 302
    administrator.post("/standards/step/decide", data={"rowid": new, "day": str(today())})
    with machine() as session:
        assert standard_for(session, CustomerKind.other, today()).id == new
        fields = {row.field: row.weight for row in element_rows(session, new)}
        assert (fields["name"], fields["website"]) == (3, 2)
        assert len(fields) == len(element_rows(session, old))


def test_a_decided_standard_offers_no_more_elements_and_takes_none(administrator, machine):
    with machine() as session:
        decided = standard_for(session, CustomerKind.other, today()).id
        draft = copy_of(session, session.get(CollectionStandard, decided)).id
        before = len(element_rows(session, decided))
    address = f"/elements/add?for={decided}"
    assert address not in administrator.get(f"/elements/of/{decided}").text
    assert f"/elements/add?for={draft}" in administrator.get(f"/elements/of/{draft}").text
    added = {"field": "website", "rule": "required", "weight": "2", "place": "30"}
    for answer in (administrator.get(address), administrator.post(address, data=added)):
        assert answer.location == f"/standards/show/{decided}#elements"
    assert "复制为新版本" in administrator.get(f"/standards/show/{decided}").text
    with machine() as session:
        element, *rest = element_rows(session, decided)
        assert len(rest) + 1 == before
        number = element.id
    assert f"/elements/edit/{number}" not in administrator.get(f"/elements/show/{number}").text


@pytest.mark.clause("S1.4(1)", "S5.3.1.1b")
def test_a_missing_required_element_refuses_submission_naming_them_all(chief, machine):
    with machine():
        customer = make_customer("缺项有限公司", uscc="91350100M000100Y43").id
    told = {"rowid": customer}
    answer = chief.post("/customers/step/submit", data=told, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "提交前还缺：联系人、地址、电话、经营范围。" in page
    gaps = chief.get(f"/customers/gaps/{customer}").get_data(as_text=True)
    assert f"/customers/edit/{customer}#address" in gaps
    assert "企业客户采集标准 v1" in gaps
    with machine() as session:
        record = session.get(Customer, customer)
        record.address, record.phone, record.business_scope = "深圳", "0755-1234567", "批发"
        make_contact(record)
    chief.post("/customers/step/submit", data=told)
    with machine() as session:
        record = session.get(Customer, customer)
        assert record.entry_status is EntryStatus.submitted
        assert record.submitted_at
        assert record.completeness > 50
        assert record.standard_id == standard_for(session, record.kind, today()).id


def test_a_customer_abroad_is_not_asked_for_a_credit_code(session):
    """Nor is its file worth less for having none; the same file at home lacks it."""
    home = make_customer("本国贸易有限公司", address="深圳", market=Market.domestic)
    abroad = make_customer("Northwind Traders Ltd", address="Seattle", market=Market.intl_direct)
    lacking = {c: {e.field for e in verdict_on(session, c)[1].missing} for c in (home, abroad)}
    assert lacking[home] - lacking[abroad] == {"uscc"}
    assert lacking[abroad] <= lacking[home]
    assert assess(session, home).score < assess(session, abroad).score


@pytest.mark.parametrize(
    ("fields", "wanted", "unwanted"),
    [
        ({}, "营业执照", "境外注册证明"),
        ({"country_code": "CN"}, "营业执照", "境外注册证明"),
        ({"country_code": "HK"}, "境外注册证明", "营业执照"),
        ({"market": Market.intl_direct}, "境外注册证明", "营业执照"),
    ],
)
def test_a_customer_abroad_proves_itself_by_its_own_countrys_document(
    chief, machine, fields, wanted, unwanted
):
    with machine():
        pk = make_customer("Northwind Traders Ltd", **fields).id
    offered = ("evidence/of/", "evidence/add?for=")
    for address in (f"customers/gaps/{pk}", *(f"{path}{pk}" for path in offered)):
        page = chief.get(f"/{address}").text
        assert wanted in page, address
        assert unwanted not in page, address
    sent = {"kind": "licence", "upload": (io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "a.pdf")}
    assert chief.post(f"/evidence/add?for={pk}", data=sent).status_code == 302
    for address in (f"evidence/of/{pk}", "evidence/show/1", f"sheets/filled/{pk}"):
        page = chief.get(f"/{address}").text
        assert wanted in page, address
        assert unwanted not in page, address
    assert wanted not in chief.get(f"/customers/gaps/{pk}").text


def test_a_new_score_refuses_nobody_an_open_form(session):
    customer = make_customer()
    version, updated = customer.version, customer.updated_at
    assess(session, customer)
    assert customer.completeness > 0
    assert (customer.version, customer.updated_at) == (version, updated)
    with pytest.raises(ValueError, match="not derived"):
        set_derived(session, customer, name="x")


def test_files_are_scored_again_when_their_standard_changes(session):
    customer = make_customer()
    assert assess_files(session, today()).startswith("1 ")
    assert assess_files(session, today()).startswith("0 ")
    new = copy_of(session, standard_for(session, CustomerKind.enterprise, today()))
    put_in_force(session, new, make_user(), today())
    session.commit()
    assert assess_files(session, today()).startswith("1 ")
    assert customer.standard_id == new.id


def test_a_kind_without_a_standard_lacks_nothing(session):
    customer = make_customer()
    session.connection().execute(
        update(CollectionStandard.__table__).values(until_on=today(), from_on=today())
    )
    session.expire_all()
    standard, verdict = verdict_on(session, customer)
    assert (standard, verdict.score) == (None, 100)


@pytest.mark.parametrize("address", ["/standards", "/questionnaires"])
def test_what_we_ship_is_named_in_the_readers_language(administrator, address):
    page = administrator.get(f"{address}/list/").text
    ours = [zh for zh in TITLES if f">{zh}<" in page]
    assert len(ours) == 4
    administrator.post("/language/en")
    english = administrator.get(f"{address}/list/").text
    assert not [zh for zh in TITLES if zh in english]
    assert all(f">{str.__str__(TITLES[zh])}<" in english for zh in ours)
    assert str.__str__(TITLES[ours[0]]) in administrator.get(f"{address}/show/1").text

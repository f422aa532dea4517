"""Sealed fields: unreadable in the database, bound to their row, found whole, shown masked."""

import json
import re

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, text

from app.audit.models import AuditEntry
from app.customers.contact_views import exact_reach
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.customers.parts import BankAccount
from app.security.keys import KeyRing
from app.security.masking import mask_account, mask_email, mask_identity, mask_phone
from app.security.sealed import blind, key_of, seal, sealed_field, unseal
from tests.factories import make_contact, make_customer, make_person

RING = KeyRing("k2", {"k1": b"1" * 32, "k2": b"2" * 32}, "k1")
PLACE = "customer.id_no"


def test_a_value_opens_in_its_own_cell_alone():
    sealed = seal(RING, PLACE, "row-a", "11010119900307889X")
    assert unseal(RING, PLACE, "row-a", sealed) == "11010119900307889X"
    for place, rid in ((PLACE, "row-b"), ("customer.mobile", "row-a")):
        with pytest.raises(InvalidTag):
            unseal(RING, place, rid, sealed)


def test_equal_values_look_different_when_sealed_and_equal_in_the_index():
    first, second = (seal(RING, PLACE, "a", "13800138000") for _ in range(2))
    assert first != second
    assert blind(RING, PLACE, "13800138000") == blind(RING, PLACE, "13800138000")
    assert blind(RING, PLACE, "x") != blind(RING, "contact.mobile", "x")


def test_a_new_current_key_leaves_old_values_readable_and_the_index_as_it_was():
    old = KeyRing("k1", {"k1": b"1" * 32}, "k1")
    sealed = seal(old, PLACE, "a", "secret")
    assert unseal(RING, PLACE, "a", sealed) == "secret"
    assert (key_of(sealed), key_of(seal(RING, PLACE, "a", "secret"))) == ("k1", "k2")
    assert blind(old, PLACE, "secret") == blind(RING, PLACE, "secret")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_identity, "11010119900307889X", "110***********889X"),
        (mask_identity, "110101900307123", "110********7123"),
        (mask_identity, "E12345678", "E******78"),
        (mask_phone, "+8613800138000", "138****8000"),
        (mask_phone, "+8675525317099", "****7099"),
        (mask_account, "6222020200012345678", "**** 5678"),
        (mask_email, "li.lei@example.com", "l***@example.com"),
    ],
)
def test_a_mask_shows_no_more_than_it_must(mask, value, shown):
    assert mask(value) == shown


@pytest.mark.clause("S6.七.1", "S9.4(一)")
def test_no_sealed_value_stands_in_the_database_in_clear(session, database):
    make_person("赵六", id_no="11010119900307889X", mobile="13912345678")
    customer = make_customer()
    make_contact(customer, mobile="13787654321")
    account = BankAccount(customer_id=customer.id, holder="甲", bank="乙")
    account.account = "6222 0202 0001 2345 678"
    session.add(account)
    session.commit()
    every = "".join(
        str(row)
        for table in ("customer", "contact", "bank_account", "audit_entry")
        for row in session.execute(text(f"SELECT * FROM {table}"))
    )
    for planted in ("11010119900307889X", "13912345678", "13787654321", "6222020200012345678"):
        assert planted not in every


def test_reading_the_field_gives_the_mask_and_clearing_it_the_value(session):
    person = make_person("赵六", mobile="１３９ 1234 5678")
    assert person.mobile == "139****5678"
    assert sealed_field(Customer, "mobile").clear(person) == "+8613912345678"


def test_a_mask_sent_back_changes_nothing(session):
    person = make_person("赵六", mobile="13912345678")
    before = person.mobile_sealed
    person.mobile = person.mobile
    assert person.mobile_sealed == before
    person.mobile = None
    assert (person.mobile_sealed, person.mobile_index, person.mobile) == (None, None, None)


@pytest.mark.parametrize(
    "typed", ["13912345678", "+86 139-1234-5678", "１３９１２３４５６７８", "5678"]
)
def test_a_contact_is_found_by_the_whole_number_however_written_or_by_its_end(session, typed):
    contact = make_contact(make_customer(), mobile="13912345678")
    make_contact(make_customer(), mobile="13700000000")
    found = session.scalars(select(Contact).where(exact_reach(typed))).all()
    assert [c.id for c in found] == [contact.id]


def test_two_living_people_cannot_share_a_document_number(session):
    make_person("赵六", id_no="11010119900307889X")
    with pytest.raises(Exception, match="id_no"):
        make_person("赵七", id_no="１１０１０１１９９００３０７８８９ｘ")


@pytest.fixture
def person_id(machine):
    with machine():
        return make_person("赵六", id_no="11010119900307889X", mobile="13912345678").id


def _reveal(browser, person_id, **fields):
    told = {"field": "mobile", "purpose": "contact", "reason": "回访客户需求"}
    return browser.post(f"/customers/reveal/{person_id}", data={**told, **fields})


@pytest.mark.clause("S1.7(2)", "S1.8(1)")
@pytest.mark.clause("S8.五.2(2)")
def test_a_value_is_shown_for_a_reason_and_the_reason_is_kept(
    unguarded, sign_in, machine, person_id
):
    browser, user_id = sign_in("ChiefArchivist")
    answer = _reveal(browser, person_id)
    assert answer.json["value"] == "+8613912345678"
    assert answer.headers["Cache-Control"] == "no-store"
    with machine() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "reveal")).one()
        assert (entry.user_id, entry.subject, entry.subject_id) == (user_id, "customer", person_id)
        assert json.loads(entry.detail) == {
            "field": "mobile", "purpose": "contact", "reason": "回访客户需求",
        }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "a"}, {"purpose": "curiosity"}, {"field": "name"}, {"field": "id_no_sealed"}],
)
def test_without_purpose_reason_or_field_nothing_is_shown_or_written(
    unguarded, sign_in, machine, person_id, wrong
):
    browser, _ = sign_in("ChiefArchivist")
    answer = _reveal(browser, person_id, **wrong)
    assert answer.status_code == 422
    assert "13912345678" not in answer.get_data(as_text=True)
    with machine() as session:
        asked = select(func.count(AuditEntry.id)).where(AuditEntry.event == "reveal")
        assert session.scalar(asked) == 0


#: Field → the notice of its class.
NOTICES = {
    "id_no": "敏感个人信息",
    "birthday": "敏感个人信息",
    "mobile": "个人信息，仅限本客户业务使用",
    "account": "金融账户信息，不得以明文转发",
}


@pytest.mark.parametrize("field", NOTICES)
def test_the_notice_of_its_class_stands_at_each_field_that_opens(
    sign_in, machine, person_id, field
):
    page = f"/customers/show/{person_id}"
    if field == "account":
        with machine() as session:
            held = BankAccount(customer_id=person_id, holder="赵六", bank="工商银行")
            held.account = "6222020200112233445"
            session.add(held)
            session.flush()
            page = f"/bank-accounts/show/{held.id}"
    browser, _ = sign_in("ChiefArchivist")
    shown = browser.get(page).get_data(as_text=True)
    (told,) = re.findall(f'data-field="{field}" data-notice="([^"]+)"', shown)
    assert told.startswith(NOTICES[field])
    assert "记录" in told
    assert "data-notice></p>" in shown  # Where the question before it says it.


def test_a_day_holds_only_so_many_looks(unguarded, sign_in, person_id, monkeypatch):
    monkeypatch.setattr("app.security.reveal.REVEALS_A_DAY", 2)
    browser, _ = sign_in("ChiefArchivist")
    answers = [_reveal(browser, person_id) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 24 * 60 * 60
    assert "2" in answers[2].json["sentence"]


def test_the_trail_says_once_when_somebody_nears_the_limit(
    unguarded, sign_in, machine, person_id, monkeypatch
):
    monkeypatch.setattr("app.security.reveal.REVEALS_A_DAY", 5)
    browser, user_id = sign_in("ChiefArchivist")
    for _ in range(5):
        _reveal(browser, person_id)
    with machine() as session:
        asked = select(AuditEntry.user_id).where(AuditEntry.event == "reveal alert")
        assert session.scalars(asked).all() == [user_id]


@pytest.mark.parametrize("role", ["Auditor", "SystemAdmin", "Trainee"])
def test_a_role_without_the_right_sees_masks_alone(unguarded, sign_in, person_id, role):
    browser, _ = sign_in(role)
    assert _reveal(browser, person_id).status_code == 403


@pytest.mark.parametrize("role", ["ChiefArchivist", "Archivist", "Leader", "Auditor", "Staff"])
def test_no_page_shows_a_clear_value(app, sign_in, machine, person_id, role):
    browser, _ = sign_in(role)
    for path in ("list/", f"show/{person_id}", f"edit/{person_id}", f"history/{person_id}"):
        page = browser.get(f"/customers/{path}").get_data(as_text=True)
        for planted in ("11010119900307889X", "13912345678", "1990-03-07"):
            assert planted not in page, path


def test_the_field_table_is_whole():
    """Every field the design names is sealed, not merely masked."""
    wanted = {Customer: {"id_no", "mobile", "private_phone"}, Contact: {"mobile", "phone"}}
    wanted[BankAccount] = {"account"}
    for entity, names in wanted.items():
        assert {name for name in names if sealed_field(entity, name) is None} == set()

"""The bulk door leaves exactly what a form leaves, and opens no further."""

import json
import re

import pytest
from flask import current_app
from sqlalchemy import func, select, text

from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core import bulk, search
from app.core.db import db
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.models import Customer, new_numbers
from app.customers.passage import assess_new
from app.customers.rules import Basis, CustomerKind, TimeStatus
from app.exchange.models import ImportRow
from app.security.actor import Actor, Who, acting_as
from app.security.rules import Reach, Security, cleared_for
from app.security.writes import OutOfScopeError
from tests.factories import make_customer, make_department, make_user, root

# Derived columns repeat other rows; the screen measures them after it has written.
OWN = {"id", "number", "rid", "created_at", "updated_at", *Customer.__derived__}
CHAINED = {"id", "at", "request_id", "ip", "prev", "hash", "subject_id"}


def enterprise():
    return Customer(
        name="深圳市星辰科技有限公司",
        short_name="星辰",
        uscc=None,
        phone="0755-2222 3333",
        time_status=TimeStatus.active,
        department_id=root().id,
        remark="",
    )


def individual():
    person = Customer(
        name="赵六",
        kind=CustomerKind.individual,
        basis=Basis.contract,
        department_id=root().id,
        wechat="zhao6",
    )
    person.mobile = "13912345678"  # Sealed; an identity number may be there only once.
    return person


def numbered(record):
    record.number = new_numbers(db.session())[0]
    record.derive()
    return record


def by_form(record):
    db.session.add(record)
    db.session.commit()
    return record.id


def by_bulk(record):
    bulk.add(db.session(), type(record), [record])
    db.session.commit()
    return record.id


def row_of(pk):
    """Everything stored of a customer but what each row has of its own."""
    row = db.session.execute(
        select(Customer.__table__).where(Customer.__table__.c.id == pk)
    ).mappings()
    return {
        name: value
        for name, value in row.one().items()
        if name not in OWN and not name.endswith("_sealed")
    }


def words_of(pk, number):
    kept = db.session.scalar(text("SELECT plain FROM customer_search WHERE id = :id"), {"id": pk})
    return kept.replace(number.casefold(), "NUMBER")


def entry_of(pk):
    """What the trail says of a customer, without the places and moments of its entries."""
    table = AuditEntry.__table__
    asked = select(table).where(table.c.subject == "customer", table.c.subject_id == pk)
    (entry,) = db.session.execute(asked).mappings()
    told = {name: value for name, value in entry.items() if name not in CHAINED | {"seq"}}
    detail = json.loads(told.pop("detail"))
    return told, {name: change for name, change in detail.items() if name not in OWN}


@pytest.mark.parametrize("make", [enterprise, individual])
def test_a_row_by_bulk_equals_the_same_row_by_form(session, make):
    one, other = numbered(make()), numbered(make())
    numbers = one.number, other.number
    formed, bulked = by_form(one), by_bulk(other)
    assert row_of(formed) == row_of(bulked)
    assert words_of(formed, numbers[0]) == words_of(bulked, numbers[1])
    assert entry_of(formed) == entry_of(bulked)


def test_a_screens_customer_equals_the_same_by_bulk(sign_in, machine):
    browser, user_id = sign_in("Archivist")
    page = browser.get("/customers/add").get_data(as_text=True)
    with machine():
        told = {"csrf_token": token(page), "name": "星火重工集团", "department": str(root().id)}
    choices = {"market": "domestic", "time_status": "prospective", "security": "internal"}
    assert browser.post("/customers/add", data=told | choices).status_code == 302
    with machine() as session:
        formed = session.scalar(select(Customer.id).where(Customer.name == "星火重工集团"))
        record = Customer(name="星火重工集团", department_id=root().id)
        known = row_of(formed)
        for name in ("kind", "market", "time_status", "security"):
            setattr(record, name, known[name])
        seen = Actor(
            Who(f"user:{name_of(user_id)}", user_id), Reach.company, user_id,
            levels=cleared_for(Security.internal),
        )  # fmt: skip
        with acting_as(seen):
            assess_new(session, [record])
            bulked = by_bulk(numbered(record))
        assert row_of(bulked) == known
        assert entry_of(bulked) == entry_of(formed)


def token(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def name_of(user_id):
    from app.models import Person  # noqa: PLC0415

    return db.session.get_one(Person, user_id).username


def test_each_record_is_given_its_id_and_is_found(session):
    made = [numbered(Customer(name=f"第{n}公司", department_id=root().id)) for n in range(40)]
    bulk.add(session(), Customer, made)
    session.commit()
    for record in made:
        found = session.get_one(Customer, record.id)
        assert (found.name, found.number, found.version) == (record.name, record.number, 1)
    assert search.hits(session(), Customer, "第7公").ids == [made[7].id]
    assert make_customer().id > made[-1].id


def test_the_chain_holds_over_rows_of_both_ways(session):
    by_form(numbered(enterprise()))
    bulk.add(session(), Customer, [numbered(enterprise()) for _ in range(30)])
    session.commit()
    verdict = verify(session.connection(), current_app.extensions["keyring"].derive("audit"))
    assert verdict.whole
    adds = select(func.count()).where(AuditEntry.event == "add", AuditEntry.subject == "customer")
    assert session.scalar(adds) == 31


def test_a_rolled_back_block_leaves_nothing(session):
    bulk.add(session(), Customer, [numbered(enterprise())])
    session.rollback()
    session.commit()
    assert session.scalar(select(func.count()).select_from(Customer)) == 0
    assert search.hits(session(), Customer, "星辰").ids == []
    assert session.scalar(select(func.count()).where(AuditEntry.subject == "customer")) == 0


def test_a_later_change_by_form_finds_the_row_as_its_own(session):
    pk = by_bulk(numbered(enterprise()))
    customer = session.get_one(Customer, pk)
    customer.name = "北岭光学有限公司"
    customer.derive()
    session.commit()
    assert customer.version == 2
    assert search.hits(session(), Customer, "北岭").ids == [pk]
    assert search.hits(session(), Customer, "深圳").ids == []


def seeing(reach, department, user_id):
    return Actor(
        Who("user:test", user_id), reach, user_id, department.id, frozenset({department.id}),
        cleared_for(Security.internal),
    )  # fmt: skip


@pytest.mark.clause("S4.10", "S6.五.2")
@pytest.mark.parametrize(
    ("reach", "wrong"),
    [
        (Reach.none, {}),
        (Reach.department, {"department_id": 1}),
        (Reach.company, {"security": Security.confidential}),
        (Reach.own, {"account_manager_id": 1}),
    ],
)
def test_one_row_out_of_reach_refuses_the_block(session, reach, wrong):
    ours = make_department()
    user = make_user(department=ours.id)
    session.commit()
    names = {"account_manager_id": user.id, "department_id": ours.id}
    with acting_as(seeing(reach, ours, user.id)):
        made = [numbered(Customer(name=f"第{n}公司", **names)) for n in range(5)]
        made.append(numbered(Customer(name="别处公司", **{**names, **wrong})))
        with pytest.raises(OutOfScopeError):
            bulk.add(session(), Customer, made)


def test_a_hidden_parent_refuses_its_lines(session):
    ours, theirs = make_department(), make_department()
    hidden = make_customer(department_id=theirs.id)
    user = make_user(department=ours.id)
    contact = Contact(name="钱进", customer_id=hidden.id, basis=Basis.contract)
    contact.derive()
    session.add(contact)
    session.commit()
    line = {"contact_id": contact.id, "customer_id": hidden.id, "role": ContactRole.finance}
    with acting_as(seeing(Reach.department, ours, user.id)), pytest.raises(OutOfScopeError):
        bulk.add(session(), ContactLink, [ContactLink(**line)])


def test_the_rows_stamp_is_the_actors(session):
    ours = make_department()
    user = make_user(department=ours.id)
    session.commit()
    with acting_as(seeing(Reach.department, ours, user.id)):
        record = numbered(Customer(name="星辰", department_id=ours.id, created_by_id=999))
        pk = by_bulk(record)
    kept = session.get_one(Customer, pk)
    assert (kept.created_by_id, kept.updated_by_id) == (user.id, user.id)
    assert kept.created_at == kept.updated_at


def test_a_reference_given_as_a_record_is_refused_rather_than_lost(session):
    with pytest.raises(TypeError, match="department"):
        bulk.add(session(), Customer, [Customer(name="星辰", department=root())])


def test_more_than_a_block_is_refused(session):
    with pytest.raises(ValueError, match="block by block"):
        bulk.add(session(), ImportRow, [ImportRow()] * (bulk.MOST + 1))


def test_no_rows_cost_nothing(session):
    bulk.add(session(), Customer, [])
    assert session.scalar(select(func.count()).select_from(Customer)) == 0

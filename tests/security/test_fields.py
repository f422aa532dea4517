"""Sensitive fields over every way they might be read: field × role × way; and where they lie."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.audit.models import AuditEntry
from app.core.columns import choosable
from app.core.db import Model, db
from app.core.logs import JsonLines
from app.customers.contact_views import ContactView
from app.customers.models import Customer
from app.customers.parts import BankAccount, CustomerAddress, InvoiceTitle
from app.customers.views import CustomerView
from app.security.roles import ROLES
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import keep, make_contact, make_department, make_person
from tests.security.leaks import text_of

pytestmark = pytest.mark.clause("S9.4(一)", "S6.七.1")

#: Value → what is shown of it; the first are sealed where they are kept, too.
SEALED = {
    "11010119900307889X": "110***********889X",
    "13912345678": "139****5678",
    "13655556666": "136****6666",
    "13787654321": "137****4321",
    "13511112222": "135****2222",
    "6222020200012345678": "**** 5678",
    "6217000000009876543": "**** 6543",
}
MASKED = {
    "zhaoliu@qq.com": "z***@qq.com", "建国路 88 号": "北京市朝阳区****", "1990-03-07": "1990",
    "sunqi@example.com": "s***@example.com", "wx_zhaoliu": "w", "钱收件": "钱**",
}  # fmt: skip
CLEAR = (*SEALED, *MASKED)


def columns(screen):
    return ",".join(choosable(screen.plan))


#: Screen → the ways that read its rows; of each table the planted row is the first.
WAYS = {
    "Customers": (
        "/customers/show/1", "/customers/edit/1", "/customers/history/1", "/customers/gaps/1",
        f"/customers/list/?cols={columns(CustomerView)}", "/customers/list/?q=5678",
        "/customers/others?q=赵", "/api/v1/customer/", "/api/v1/customer/1", "/customers/show/99",
        "/api/v1/customer/?mobile=between:x", "/desk/palette?q=赵",
    ),
    "Contacts": (
        "/contacts/show/1", "/contacts/edit/1", "/contacts/history/1", "/contacts/others?q=孙",
        f"/contacts/list/?cols={columns(ContactView)}", "/api/v1/contact/", "/api/v1/contact/1",
        "/customer-contacts/of/1",
    ),
    "BankAccounts": ("/bank-accounts/of/1", "/bank-accounts/show/1", "/bank-accounts/edit/1"),
    "InvoiceTitles": ("/invoice-titles/of/1", "/invoice-titles/show/1", "/invoice-titles/edit/1"),
    "Addresses": ("/addresses/of/1", "/addresses/show/1", "/addresses/edit/1"),
    "Sheets": ("/sheets/filled/1",),
    "CustomerHeadings": ("/customer-headings/list/", "/api/v1/customer_heading/"),
    "AuditTrail": ("/audit-trail/list/?size=200", "/audit-trail/show/9"),
}  # fmt: skip
#: Ways by POST: out as files, refused as incomplete, refused as changed meanwhile.
SENT = (
    (f"/customers/export/csv?cols={columns(CustomerView)}", {}),
    (f"/contacts/export/xlsx?cols={columns(ContactView)}", {}),
    ("/customers/edit/1", {"name": "", "row_version": "1"}),
    ("/customers/edit/1", {"name": "改名", "row_version": "0", "basis": "contract"}),
    ("/contacts/edit/1", {"name": "改名", "row_version": "0", "basis": "contract"}),
    ("/bank-accounts/edit/1", {"holder": "改名", "bank": "乙", "row_version": "0"}),
)
REVEALED = {"field": "mobile", "purpose": "contact", "reason": "回访客户需求"}


@pytest.fixture
def held(machine):
    """Where a person is kept with every sensitive field, and all that hangs below."""
    with machine():
        here = make_department().id
        person = make_person(
            "赵六", id_no="11010119900307889X", mobile="13912345678", email="zhaoliu@qq.com",
            address="北京市朝阳区建国路 88 号", wechat="wx_zhaoliu", department_id=here,
        )  # fmt: skip
        person.private_phone = "13655556666"
        reached = {"phone": "13511112222", "email": "sunqi@example.com"}
        make_contact(person, "孙七", mobile="13787654321", **reached)
        account = BankAccount(customer_id=person.id, holder="赵六", bank="甲")
        account.account = "6222020200012345678"
        title = InvoiceTitle(customer_id=person.id, title="赵六")
        title.account = "6217000000009876543"
        place = {"address": "北京市朝阳区", "recipient": "钱收件"}
        for record in (account, title, CustomerAddress(customer_id=person.id, **place)):
            keep(record)
        return here


@pytest.fixture
def logged():
    """Every line the process logs meanwhile, as the log of a server has it."""
    lines = []
    handler = logging.Handler()
    handler.setFormatter(JsonLines())
    handler.emit = lambda record: lines.append(handler.format(record))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def told_by(answer):
    """All an answer says, its headings and so where it leads to among it."""
    return f"{text_of(answer)} {answer.headers}"


def ways_of(browser, role):
    """(screen or address, what was told there) of every way, whether or not it is open."""
    for screen, addresses in WAYS.items():
        yield from ((role, screen, a, told_by(browser.get(a))) for a in addresses)
    for address, form in SENT:
        yield role, "", address, told_by(browser.post(address, data=form))


def reveals(machine):
    with machine() as session:
        return session.scalar(select(func.count()).where(AuditEntry.event == "reveal"))


def kept_in(app, session):
    """What the archive keeps: the bytes of all its files, and on a server each row as text."""
    files = [
        file.read_bytes() for file in Path(app.config["DATA_DIR"]).rglob("*") if file.is_file()
    ]
    rows = [
        str(row).encode() for table in Model.metadata.sorted_tables
        if db.engine.dialect.name == "postgresql"
        for row in session.execute(text(f'SELECT t::text FROM "{table.name}" t'))
    ]  # fmt: skip
    return b"".join(files + rows)


@pytest.mark.parametrize(("_", "database"), in_turn(["fields"], DATABASES), scope="session")
def test_no_way_shows_a_sensitive_field_in_clear_without_a_reason_kept(
    unguarded, sign_in, machine, held, logged, _
):
    leaked, seen, opened = [], set(), 0
    for role in ROLES:
        browser, user_id = sign_in(role, department=held)
        with machine() as session:
            session.get(Customer, 1).account_manager_id = user_id  # So that own customers count.
        for *way, told in ways_of(browser, role):
            leaked += [(*way, value) for value in CLEAR if value in told]
            seen |= {(role, mask) for mask in {**SEALED, **MASKED}.values() if mask in told}
        answer = browser.post("/customers/reveal/1", data=REVEALED)
        is_open = "13912345678" in told_by(answer)
        assert is_open == ("can_reveal" in ROLES[role].screens.get("Customers", ()))
        opened += is_open
        assert reveals(machine) == opened
    assert leaked == []
    assert opened >= 4
    assert {mask for role, mask in seen if role == "Archivist"} >= set(SEALED.values())
    assert [value for value in CLEAR if value in "".join(logged)] == []
    with machine() as session:
        kept = kept_in(unguarded, session)
    assert "赵六".encode() in kept
    assert [value for value in SEALED if value.encode() in kept] == []

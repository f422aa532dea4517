"""申请查看: whoever asks learns nothing of whether it exists until it is granted."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.rules import MOST_ASKS
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.contracts.models import Contract
from app.core.clock import today
from app.customers.models import Customer
from app.security.models import Share
from app.security.rules import Security
from tests.access.browsing import post, text, told
from tests.contracts.factories import make_contract, make_receivable
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.service.factories import make_service

pytestmark = pytest.mark.clause("S7.5.1")
NO_SUCH = "KH202699999X"


@pytest.fixture
def house(machine):
    with machine():
        here, there = make_department(), make_department()
        customer = make_customer("近处轻工有限公司", department_id=here.id)
        secret = make_customer("机密重工有限公司", department_id=here.id,
                               security=Security.confidential)  # fmt: skip
        return {
            "here": here.id,
            "there": there.id,
            "customer": customer.id,
            "number": customer.number,
            "secret": secret.number,
        }


@pytest.fixture
def asker(sign_in, house):
    return sign_in("Staff", department=house["there"])[0]


@pytest.fixture
def head(sign_in, house):
    return sign_in("DepartmentHead", department=house["here"])[0]


def ask(browser, number, days=7, reason="joint visit"):
    day = (today() + timedelta(days)).isoformat()
    return post(browser, "/access-asks/add", told=number, last_day=day, reason=reason)


def requests(machine):
    with machine() as session:
        return list(session.scalars(select(ApprovalRequest.id)))


def sees(browser, house):
    return browser.get(f"/customers/show/{house['customer']}").status_code == 200


def test_what_is_granted_is_shown_until_its_day(asker, head, house, machine):
    assert ask(asker, house["number"].lower()).status_code == 302
    assert not sees(asker, house)
    (asked,) = requests(machine)
    assert house["number"] in text(head.get("/approvals/list/"))
    post(head, "/approvals/step/approve", rowid=asked)
    assert sees(asker, house)
    with machine() as session:
        share = session.scalars(select(Share)).one()
        assert (share.reason, share.granted_by_id, share.user_id) == (
            "joint visit", share.user_id, share.granted_by_id,
        )  # fmt: skip
    page = text(asker.get("/access-asks/show/1"))
    assert "已授权" in page
    assert f"/customers/show/{house['customer']}" in page


def pages_of(browser, number, pk):
    """All the asker can look at, without what they know anyway: number, row, name, hour, tokens."""
    told = "".join(
        text(browser.get(address))
        for address in ("/access-asks/list/", f"/access-asks/show/{pk}", "/approvals/list/",
                        "/approvals/list/?tab=mine", "/approvals/list/?tab=decided", "/")
    )  # fmt: skip
    known = (
        r'nonce="[^"]+"|value="[^"]{40,}"|content="[^"]{40,}"|\d\d:\d\d|user\d+'
        r'|data-token="[^"]+"'
        rf'|{number}|show/{pk}"|name="rowid" value="{pk}"|"r{pk}"'
    )
    return re.sub(known, "", told)


@pytest.mark.parametrize("decision", ["none", "refused", "overtaken"])
def test_what_exists_and_what_does_not_are_answered_alike(sign_in, head, house, machine, decision):
    answers = []
    for pk, number in enumerate((house["number"], NO_SUCH), 1):
        browser, _ = sign_in("Staff", department=house["there"])
        answer, says = ask(browser, number), told(browser)
        if decision == "refused":
            post(head, "/approvals/step/refuse", rowid=requests(machine), reason="not needed")
        elif decision == "overtaken":
            with machine() as session:
                for request in session.scalars(select(ApprovalRequest)):
                    request.subject_version = -1
            post(head, "/approvals/step/approve", rowid=requests(machine))
        answers.append((answer.status_code, answer.location, says, pages_of(browser, number, pk)))
    assert answers[0] == answers[1]
    assert "申请" in answers[0][2]


def test_a_refused_wish_still_reads_as_asked_and_asks_again_alike(asker, head, house, machine):
    ask(asker, house["number"])
    post(head, "/approvals/step/refuse", rowid=requests(machine), reason="not needed")
    assert "已申请" in text(asker.get("/access-asks/show/1"))
    assert "待您" not in text(asker.get("/"))
    assert ask(asker, house["number"]).status_code == 200  # Asked already: as of any number.
    ask(asker, NO_SUCH)
    assert ask(asker, NO_SUCH).status_code == 200


def test_the_page_that_is_not_there_offers_to_ask(asker, house, machine):
    there = text(asker.get(f"/customers/show/{house['customer']}"))
    nowhere = text(asker.get("/customers/show/999999"))
    assert 'action="/access-asks/add"' in there
    plain = (re.sub(r'#\d+|nonce="[^"]+"|value="[^"]{40,}"|content="[^"]{40,}"', "", page)
             for page in (there, nowhere))  # fmt: skip
    shown = [page.replace(str(house["customer"]), "").replace("999999", "") for page in plain]
    assert len(set(shown)) == 1
    assert ask(asker, f"#{house['customer']}").status_code == 302
    assert ask(asker, "#999999").status_code == 302
    assert len(requests(machine)) == 1


def test_other_pages_and_other_roles_offer_nothing(asker, sign_in):
    assert "access-asks/add" not in text(asker.get("/customers/show/abc"))
    assert "access-asks/add" not in text(asker.get("/approvals/show/999"))
    assert "access-asks/add" not in text(sign_in("Leader")[0].get("/customers/show/999"))


@pytest.mark.parametrize(("days", "reason"), [(-1, "joint visit"), (400, "joint visit"), (7, " ")])
def test_a_wish_without_a_sensible_day_or_reason_is_refused_for_any_number(
    asker, house, machine, days, reason
):
    for number in (house["number"], NO_SUCH):
        assert ask(asker, number, days, reason).status_code == 200
    assert requests(machine) == []


def test_nobody_asks_for_what_they_see(head, house, machine):
    assert ask(head, house["number"]).status_code == 200
    assert requests(machine) == []


def test_one_record_by_number_and_by_address_is_one_request(asker, house, machine):
    ask(asker, house["number"])
    ask(asker, f"#{house['customer']}")
    assert len(requests(machine)) == 1


def test_nobody_asks_by_the_hundred(asker, machine):
    answers = [ask(asker, f"KH{number}").status_code for number in range(MOST_ASKS + 1)]
    assert answers == [302] * MOST_ASKS + [200]


def test_a_wish_is_withdrawn_alike_whatever_became_of_it(asker, head, house, machine):
    ask(asker, house["number"])
    post(head, "/approvals/step/refuse", rowid=requests(machine), reason="not needed")
    ask(asker, NO_SUCH)
    ask(asker, house["secret"])
    for pk in (1, 2, 3):
        post(asker, "/access-asks/step/withdraw", rowid=pk)
        assert "已撤回" in text(asker.get(f"/access-asks/show/{pk}"))
    with machine() as session:
        stands = list(session.scalars(select(ApprovalRequest.status).order_by(ApprovalRequest.id)))
    assert stands == [RequestStatus.refused, RequestStatus.recalled]


def test_nobody_grants_what_they_do_not_see_themselves(asker, head, house, machine):
    ask(asker, house["secret"])
    post(head, "/approvals/step/approve", rowid=requests(machine))
    assert "必须自己能看到" in told(head)
    with machine() as session:
        assert session.scalars(select(Share)).all() == []


def test_wishes_are_their_owner_s_alone(asker, house, sign_in):
    ask(asker, house["number"])
    other, _ = sign_in("Staff", department=house["there"])
    assert other.get("/access-asks/show/1").status_code == 404
    assert house["number"] not in text(other.get("/access-asks/list/"))


RECORDS = {
    "contract": "/contracts", "receivable": "/receivables", "contact": "/contacts",
    "service_record": "/service-records",
}  # fmt: skip


@pytest.fixture
def records(machine, house):
    """One of each kind at the hidden customer, with the address of its page."""
    with machine() as session:
        customer = session.get(Customer, house["customer"])
        made = (make_contract(customer), make_receivable(customer), make_contact(customer),
                make_service(customer))  # fmt: skip
        return {one.__tablename__: one.id for one in made}


@pytest.mark.parametrize("kind", list(RECORDS))
def test_a_record_s_page_offers_to_ask_for_its_customer_and_tells_nothing(
    asker, head, house, records, machine, kind
):
    pages = []
    for pk in (records[kind], 999999):
        page = text(asker.get(f"{RECORDS[kind]}/show/{pk}"))
        assert f'value="{kind.upper()}#{pk}"' in page
        plain = re.sub(r'nonce="[^"]+"|value="[^"]{40,}"|content="[^"]{40,}"', "", page)
        pages.append(re.sub(rf"#{pk}|show/{pk}", "", plain))
        assert ask(asker, f"{kind}#{pk}").status_code == 302
        pages.append(told(asker))
    assert pages[:2] == pages[2:]
    (asked,) = requests(machine)
    post(head, "/approvals/step/approve", rowid=asked)
    assert sees(asker, house)


def test_of_a_record_that_is_gone_at_a_customer_one_sees_nothing_is_told(head, records, machine):
    with machine() as session:
        session.get(Contract, records["contract"]).void(make_user(), "entered by mistake")
    for what in (*(f"{kind}#{pk}" for kind, pk in records.items()), "contract#999999"):
        assert ask(head, what).status_code == 302
    assert requests(machine) == []

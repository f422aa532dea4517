"""A new record's form sent twice – a second click, a slow line, going back – makes one record."""

import io
from functools import partial

import pytest
from sqlalchemy import func, select

from app.access.asks import AccessAsk
from app.core.once import SentKey
from app.customers.contacts import Contact
from app.customers.evidence import Evidence
from app.customers.models import Customer
from app.customers.stages import CustomerStage
from app.workday.models import FollowUp
from tests.endurance.test_races import at_once
from tests.factories import make_customer
from tests.test_nothing_lost import Typed
from tests.test_weight import counting

pytestmark = pytest.mark.usefixtures("unguarded")
ASK = {"told": "KH999", "reason": "a call came in"}
#: Form → what is typed there, and what it makes.
FORMS = {
    "/customers/add": ({"name": "南海精密仪器有限公司"}, Customer),
    "/customers/add?kind=individual": ({"name": "赵六", "basis": "contract"}, Customer),
    "/quick/": ({"name": "南海精密仪器有限公司"}, Customer),
    "/contacts/add?for={customer}": ({"name": "钱进", "basis": "contract"}, Contact),
    "/follow-ups/add?for={customer}": ({"what": "谈了交期"}, FollowUp),
    "/stages/add?for={customer}": ({"stage": "active", "reason": "signed"}, CustomerStage),
    "/access-asks/add": (ASK, AccessAsk),
}


@pytest.fixture
def customer(machine):
    with machine():
        return make_customer().id


@pytest.fixture
def archivist(sign_in):
    return sign_in("ChiefArchivist")[0]


def opened(browser, address):
    """A form as it is opened, with its unseen key."""
    values = Typed(browser.get(address).get_data(as_text=True)).values
    return {name: value.removeprefix("\r\n") for name, value in values.items()}


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_twice_makes_one_record(sign_in, customer, machine, form):
    typed, entity = FORMS[form]
    browser, _ = sign_in("Staff" if entity is AccessAsk else "ChiefArchivist")
    address, before = form.format(customer=customer), count(machine, entity)
    told = opened(browser, address) | typed
    first, made = browser.post(address, data=told), count(machine, entity)
    second = browser.post(address, data=told)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert count(machine, entity) == made > before
    page = browser.get(second.location.partition("#")[0]).get_data(as_text=True)
    assert "此表单已保存过，未重复保存" in page


def test_another_form_or_other_words_are_another_record(archivist, machine):
    told = opened(archivist, "/customers/add") | {"name": "南海精密仪器有限公司"}
    archivist.post("/customers/add", data=told)
    archivist.post("/customers/add", data=told | {"name": "北海精密仪器有限公司"})
    again = opened(archivist, "/customers/add")
    assert again["form_key"] != told["form_key"]
    archivist.post("/customers/add", data=again | {"name": "东海精密仪器有限公司"})
    assert count(machine, Customer) == 3


def test_a_refused_form_is_sent_again_with_its_key(archivist, machine):
    told = opened(archivist, "/customers/add") | {"name": ""}
    refused = archivist.post("/customers/add", data=told)
    kept = Typed(refused.get_data(as_text=True)).values["form_key"]
    assert (refused.status_code, kept) == (200, told["form_key"])
    assert count(machine, SentKey) == 0
    assert archivist.post("/customers/add", data=told | {"name": "南海"}).status_code == 302
    assert count(machine, Customer) == count(machine, SentKey) == 1


def test_a_key_is_its_senders_alone(archivist, sign_in, machine):
    told = opened(archivist, "/customers/add") | {"name": "南海精密仪器有限公司"}
    first = archivist.post("/customers/add", data=told)
    second = sign_in("ChiefArchivist")[0].post("/customers/add", data=told)
    assert first.location != second.location
    assert count(machine, Customer) == 2


def test_a_file_belongs_to_what_was_sent(archivist, customer, machine):
    """A telephone calls each picture image.jpg: another picture is another piece of evidence."""
    tab = archivist.get(f"/evidence/of/{customer}").get_data(as_text=True)
    told = Typed(tab).values
    for text in (b"%PDF-1.4 one", b"%PDF-1.4 one", b"%PDF-1.4 two"):
        data = {**told, "kind": "licence", "upload": (io.BytesIO(text), "scan.pdf")}
        answer = archivist.post(f"/evidence/add?for={customer}", data=data)
        assert answer.status_code == 302
    assert count(machine, Evidence) == 2


def test_two_at_once_make_one_record(app, archivist, machine, sign_in):
    _, number = sign_in("ChiefArchivist")
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(number), True
    for turn in range(5):
        told = opened(browsers[0], "/customers/add") | {"name": f"南海{turn}有限公司"}
        post = partial(_post, told)
        places = at_once(post, browsers)
        assert len(set(places)) == 1
        assert count(machine, Customer) == turn + 1


def _post(told, browser):
    answer = browser.post("/customers/add", data=told)
    assert answer.status_code == 302
    return answer.location


def test_keeping_the_key_costs_one_statement(archivist, machine):
    costs = []
    for turn in range(3):  # The first warms what a process works out once.
        told = opened(archivist, "/customers/add") | {"name": f"南海{turn}有限公司"}
        if turn == 1:
            del told["form_key"]
        with counting() as seen:
            assert archivist.post("/customers/add", data=told).status_code == 302
        costs.append(len(seen))
    assert costs[2] == costs[1] + 1
    assert costs[2] <= 15

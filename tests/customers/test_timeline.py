"""A customer's timeline: each domain's entries, for whom they are, page by page, kind by kind."""

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.visitors import iterate

from app.audit.models import AuditEntry
from app.contracts.models import Contract
from app.core.clock import today
from app.core.db import Model
from app.core.gate import masks_of
from app.customers.contacts import Contact
from app.customers.feeding import FeedKind, merged
from app.customers.models import Customer
from app.feeds import FEEDS
from app.models import Department, Person
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.rules import Security
from app.workday.comments import Comment
from app.workday.files import FollowUpFile
from app.workday.models import FollowUp
from tests.contracts.factories import make_contract, put_on_duty
from tests.customers.sheets import speak
from tests.factories import keep, make_customer, make_department, make_user
from tests.security import business, care
from tests.test_weight import counting
from tests.workday.factories import make_follow_up, make_task
from tests.workday.test_follow_ups import as_user

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


@pytest.fixture
def company(machine):
    """A customer of one department with an entry of each kind; another department's; a secret."""
    with machine():
        here, there = make_department(), make_department()
        seller = make_user("Archivist", here.id, username="seller")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        business.plant(mine, "A")
        care.plant(mine, "A")
        make_task(seller, seller, title="PLANT-task-A", customer_id=mine.id)
        rows = {"here": here, "there": there, "mine": mine, "seller": seller}
        return {name: row.id for name, row in rows.items()}


def page_of(browser, number, screen="customers", status=200, **told):
    answer = browser.get(f"/{screen}/history/{number}", query_string=told)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


WORDS = [*business.NAMES.values(), *care.NAMES.values(), "task"]


def whole(browser, number, screen="customers", **told):
    """All pages, one below the other."""
    page = found = page_of(browser, number, screen, **told)
    for _ in range(50):
        more = re.search(r'<li hx-get="([^"]+)"', page)
        if not more:
            return found
        page = browser.get(more.group(1).replace("&amp;", "&")).get_data(as_text=True)
        found += page
    raise AssertionError("it never ends")


def test_each_domain_feeds_it(app, company):
    page = whole(as_user(app, company["seller"]), company["mine"])
    assert [w for w in WORDS if f"PLANT-{w}-A" not in page] == []


def entry_of(page, word):
    """The entry that holds a word."""
    (found,) = [one for one in page.split('<span class="timeline-mark') if word in one]
    return found


def test_every_table_about_a_customer_feeds_it_or_is_told_otherwise():
    told = {"customer", "contact", "review_mark"}  # The trail, the contact's part, the review.
    about = {
        mapper.local_table.name
        for mapper in Model.registry.mappers
        if "customer_id" in mapper.columns and mapper.local_table.name not in told
    }
    assert about | {"comment", "approval_decision"} == {feed.name for feed in FEEDS}


def test_no_feed_names_what_is_masked_and_each_leads_to_a_screen_that_is_there(app):
    views = {type(view).__name__: view for view in app.appbuilder.baseviews}
    drawn = (Path(app.static_folder) / "icons.svg").read_text(encoding="utf-8")
    for feed in FEEDS:
        named = {c for c in inspect(feed.entity).columns if c.key in masks_of(feed.entity, None)}
        assert not named & set(iterate(coercions.expect(roles.ExpressionElementRole, feed.text)))
        assert f'id="{feed.icon}"' in drawn
        if feed.screen:
            assert views[feed.screen].class_permission_name == feed.right
            assert "can_show" in views[feed.screen].base_permissions


@pytest.mark.clause("S1.4(3)")
def test_an_entry_says_what_when_since_when_by_whom_and_leads_there(app, company, machine):
    with machine() as session, acting_as(acting_user("seller")):
        customer = session.get(Customer, company["mine"])
        contract = make_contract(
            customer, name="年度供货合同", amount=Decimal("1234.50"), signed_on="2026-03"
        )
        number = contract.id
    seller = as_user(app, company["seller"])
    entry = entry_of(page_of(seller, company["mine"], of="business"), "年度供货合同")
    for told in (f'href="/contracts/show/{number}"', "1,234.50 CNY", "签订于 2026-03", "seller",
                 f"{today()}", "待签署"):  # fmt: skip
        assert told in entry, told


@pytest.mark.parametrize(("language", "word"), [("zh", "合同"), ("en", "Contract")])
def test_it_is_told_in_the_readers_language(unguarded, company, language, word):
    seller = as_user(unguarded, company["seller"])
    speak(seller, language)
    page = page_of(seller, company["mine"], of="business")
    assert f"<p>{word} <span" in entry_of(page, "PLANT-contract-A")


def test_the_kinds_part_it_and_nothing_is_in_two(app, company):
    seller = as_user(app, company["seller"])
    pages = {kind: whole(seller, company["mine"], of=kind.name) for kind in FeedKind}
    for word in WORDS:
        if word != "invited":  # The word stands at the guest's part too.
            assert sum(f"PLANT-{word}-A" in page for page in pages.values()) == 1, word
    assert "PLANT-contract-A" in pages[FeedKind.business]
    assert "PLANT-complaint-A" in pages[FeedKind.service]
    assert "PLANT-spoken-A" in pages[FeedKind.communication]
    assert "录入" in pages[FeedKind.file]
    assert whole(seller, company["mine"], of="nonsense") == whole(seller, company["mine"])


def test_pages_follow_each_other_without_a_gap_or_a_double(app, company, machine):
    with machine() as session:
        seller = session.get(Person, company["seller"])
        customer = session.get(Customer, company["mine"])
        for number in range(70):
            make_follow_up(customer, seller, what=f"第{number:02}次")
            if number % 2:
                customer.remark = f"改{number:02}"
                session.flush()
    browser = as_user(app, company["seller"])
    page = whole(browser, company["mine"])
    assert re.findall(r"第(\d\d)次", page) == [f"{number:02}" for number in reversed(range(70))]
    assert re.findall(r"<ins>改(\d\d)", page) == [f"{n:02}" for n in reversed(range(1, 70, 2))]
    moments = re.findall(r"<time>\D*([\d: -]+)", page)
    assert moments == sorted(moments, reverse=True)
    assert page_of(browser, company["mine"]).count("<time>") == 20


@pytest.mark.parametrize("after", ["x", "follow_up.", "follow_up.-1", "~~.", "nothing.3", "a.b.c"])
def test_a_place_that_is_none_is_passed_over(app, company, after):
    page_of(as_user(app, company["seller"]), company["mine"], after=after)


@pytest.mark.clause("S1.7(2)", "S6.五.2")
def test_what_is_out_of_reach_or_taken_back_is_in_nobodys(app, company, machine):
    with machine() as session:
        here, there = company["here"], company["there"]
        keeper = session.get(Person, company["seller"])
        secret = make_customer(department_id=here, security=Security.confidential)
        foreign = make_customer(department_id=there)
        business.plant(secret, "B")
        business.plant(foreign, "C")
        contract = session.scalar(select(Contract).where(Contract.number == "PLANT-contract-A"))
        contract.void(keeper, "entered twice")
        spoken = session.scalar(select(FollowUp).where(FollowUp.what == "PLANT-spoken-A"))
        spoken.void(keeper, "entered twice")
        guest = session.scalar(select(Contact).where(Contact.name == "PLANT-invited-A"))
        guest.void(keeper, "entered twice")
        hidden = (secret.id, foreign.id)
    seller = as_user(app, company["seller"])
    for number in hidden:
        page_of(seller, number, status=404)
        page_of(seller, number, "customer-headings", status=404)
    page = whole(seller, company["mine"])
    assert "PLANT-contract-A" not in page
    assert "PLANT-spoken-A" not in page
    assert "PLANT-invited-A" not in page
    assert "PLANT-owed-A" in page


def test_a_task_is_told_to_who_gave_and_who_has_it(app, company, machine):
    with machine():
        other = make_user("Archivist", company["here"]).id
    page = whole(as_user(app, other), company["mine"])
    assert "PLANT-task-A" not in page
    assert "PLANT-complaint-A" in page


def test_what_is_said_below_a_follow_up_is_told_of_its_customer_alone(app, company, machine):
    with machine() as session:
        seller = session.get(Person, company["seller"])
        other = make_customer("近邻五金有限公司", department_id=company["here"],
                              account_manager_id=seller.id)  # fmt: skip
        for customer, said in (
            (other, "别家的话"),
            (session.get(Customer, company["mine"]), "报价"),
        ):
            spoken = make_follow_up(customer, seller)
            keep(Comment(follow_up_id=spoken.id, person_id=seller.id, text=said))
        gone = keep(Comment(follow_up_id=spoken.id, person_id=seller.id, text="说错了的"))
        gone.void(seller, "said by mistake")
    page = whole(as_user(app, company["seller"]), company["mine"])
    assert "/comments/show/" in entry_of(page, ">报价<")
    assert "别家的话" not in page
    assert "说错了的" not in page


@pytest.mark.clause("S1.7(2)", "S6.五.2")
def test_who_is_on_duty_reads_the_own_kinds_below_the_heading(app, company, machine):
    with machine() as session:
        finance = make_department()
        clerk = make_user("Staff", finance.id).id
        put_on_duty(finance)
        secret = make_customer(department_id=company["here"], security=Security.confidential)
        business.plant(secret, "B")
        hidden, there = secret.id, session.get(Department, company["there"])
        beside = make_user("Staff", there.id).id
    browser = as_user(app, clerk)
    page_of(browser, company["mine"], status=404)
    page = whole(browser, company["mine"], "customer-headings")
    own = ("project", "contract", "trade", "delivery", "owed", "paid")
    assert [w for w in WORDS if f"PLANT-{w}-A" in page] == [w for w in WORDS if w in own]
    assert page.count("<time>") == len(own)  # Nothing of the file's own trail.
    assert "timeline-kinds" not in page
    page_of(browser, hidden, "customer-headings", status=404)
    page_of(as_user(app, beside), company["mine"], "customer-headings", status=404)
    shown = browser.get(f"/customer-headings/show/{company['mine']}").get_data(as_text=True)
    assert f"/customer-headings/history/{company['mine']}" in shown


def cost(browser, number):
    with counting() as seen:
        page_of(browser, number)
    return seen


def test_it_costs_as_many_statements_for_many_rows_and_kinds_as_for_few(app, company, machine):
    with machine() as session:
        seller = session.get(Person, company["seller"])
        empty = make_customer(department_id=company["here"])
        make_follow_up(empty, seller)
        bare = empty.id
    browser = as_user(app, company["seller"])
    cost(browser, bare)
    few = cost(browser, bare)
    with machine() as session:
        seller = session.get(Person, company["seller"])
        customer = session.get(Customer, company["mine"])
        for number in range(60):
            make_follow_up(customer, seller, what=f"第{number}次")
            make_contract(customer, name=f"合同{number}")
    many = cost(browser, company["mine"])
    assert len(many) == len(few) <= 8, "\n".join(many)
    (fed,) = [s for s in many if "UNION ALL" in s]
    assert fed.count("LIMIT") == len(FEEDS)
    assert sum("audit_entry" in s for s in many) == 1


def test_merging_keeps_each_sources_order_and_stops_where_a_full_one_ends():
    class Line(NamedTuple):
        id: int
        at: int
        told: bool = True

    sources = {
        "a": [Line(9, 90), Line(8, 70), Line(7, 75)],
        "b": [Line(5, 80, told=False), Line(4, 60, told=False)],
    }
    found, places = merged(sources, {}, 2, 3)
    assert [line.id for _, line in found] == [9, 8]
    assert places == {"a": 8, "b": 5}
    found, places = merged(sources, {"b": 6, "c": 1}, 5, 2)
    assert [line.id for _, line in found] == [9, 8, 7]
    assert places == {"a": 7, "b": 4, "c": 1}
    assert merged({"a": sources["a"]}, {}, 3, 4)[1] is None


@pytest.mark.clause("S10.6.1b")
def test_files_are_looked_at_and_fetched_through_the_gate_alone(unguarded, company, machine):
    browser = as_user(unguarded, company["seller"])
    with machine() as session:
        spoken = session.scalar(select(FollowUp.id).where(FollowUp.what == "PLANT-spoken-A"))
        reader = make_user("Auditor", company["here"]).id
    for name, content in (("门头.png", PNG), ("报价单.pdf", b"%PDF-1.7\n%%EOF\n")):
        told = {"upload": (io.BytesIO(content), name)}
        answer = browser.post(f"/follow-up-files/add?for={spoken}", data=told)
        assert answer.status_code == 302
    with machine() as session:
        asked = select(FollowUpFile.id).order_by(FollowUpFile.id)
        picture, paper = session.scalars(asked).all()
        read = select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "preview")
        before = session.scalar(read)
    entry = entry_of(page_of(browser, company["mine"]), "门头.png")
    assert f'<img src="/follow-up-files/preview/{picture}"' in entry
    assert f'href="/follow-up-files/preview/{paper}"' in entry
    assert entry.count("<img") == 1
    for number in (picture, paper):
        assert f'href="/follow-up-files/file/{number}"' in entry
    with machine() as session:
        assert session.scalar(read) == before  # To be named is not to be looked at.
    # Whoever may not fetch them sees what was said without them.
    page = whole(as_user(unguarded, reader), company["mine"])
    assert "PLANT-spoken-A" in page
    assert "门头.png" not in page

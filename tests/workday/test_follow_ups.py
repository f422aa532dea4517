"""Follow-ups: what answers what, since when a customer is quiet, who sees and who writes them."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.clock import local
from app.core.words import RuleError
from app.customers.models import Customer
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.workday import contacting
from app.workday.comments import Comment, Mention
from app.workday.models import FollowUp, FollowUpTemplate
from app.workday.rules import FollowUpState
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.workday.factories import day, make_follow_up

pytestmark = pytest.mark.clause("S5.3.2.3")


def test_the_next_contact_answers_what_was_planned(session):
    customer, person = make_customer(), make_user("Staff")
    first = make_follow_up(customer, person, happened_on=day(-9), next_on=day(-2))
    assert first.state is FollowUpState.due
    later = make_follow_up(customer, person, happened_on=day(-1), next_on=day(5))
    assert (first.state, later.state) == (FollowUpState.answered, FollowUpState.planned)
    assert first.answered_by_id == later.id
    contacting.take_back(session, later, person, "entered by mistake")
    session.flush()
    session.refresh(first)
    assert first.state is FollowUpState.due


def test_what_is_taken_back_leaves_its_plan_to_a_later_contact(session):
    customer, person = make_customer(), make_user("Staff")
    plan = make_follow_up(customer, person, happened_on=day(-9), next_on=day(-5))
    first = make_follow_up(customer, person, happened_on=day(-4))
    second = make_follow_up(customer, person, happened_on=day(-1))
    assert plan.answered_by_id == first.id
    contacting.take_back(session, first, person, "entered by mistake")
    assert plan.answered_by_id == second.id


@pytest.mark.parametrize(
    ("corrected", "told", "is_answered"),
    [
        ("answer", {"happened_on": day(-4)}, False),
        ("answer", {"happened_on": day(-4), "next_on": day(3)}, True),
        ("plan", {"next_on": day(2)}, False),
        ("plan", {"next_on": None}, False),
        ("plan", {"next_on": day(-6)}, True),
        ("stray", {"happened_on": day(-1)}, True),
    ],
)
def test_corrected_days_are_answered_anew(session, corrected, told, is_answered):
    customer, person = make_customer(), make_user("Staff")
    rows = {"plan": make_follow_up(customer, person, happened_on=day(-9), next_on=day(-2))}
    kind = {"stray": day(-5), "answer": day(-1), "plan": day(-1)}[corrected]
    rows["stray" if corrected == "stray" else "answer"] = answer = make_follow_up(
        customer, person, happened_on=kind
    )
    session.refresh(rows["plan"])
    assert (rows["plan"].answered_by_id == answer.id) is (corrected != "stray")
    for name, value in told.items():
        setattr(rows[corrected], name, value)
    contacting.mend(session, rows[corrected])
    session.flush()
    session.refresh(rows["plan"])
    assert rows["plan"].answered_by_id == (answer.id if is_answered else None)


def test_a_follow_up_is_not_moved_to_another_customer(unguarded, company, machine):
    with machine() as session:
        seller = session.get(type(make_user()), company["seller"])
        place = {"department_id": seller.department_id, "account_manager_id": seller.id}
        beside = make_customer("旁边机电有限公司", **place).id
        form = {"what": "谈了价格", "channel": "phone", "happened_on": str(day(-2)),
                "customer": beside,
                "row_version": str(session.get(FollowUp, company["plan"]).version)}  # fmt: skip
    answer = as_user(unguarded, company["seller"]).post(
        f"/follow-ups/edit/{company['plan']}", data=form
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert ("跟进记录不能改到其他客户名下" in page, "谈了价格" in page) == (True, True)
    with machine() as session:
        assert session.get(FollowUp, company["plan"]).customer_id != beside


def test_an_older_contact_entered_late_answers_nothing(session):
    customer, person = make_customer(), make_user("Staff")
    plan = make_follow_up(customer, person, happened_on=day(-3), next_on=day(-1))
    make_follow_up(customer, person, happened_on=day(-5))
    assert plan.answered_by_id is None


def test_another_customers_contact_answers_nothing(session):
    person = make_user("Staff")
    plan = make_follow_up(make_customer(), person, happened_on=day(-3), next_on=day(-1))
    make_follow_up(make_customer(), person)
    assert plan.answered_by_id is None


def test_a_customer_is_quiet_since_its_last_contact(session):
    customer, person = make_customer(), make_user("Staff")
    begun = local(customer.created_at).date()
    assert customer.quiet_since == begun
    stamps = (customer.version, customer.updated_at)
    old = make_follow_up(customer, person, happened_on=day(-40))
    assert customer.quiet_since == day(-40)
    new = make_follow_up(customer, person, happened_on=day(-2))
    make_follow_up(customer, person, happened_on=day(-9))
    assert customer.quiet_since == day(-2)
    contacting.take_back(session, new, person, "entered by mistake")
    assert customer.quiet_since == day(-9)
    session.expire_all()
    assert session.scalar(select(Customer.quiet_since)) == day(-9)
    assert (customer.version, customer.updated_at) == stamps
    assert old.answered_by_id is None


def test_the_person_one_spoke_with_serves_this_customer(session):
    customer, person = make_customer(), make_user("Staff")
    make_follow_up(customer, person, contact=make_contact(customer))
    with pytest.raises(RuleError):
        make_follow_up(customer, person, contact=make_contact(make_customer()))


@pytest.mark.parametrize("told", [{"what": ""}, {"next_on": day(-5)}])
def test_the_database_itself_refuses_what_makes_no_sense(session, told):
    fields = {"happened_on": day(), "what": "x", **told}
    customer, person = make_customer(), make_user("Staff")
    session.commit()
    session.add(FollowUp(customer_id=customer.id, person_id=person.id, **fields))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_three_templates_are_shipped_for_each_kind(session):
    kinds = [t.kind for t in session.scalars(select(FollowUpTemplate))]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(set(kinds), 3)
    assert len(set(kinds)) == 4


# ── who sees and who writes ──────────────────────────────────────
@pytest.fixture
def company(machine):
    """A seller of one department with a customer, and a colleague of another department."""
    with machine():
        here, there = make_department(), make_department()
        seller = make_user("Staff", here.id, username="seller")
        other = make_user("Staff", here.id, username="beside")
        stranger = make_user("Archivist", there.id, username="stranger")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        plan = make_follow_up(mine, seller, what="秘密谈话", happened_on=day(-3), next_on=day(-1))
        return {
            "here": here.id, "there": there.id, "mine": mine.id, "plan": plan.id,
            "seller": seller.id, "beside": other.id, "stranger": stranger.id,
        }  # fmt: skip


@pytest.mark.clause("S6.五.2")
def test_another_department_or_seller_sees_and_writes_none(company, machine):
    with machine() as session:
        for name in ("stranger", "beside"):
            with acting_as(acting_user(name)):
                assert session.scalars(select(FollowUp.id)).all() == []
                told = {"happened_on": day(), "what": "x", "person_id": company[name]}
                session.add(FollowUp(customer_id=company["mine"], **told))
                with pytest.raises(RuleError):
                    session.flush()
                session.rollback()


DOORS = (
    ("GET", "/follow-ups/show/{plan}"), ("GET", "/follow-ups/edit/{plan}"),
    ("POST", "/follow-ups/edit/{plan}"), ("GET", "/follow-ups/history/{plan}"),
    ("POST", "/follow-ups/step/void"), ("GET", "/customer-follow-ups/of/{mine}"),
    ("GET", "/comments/of/{plan}"), ("GET", "/comments/add?for={plan}"),
    ("POST", "/comments/add?for={plan}"), ("GET", "/api/v1/follow_up/{plan}"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "address"), DOORS)
@pytest.mark.clause("S6.五.2")
def test_a_foreign_follow_up_is_not_there(unguarded, company, sign_in, method, address):
    browser, _ = sign_in("Archivist", department=company["there"])
    form = {"rowid": company["plan"], "reason": "a good reason", "text": "看到了", "what": "改"}
    answer = browser.open(address.format(**company), method=method, data=form)
    assert answer.status_code == 404


@pytest.mark.parametrize("query", ["", "?q=秘密", "?state=due", "?customer_id={mine}", "?last=1"])
def test_no_list_shows_a_foreign_follow_up(unguarded, company, sign_in, query):
    browser, _ = sign_in("Archivist", department=company["there"])
    page = browser.get("/follow-ups/list/" + query.format(**company)).get_data(as_text=True)
    told = browser.get("/api/v1/follow_up/" + query.format(**company)).get_data(as_text=True)
    assert "近处轻工" not in page + told
    assert "谈话" not in page.replace("秘密", "") + told


def as_user(app, number):
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    return browser


GOOD = {"what": "谈了价格", "channel": "visit", "next_on": "", "contact": ""}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"happened_on": str(day()), "next_on": str(day(-1))}, "下次联系日期不能早于本次"),
        ({"happened_on": str(day(1))}, "尚未发生"),
        ({"happened_on": str(day()), "next_on": "明天"}, "日期"),
        ({"happened_on": str(day()), "what": " "}, "必填"),
        ({"happened_on": str(day()), "customer": "999999"}, ""),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_nothing_typed_is_lost(
    unguarded, company, machine, wrong, sentence
):
    browser = as_user(unguarded, company["seller"])
    form = {**GOOD, "customer": str(company["mine"]), **wrong}
    page = browser.post(f"/follow-ups/add?for={company['mine']}", data=form)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert sentence in text
    assert "谈了价格" in text or "what" in wrong
    assert form["next_on"] in text
    with machine() as session:
        assert session.scalars(select(FollowUp.id)).all() == [company["plan"]]


@pytest.mark.clause("S11.3.1a")
def test_a_logged_contact_leads_back_to_the_customer(unguarded, company, machine):
    browser = as_user(unguarded, company["seller"])
    page = browser.get(f"/follow-ups/add?for={company['mine']}").get_data(as_text=True)
    assert "近处轻工" in page
    assert "需求了解" in page
    form = {**GOOD, "customer": str(company["mine"]), "happened_on": str(day()),
            "next_on": str(day(7))}  # fmt: skip
    answer = browser.post(f"/follow-ups/add?for={company['mine']}&template=1", data=form)
    assert answer.location.endswith(f"/customers/show/{company['mine']}#customer-follow-ups")
    with machine() as session:
        old, new = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert old.answered_by_id == new.id
        assert (new.person_id, new.template_id) == (company["seller"], 1)
        assert session.get(Customer, company["mine"]).quiet_since == day()


def test_from_the_list_every_kinds_templates_are_offered(unguarded, company):
    browser = as_user(unguarded, company["seller"])
    page = browser.get("/follow-ups/add").get_data(as_text=True)
    assert page.count("/follow-ups/add?template=") == 12
    assert " · 需求了解" in page
    chosen = browser.get("/follow-ups/add?template=1").get_data(as_text=True)
    assert "决策人：" in chosen
    here = browser.get(f"/follow-ups/add?for={company['mine']}").get_data(as_text=True)
    assert here.count("&amp;template=") == 3


def test_nobody_else_corrects_a_report(unguarded, company, sign_in, machine):
    browser, _ = sign_in("Archivist", department=company["here"])
    form = {**GOOD, "customer": str(company["mine"]), "happened_on": str(day(-3)),
            "row_version": "1"}  # fmt: skip
    page = browser.post(f"/follow-ups/edit/{company['plan']}", data=form).get_data(as_text=True)
    assert "只有填写人" in page
    with machine() as session:
        assert session.get(FollowUp, company["plan"]).what == "秘密谈话"


# ── comments ─────────────────────────────────────────────────────
def test_a_comment_calls_a_colleague_who_finds_it_and_notes_it(
    unguarded, company, sign_in, machine
):
    keeper, _ = sign_in("Archivist", department=company["here"], username="李档")
    seller = as_user(unguarded, company["seller"])
    address = f"/comments/add?for={company['plan']}"
    seller.post(address, data={"text": "请@李档看一下合同"})
    assert "请@李档看一下合同" in keeper.get("/").get_data(as_text=True)
    keeper.post(address, data={"text": "已看，@seller 请补附件"})
    assert "请@李档看一下合同" not in keeper.get("/").get_data(as_text=True)
    with machine() as session:
        second = session.scalars(select(Comment.id).order_by(Comment.id.desc())).first()
    seller.post("/comments/step/note", data={"rowid": second})
    with machine() as session:
        assert all(mention.noted_at for mention in session.scalars(select(Mention)))


@pytest.mark.parametrize("name", ["stranger", "beside", "nobody", "admin"])
def test_who_does_not_see_the_customer_cannot_be_called(unguarded, company, machine, name):
    seller = as_user(unguarded, company["seller"])
    page = seller.post(f"/comments/add?for={company['plan']}", data={"text": f"@{name} 请看"})
    text = page.get_data(as_text=True)
    assert f"“{name}” 不是能看到此客户的同事" in text.replace("&#34;", '"')
    assert f"@{name} 请看" in text
    with machine() as session:
        assert session.scalars(select(Comment)).all() == []

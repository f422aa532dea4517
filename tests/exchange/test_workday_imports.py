"""Files of follow-ups and tasks on screen: who may send them, and how they are taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.customers.models import Customer
from app.exchange.rules import BatchStatus
from app.workday.comments import Comment
from app.workday.models import FollowUp
from app.workday.rules import TaskState
from app.workday.tasks import Task
from tests.exchange.screens import batch, csv_file, send, step, work
from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import day, make_follow_up

pytestmark = pytest.mark.clause("S5.3.2.1")
MINE, FOREIGN = "近处轻工有限公司", "远方重工有限公司"


def on(offset=0):
    return day(offset).isoformat()


def all_of(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


FILES = {
    "follow_up": (
        FollowUp, ("customer_name", "happened_on", "what", "next_on"), (MINE, on(), "谈了", ""),
        (FOREIGN, on(), "谈了", ""),
    ),
    "task": (
        Task, ("title", "assignee", "due_on"), ("补齐合同", "seller", on(3)),
        ("补齐合同", "seller", on(-1)),
    ),
    "comment": (
        Comment, ("customer_name", "followed_on", "text"), (MINE, on(-9), "已约下周"),
        (FOREIGN, on(-9), "已约下周"),
    ),
}  # fmt: skip


@pytest.fixture
def desks(site, machine, sign_in):
    """Browsers of a keeper, a seller and an auditor; the keeper's customer has a plan."""
    with machine():
        here = make_department()
        seller = make_user("Staff", here.id, username="seller")
        mine = make_customer(MINE, department_id=here.id, account_manager_id=seller.id)
        make_customer(FOREIGN)
        make_follow_up(mine, seller, happened_on=today() - timedelta(days=9), next_on=today())
        number = here.id
    return {role: sign_in(role, department=number)[0] for role in ("Archivist", "Staff", "Auditor")}


def checked(site, browser, subject, *rows):
    fields = FILES[subject][1]
    pk = int(send(browser, csv_file(fields, *rows), subject=subject).rsplit("/", 1)[-1])
    work(site)
    chosen = {f"field-{place}": name for place, name in enumerate(fields)}
    told = {"mode": "create", "key": "number", **chosen}
    assert browser.post(f"/imports/match/{pk}", data=told).status_code == 302
    work(site)
    return pk


def living(machine, entity):
    """Follow-ups not taken back; tasks not cancelled."""
    asked = select(func.count()).select_from(entity)
    asked = asked.where(entity.state != TaskState.cancelled) if entity is Task else asked
    with machine() as session:
        return session.scalar(asked)


@pytest.mark.parametrize("subject", FILES)
def test_a_file_is_taken_in_and_taken_back(site, machine, desks, subject):
    entity, _, good, wrong = FILES[subject]
    browser, before = desks["Archivist"], living(machine, entity)
    pk = checked(site, browser, subject, good, wrong, good)
    kept = batch(machine, pk)
    assert (kept.rows_in, kept.created, kept.duplicate, kept.refused) == (3, 1, 1, 1)
    shown = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "文件中此记录出现了两次。" in shown
    assert living(machine, entity) == before
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    assert living(machine, entity) == before + 1
    with machine() as session:
        plan = session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        assert (plan.answered_by_id is not None) is (entity is FollowUp)
    browser.post("/language/en")
    told = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "The file lists this record twice." in told
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert batch(machine, pk).status is BatchStatus.undone
    assert living(machine, entity) == before
    with machine() as session:
        plan = session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        assert plan.answered_by_id is None
        asked = select(Customer.quiet_since).where(Customer.name == MINE)
        assert session.scalar(asked) == day(-9)


def test_a_whole_log_is_taken_back_though_its_rows_answer_each_other(site, machine, desks):
    """Of more blocks than one; what it answered of before is open again."""
    browser = desks["Archivist"]
    log = [(MINE, on(-n), f"{n}天前", on(1 - n)) for n in range(61)]
    pk = checked(site, browser, "follow_up", *log)
    chain = select(func.count(FollowUp.id)).where(FollowUp.answered_by_id.is_not(None))
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    assert living(machine, FollowUp) == 62
    with machine() as session:
        assert session.scalar(chain) == 61  # All but the last.
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert living(machine, FollowUp) == 1
    with machine() as session:
        assert session.scalar(chain) == 0


@pytest.mark.clause("S3.员工.2")
def test_a_task_somebody_took_on_stays_when_its_file_is_undone(site, machine, desks):
    browser = desks["Archivist"]
    pk = checked(
        site, browser, "task", ("补齐合同", "seller", on(3)), ("整理柜子", "seller", on(3))
    )
    step(browser, "apply", pk)
    work(site)
    with machine() as session:
        first = session.scalars(select(Task).order_by(Task.id)).first()
        first.accept(first.assignee)
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    with machine() as session:
        states = [task.state for task in all_of(session, Task)]
    assert states == [TaskState.accepted, TaskState.cancelled]
    assert "补齐合同" in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_who_may_not_add_one_by_hand_may_not_by_file_either(site, machine, desks):
    may = {("Archivist", "follow_up"), ("Archivist", "task"), ("Staff", "follow_up"),
           ("Archivist", "comment"), ("Staff", "comment")}  # fmt: skip
    for subject, (entity, fields, good, _) in FILES.items():
        before = living(machine, entity)
        for role, browser in desks.items():
            offer = f'id="subject-{subject}"'
            told = browser.get("/imports/add").get_data(as_text=True)
            assert (offer in told) is ((role, subject) in may)
            if (role, subject) not in may:
                page = send(browser, csv_file(fields, good), subject=subject)
                assert "/imports/show/" not in page
        assert work(site) == []
        assert living(machine, entity) == before


def test_an_empty_list_of_tasks_offers_a_file_to_who_gives_them_out(desks):
    offer = "/imports/add?subject=task"
    for role, browser in desks.items():
        page = browser.get("/tasks/list/").get_data(as_text=True)
        assert (offer in page) is (role == "Archivist")

"""Tasks: who gives them to whom, who moves them on, and what nobody learns from them."""

import pytest
from sqlalchemy import select

from app.core.words import RuleError
from app.workday.rules import TaskState
from app.workday.tasks import Task
from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import day, make_task
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S3.员工.2")


@pytest.fixture
def company(machine):
    with machine():
        here, there = make_department(), make_department()
        keeper = make_user("Archivist", here.id, username="keeper")
        seller = make_user("Staff", here.id, username="seller")
        other = make_user("Staff", here.id, username="beside")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        task = make_task(keeper, seller, customer_id=mine.id)
        rows = {"keeper": keeper, "seller": seller, "beside": other, "mine": mine,
                "foreign": foreign, "task": task, "here": here}  # fmt: skip
        return {name: row.id for name, row in rows.items()}


def form(company, **fields):
    told = {"title": "请补联系人", "assignee": str(company["seller"]), "due_on": str(day(3)),
            "customer": str(company["mine"]), "text": "见附件"}  # fmt: skip
    return {**told, **fields}


def state_of(machine, number):
    with machine() as session:
        return session.get(Task, number).state


def test_a_task_is_given_accepted_and_done_and_its_giver_sees_what_came_of_it(
    unguarded, company, machine
):
    keeper, seller = (as_user(unguarded, company[name]) for name in ("keeper", "seller"))
    answer = keeper.post("/tasks/add", data=form(company))
    number = int(answer.location.rsplit("/", 1)[1])
    assert "请补联系人" in seller.get("/").get_data(as_text=True)
    seller.post("/tasks/step/accept", data={"rowid": number})
    assert state_of(machine, number) is TaskState.accepted
    seller.post("/tasks/step/finish", data={"rowid": number, "reason": "x"})
    assert state_of(machine, number) is TaskState.accepted
    seller.post("/tasks/step/finish", data={"rowid": number, "reason": "已补齐三名联系人"})
    page = keeper.get(f"/tasks/show/{number}").get_data(as_text=True)
    assert "已补齐三名联系人" in page
    assert "请补联系人" not in seller.get("/").get_data(as_text=True)
    with machine() as session:
        task = session.get(Task, number)
        assert task.accepted_at < task.ended_at
        assert task.ended_by_id == company["seller"]


def test_only_the_assignee_works_on_it_and_only_the_giver_cancels(unguarded, company, machine):
    keeper, seller = (as_user(unguarded, company[name]) for name in ("keeper", "seller"))
    rows = {"rowid": company["task"], "reason": "no longer needed"}
    keeper.post("/tasks/step/finish", data=rows)
    assert seller.post("/tasks/step/cancel", data=rows).status_code == 403
    assert state_of(machine, company["task"]) is TaskState.open
    keeper.post("/tasks/step/cancel", data=rows)
    assert state_of(machine, company["task"]) is TaskState.cancelled
    seller.post("/tasks/step/accept", data=rows)
    assert state_of(machine, company["task"]) is TaskState.cancelled


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": str(day(-1))}, "不能早于今天"),
        ({"assignee": "beside"}, "看不到此客户"),
        ({"customer": "foreign"}, ""),
        ({"title": ""}, "必填"),
        ({"assignee": "999999"}, ""),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_nothing_typed_is_lost(
    unguarded, company, machine, wrong, sentence
):
    keeper = as_user(unguarded, company["keeper"])
    told = {name: str(company.get(value, value)) for name, value in wrong.items()}
    page = keeper.post("/tasks/add", data=form(company, **told))
    text = page.get_data(as_text=True)
    assert (page.status_code, sentence in text, "见附件" in text) == (200, True, True)
    assert "远方重工" not in text
    with machine() as session:
        assert session.scalars(select(Task.id)).all() == [company["task"]]


@pytest.mark.clause("S6.五.2")
@pytest.mark.parametrize("address", ["show/{task}", "history/{task}"])
def test_a_task_of_others_is_not_there(unguarded, company, address):
    beside = as_user(unguarded, company["beside"])
    assert beside.get("/tasks/" + address.format(**company)).status_code == 404
    listed = beside.get("/tasks/list/").get_data(as_text=True)
    assert "补齐合同扫描件" not in listed + beside.get("/api/v1/task/").get_data(as_text=True)
    rows = {"rowid": company["task"]}
    assert beside.post("/tasks/step/accept", data=rows).status_code == 404


@pytest.mark.clause("S6.五.2")
def test_a_customer_gone_out_of_reach_is_not_named(unguarded, company, machine):
    """Handed over since: the task stays, the name does not."""
    with machine() as session:
        session.get(Task, company["task"]).customer_id = company["foreign"]
    seller = as_user(unguarded, company["seller"])
    pages = [seller.get(address) for address in (
        f"/tasks/show/{company['task']}", "/tasks/list/", "/", "/api/v1/task/",
        f"/api/v1/task/{company['task']}", f"/tasks/list/?customer_id={company['foreign']}",
    )]  # fmt: skip
    assert {page.status_code for page in pages} == {200}
    assert "远方重工" not in "".join(page.get_data(as_text=True) for page in pages)
    assert "其他部门客户" in pages[1].get_data(as_text=True)


def test_who_has_left_gets_no_task(session):
    keeper, gone = make_user(), make_user("Staff")
    gone.active = False
    task = Task(title="x", due_on=day(), assignee=gone)
    with pytest.raises(RuleError):
        task.assign(keeper, day())


def test_the_giver_hears_of_what_is_late(unguarded, company, machine):
    with machine() as session:
        session.get(Task, company["task"]).due_on = day(-2)
    page = as_user(unguarded, company["keeper"]).get("/").get_data(as_text=True)
    assert "您布置的 1 项任务已逾期" in page

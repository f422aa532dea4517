"""Files beside a follow-up, and tasks on the customer's page: sent, seen through the gate."""

import io

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.workday.files import FollowUpFile
from app.workday.models import FollowUp
from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import make_follow_up, make_task
from tests.workday.test_follow_ups import GOOD, as_user

pytestmark = pytest.mark.clause("S3.员工.2")
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def company(machine):
    with machine():
        here, there = make_department(), make_department()
        seller = make_user("Staff", here.id, username="seller")
        keeper = make_user("Archivist", here.id, username="keeper")
        other = make_user("Archivist", there.id, username="beside")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        visit = make_follow_up(mine, seller)
        make_task(keeper, seller, title="补齐扫描件", customer_id=mine.id)
        rows = {"seller": seller, "keeper": keeper, "beside": other, "mine": mine, "visit": visit}
        return {name: row.id for name, row in rows.items()}


def sent(name="报价单.pdf", content=PDF):
    return {"upload": (io.BytesIO(content), name)}


def only(machine):
    with machine() as session:
        file = session.scalars(select(FollowUpFile)).one()
        return {name: getattr(file, name) for name in ("id", "file_name", "size", "follow_up_id")}


def test_a_visit_is_written_down_with_its_photo_in_one_form(unguarded, company, machine):
    seller = as_user(unguarded, company["seller"])
    told = {**GOOD, "customer": company["mine"], "happened_on": "2026-11-01", **sent()}
    assert seller.post("/follow-ups/add", data=told).status_code == 302
    kept = only(machine)
    assert (kept["file_name"], kept["size"]) == ("报价单.pdf", len(PDF))
    with machine() as session:
        newest = session.scalars(select(FollowUp.id).order_by(FollowUp.id.desc())).first()
    assert kept["follow_up_id"] == newest
    tab = seller.get(f"/customer-follow-ups/of/{company['mine']}").get_data(as_text=True)
    assert f"/follow-up-files/preview/{kept['id']}" in tab


def test_a_file_of_the_wrong_kind_is_refused_and_the_words_stay(unguarded, company, machine):
    seller = as_user(unguarded, company["seller"])
    told = {**GOOD, "customer": company["mine"], "happened_on": "2026-11-01"}
    answer = seller.post("/follow-ups/add", data={**told, **sent("a.html", b"<html>")})
    assert answer.status_code == 200
    assert GOOD["what"] in answer.get_data(as_text=True)
    with machine() as session:
        assert session.scalars(select(FollowUp.id)).all() == [company["visit"]]
    assert seller.post("/follow-ups/add", data=told).status_code == 302


def test_a_file_is_read_by_who_sees_the_customer_and_each_reading_is_remembered(
    unguarded, company, machine
):
    seller, keeper, other = (
        as_user(unguarded, company[name]) for name in ("seller", "keeper", "beside")
    )
    address = f"/follow-up-files/add?for={company['visit']}"
    assert seller.post(address, data=sent()).status_code == 302
    number = only(machine)["id"]
    for door in ("file", "preview", "show"):
        assert keeper.get(f"/follow-up-files/{door}/{number}").status_code == 200
        assert other.get(f"/follow-up-files/{door}/{number}").status_code == 404
    assert other.post(address, data=sent()).status_code == 404
    with machine() as session:
        asked = select(AuditEntry.event).where(AuditEntry.subject == "follow_up_file")
        assert session.scalars(asked.order_by(AuditEntry.id)).all()[-2:] == ["download", "preview"]


def test_only_who_sent_a_file_takes_it_back(unguarded, company, machine):
    seller, keeper = (as_user(unguarded, company[name]) for name in ("seller", "keeper"))
    seller.post(f"/follow-up-files/add?for={company['visit']}", data=sent())
    number = only(machine)["id"]
    told = {"rowid": number, "reason": "wrong file"}
    keeper.post("/follow-up-files/step/void", data=told)
    assert only(machine)["id"] == number
    seller.post("/follow-up-files/step/void", data=told)
    assert seller.get(f"/follow-up-files/show/{number}").status_code == 404


def test_the_customers_page_lists_the_tasks_the_reader_takes_part_in(app, company, sign_in):
    address = f"/customer-tasks/of/{company['mine']}"
    for name in ("seller", "keeper"):
        tab = as_user(app, company[name]).get(address).get_data(as_text=True)
        assert "补齐扫描件" in tab
        assert f"for={company['mine']}" in tab or name == "seller"
    assert as_user(app, company["beside"]).get(address).status_code == 404

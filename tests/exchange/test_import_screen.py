"""A file from its sending to its counts, as people do it: send, match, look, confirm."""

import pytest
from sqlalchemy import select

from app.customers.rules import EntryStatus
from app.exchange.models import ImportBatch
from app.exchange.rules import BatchStatus
from tests.exchange.screens import (
    THREE,
    batch,
    checked,
    customers,
    imported,
    match,
    send,
    step,
    work,
)
from tests.factories import make_department
from tests.test_nothing_lost import Typed

pytestmark = pytest.mark.clause("S5.3.2.1")


def test_a_file_is_sent_matched_looked_at_and_imported(site, machine, sign_in):
    browser, user_id = sign_in("Archivist")
    page = send(browser, THREE)
    pk = int(page.rsplit("/", 1)[-1])
    assert work(site) == ["done"]
    shown = browser.get(page).get_data(as_text=True)
    assert "0755-1" in shown
    assert match(browser, pk).status_code == 302
    work(site)
    preview = browser.get(page).get_data(as_text=True)
    assert "统一社会信用代码应为 18 位" in preview
    assert customers(machine) == []
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    kept = batch(machine, pk)
    assert (kept.rows_in, kept.created, kept.refused) == (3, 2, 1)
    assert kept.status is BatchStatus.applied
    made = customers(machine)
    assert [row.name for row in made] == ["甲仪器有限公司", "乙仪器有限公司"]
    assert {row.entry_status for row in made} == {EntryStatus.submitted}
    assert {row.created_by_id for row in made} == {user_id}
    assert kept.kept_as is None


def test_a_file_sent_twice_by_one_form_is_one_import(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    folder = site.config["DATA_DIR"] / "imports"
    before = set(folder.glob("*"))
    form = {"form_key": Typed(browser.get("/imports/add").text).values["form_key"]}
    first, again = send(browser, THREE, **form), send(browser, THREE, **form)
    other = send(browser, THREE + b"\r\n", **form)
    assert first == again != other
    assert "此表单已保存过" in browser.get(again).text
    with machine() as session:
        kept = set(session.scalars(select(ImportBatch.__table__.c.kept_as)))
    assert len(kept) == 2
    assert {path.name for path in set(folder.glob("*")) - before} == kept


def test_every_page_of_an_import_opens_in_both_languages(site, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    for code, word in (("en", "Created"), ("zh", "已新建")):
        browser.post(f"/language/{code}")
        assert word in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


@pytest.mark.clause("S6.五.2")
def test_an_import_of_another_department_is_not_there(site, machine, sign_in):
    with machine():
        here, there = make_department().id, make_department().id
    owner, _ = sign_in("Archivist", department=here)
    pk = checked(site, owner)
    stranger, _ = sign_in("Archivist", department=there)
    for answer in (
        stranger.get(f"/imports/show/{pk}"),
        stranger.get(f"/imports/report/{pk}"),
        stranger.get(f"/imports/progress/{pk}"),
        match(stranger, pk),
        step(stranger, "apply", pk),
    ):
        assert answer.status_code == 404
    assert "名单" not in stranger.get("/imports/list/").get_data(as_text=True)
    assert batch(machine, pk).status is BatchStatus.checked

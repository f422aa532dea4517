"""A mapping kept under a name is offered for the same headers, to its owner or to everybody."""

import json

import pytest
from sqlalchemy import select

from app.exchange.models import ImportMapping
from tests.exchange.screens import csv_file, customers, match, send, work

SHEET = csv_file(("品牌", "号", "热线"), ("甲公司", "", "1"))


def sent(site, browser, content=SHEET):
    page = send(browser, content)
    work(site)
    return page, int(page.rsplit("/", 1)[-1])


def kept(machine):
    with machine() as session:
        return session.execute(select(ImportMapping.__table__)).all()


def test_a_mapping_is_filled_in_again_for_the_same_headers(site, sign_in):
    browser, _ = sign_in("Archivist")
    _, pk = sent(site, browser)
    match(browser, pk, keep_as="热线表")
    again, _ = sent(site, browser)
    page = browser.get(again).get_data(as_text=True)
    assert "热线表" in page
    assert '<option value="phone" selected>' in page
    other, _ = sent(site, browser, csv_file(("品牌", "别的"), ("甲公司", "1")))
    assert "热线表" not in browser.get(other).get_data(as_text=True)


@pytest.mark.parametrize(("share", "is_seen"), [("yes", True), ("", False)])
def test_only_a_shared_mapping_is_offered_to_others(site, sign_in, share, is_seen):
    browser, _ = sign_in("Archivist")
    _, pk = sent(site, browser)
    match(browser, pk, keep_as="热线表", share=share)
    other, _ = sign_in("Archivist")
    page, _ = sent(site, other)
    assert ("热线表" in other.get(page).get_data(as_text=True)) is is_seen


def test_keeping_under_the_same_name_replaces(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    _, pk = sent(site, browser)
    match(browser, pk, keep_as="热线表")
    work(site)
    match(browser, pk, keep_as="热线表", **{"field-2": "remark"})
    found = kept(machine)
    assert len(found) == 1
    assert json.loads(found[0].fields) == {"品牌": "name", "号": "uscc", "热线": "remark"}


def test_a_field_chosen_twice_is_refused_and_the_choice_stays(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    _, pk = sent(site, browser)
    page = match(browser, pk, **{"field-1": "name", "keep_as": "热线表"}).get_data(as_text=True)
    assert "“客户名称”被两列同时选用" in page
    assert 'value="热线表"' in page
    assert kept(machine) == []


@pytest.mark.parametrize("text", ['{"品牌": "name", "热线": "phone"}', "品牌,name\n热线,phone\n"])
def test_the_command_takes_a_mapping_a_key_and_writes_a_report(app, machine, tmp_path, text):
    (tmp_path / "a.csv").write_bytes(csv_file(("品牌", "热线"), ("甲公司", "1"), ("", "2")))
    (tmp_path / "map").write_text(text, "utf-8")
    report = tmp_path / "report.csv"
    told = ["import", str(tmp_path / "a.csv"), "--map", str(tmp_path / "map")]
    dry = invoke(app, *told, "--dry-run")
    assert (dry.exit_code, customers(machine)) == (1, [])
    done = invoke(app, *told, "--report", str(report))
    assert done.exit_code == 1
    assert [(row.name, row.phone) for row in customers(machine)] == [("甲公司", "1")]
    assert report.read_text("utf-8-sig").splitlines()[2].startswith('"","2",3,')
    stopped = invoke(app, *told, "--stop-on-error")
    assert stopped.exit_code == 1
    assert "updated 0" in stopped.output


def invoke(app, *words):
    with app.app_context():
        return app.test_cli_runner().invoke(args=words)


def test_the_command_updates_by_key(app, machine, tmp_path):
    (tmp_path / "a.csv").write_bytes(csv_file(("客户名称", "电话"), ("甲公司", "1")))
    assert invoke(app, "import", str(tmp_path / "a.csv")).exit_code == 0
    number = customers(machine)[0].number
    (tmp_path / "b.csv").write_bytes(csv_file(("客户编号", "电话"), (number, "2"), ("KH1", "3")))
    done = invoke(app, "import", str(tmp_path / "b.csv"), "--update-by", "number", "--no-create")
    assert done.exit_code == 1
    assert "updated 1" in done.output
    assert customers(machine)[0].phone == "2"


@pytest.mark.parametrize("text", ["{", '{"品牌": "nosuch"}', "品牌\n"])
def test_a_mapping_file_that_is_none_is_refused_in_one_sentence(app, tmp_path, text):
    (tmp_path / "a.csv").write_bytes(SHEET)
    (tmp_path / "map").write_text(text, "utf-8")
    done = invoke(app, "import", str(tmp_path / "a.csv"), "--map", str(tmp_path / "map"))
    assert done.exit_code == 2

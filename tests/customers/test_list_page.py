"""The customer list as its reader meets it, empty and with its first rows; and a file's head."""

from datetime import date

import pytest

from app.customers.verification import Standing
from tests.customers.sheets import speak
from tests.factories import make_customer

LIST = "/customers/list/"


@pytest.mark.parametrize(
    ("role", "offered"),
    [("ChiefArchivist", True), ("Staff", True), ("Leader", False), ("Auditor", False)],
)
def test_an_empty_list_leads_to_the_import_whoever_may_import(app, sign_in, role, offered):
    page = sign_in(role)[0].get(LIST).get_data(as_text=True)
    empty = page.partition('<div class="empty">')[2].partition("<dialog")[0]
    assert empty
    assert ("/imports/add" in empty) is offered
    assert ("导入" in empty) is offered


def test_a_search_without_a_hit_offers_no_import(app, sign_in):
    page = sign_in("ChiefArchivist")[0].get(f"{LIST}?q=zzzz").get_data(as_text=True)
    empty = page.partition('<div class="empty">')[2].partition("<dialog")[0]
    assert empty
    assert "/imports/add" not in empty


def test_completeness_is_a_share_with_its_name_at_hand(machine, sign_in):
    with machine():
        make_customer(completeness=68)
    page = sign_in("ChiefArchivist")[0].get(LIST).get_data(as_text=True)
    assert 'data-told="齐全度 ">68%</td>' in page


def test_a_verified_customer_s_line_says_when_and_from_what(machine, sign_in):
    with machine():
        proven = {"verified_on": date(2025, 3, 9), "verified_source": "公示系统" * 5}
        make_customer(verification=Standing.verified, **proven)
        make_customer(verification=Standing.open)
    page = sign_in("ChiefArchivist")[0].get(LIST).get_data(as_text=True)
    rows = page.partition("<tbody>")[2]
    assert f"<small>2025-03-09 {'公示系统' * 2}…</small>" in rows
    assert rows.count("<small>") == 1
    assert "未核实</span></td>" in rows


@pytest.mark.parametrize(("language", "told"), [("zh", "29 橡胶和塑料制品业"), ("en", "29 Rubber")])
def test_a_file_s_head_names_the_trade_in_the_reader_s_language(
    unguarded, machine, sign_in, language, told
):
    with machine():
        pk = make_customer(industry_code="29", industry="29 橡胶和塑料制品业").id
    browser, _ = sign_in("ChiefArchivist")
    speak(browser, language)
    page = browser.get(f"/customers/show/{pk}").get_data(as_text=True)
    assert told in page.partition('class="hero')[2].partition('role="tablist"')[0]

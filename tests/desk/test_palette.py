"""Ctrl+K leads to what its reader may see, and to nothing else."""

import pytest

from tests.factories import make_contact, make_customer, make_department
from tests.test_weight import counting


@pytest.fixture
def known(machine):
    with machine():
        here, there = make_department().id, make_department().id
        mine = make_customer("星辰科技有限公司", department_id=here)
        far = make_customer("远方星辰有限公司", department_id=there)
        make_contact(mine, "钱星辰")
        return {"here": here, "mine": mine.id, "far": far.id, "number": mine.number}


def titles(browser, **told):
    groups = browser.get("/desk/palette", query_string=told).json["groups"]
    return [item["title"] for group in groups for item in group["items"]]


@pytest.mark.parametrize("words", ["星辰", "xckj", "xingchen", "{number}"])
def test_a_customer_is_found_by_name_pinyin_initials_and_number(known, sign_in, words):
    browser, _ = sign_in("ChiefArchivist")
    assert "星辰科技有限公司" in titles(browser, q=words.format(**known))


def test_contacts_are_found_beside_customers(known, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    found = titles(browser, q="星辰")
    assert "钱星辰" in found
    assert "星辰科技有限公司" in found


def test_the_gate_holds_for_search_and_for_what_was_open_lately(known, sign_in):
    browser, _ = sign_in("Archivist", department=known["here"])
    assert "远方星辰有限公司" not in titles(browser, q="星辰")
    places = f"customers:{known['far']},customers:{known['mine']},nosuch:1,customers:x,contacts:1"
    found = titles(browser, recent=places)
    assert found[:2] == ["星辰科技有限公司", "钱星辰"]
    assert "远方星辰有限公司" not in found


def test_only_screens_and_actions_of_the_reader_are_offered(known, sign_in):
    archivist, _ = sign_in("Archivist")
    assert {"客户", "联系人", "新增客户"} <= set(titles(archivist))
    assert "用户" not in titles(archivist)
    admin, _ = sign_in("SystemAdmin")
    found = titles(admin, q="星辰")
    assert found == []
    assert "用户" in titles(admin)
    assert "新增客户" not in titles(admin)


def test_a_screen_is_found_by_its_name_and_initials(known, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    assert titles(browser, q="lxr") == ["新增联系人", "联系人"]


def test_a_group_has_at_most_eight_rows(machine, sign_in):
    with machine():
        for _ in range(12):
            make_customer()
    browser, _ = sign_in("ChiefArchivist")
    groups = browser.get("/desk/palette?q=星辰").json["groups"]
    assert [len(group["items"]) for group in groups] == [8]


@pytest.mark.parametrize("query", ["q=星辰", "recent=customers:1,contacts:1", ""])
def test_the_palette_costs_few_statements(known, sign_in, query):
    browser, _ = sign_in("Archivist")
    browser.get("/desk/palette")
    with counting() as seen:
        assert browser.get(f"/desk/palette?{query}").status_code == 200
    # Who asks (3), their tree and shares (2), and two for each of two kinds of record.
    assert len(seen) <= 9, "\n".join(seen)


@pytest.mark.parametrize(
    "query", ["q=%25%00_", "q=" + "x" * 500, "recent=::,,customers:9999999999999999999999"]
)
def test_odd_words_break_nothing(known, sign_in, query):
    browser, _ = sign_in("Archivist")
    assert browser.get(f"/desk/palette?{query}").status_code == 200

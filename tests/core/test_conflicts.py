"""Two windows at one record: the second save is refused, shows what changed, and may then win."""

import re

import pytest

from app.customers.models import Customer
from tests.customers.test_masks import HIDDEN_PLACE, MAIL, PLACE
from tests.factories import make_person
from tests.test_nothing_lost import Typed

pytestmark = pytest.mark.usefixtures("unguarded")
REFUSED, AGAIN = "此记录在您打开后已被修改，本次未保存", "如再次保存，将以您填写的内容覆盖现值"


@pytest.fixture
def archivist(sign_in):
    return sign_in("ChiefArchivist")[0]


@pytest.fixture
def person(machine):
    with machine():
        return make_person("赵六", mobile="13912345678", email=MAIL, address="苏州").id


def typed(answer):
    assert answer.status_code == 200
    values = Typed(answer.get_data(as_text=True)).values
    return {name: value.removeprefix("\r\n") for name, value in values.items()}


def save(browser, pk, form, **changes):
    return browser.post(f"/customers/edit/{pk}", data={**form, **changes})


def notice(answer):
    """The words of the refusal, and the changed fields it lists."""
    page = answer.get_data(as_text=True)
    note = page[page.index("data-summary") :].partition("</form>")[0].partition("<details")[0]
    return note, re.findall(r"<li>(.*?)</li>", note)


def kept(machine, pk):
    with machine() as session:
        found = session.get(Customer, pk)
        return found.address, found.remark


def test_a_second_save_is_refused_shows_the_present_and_then_wins(archivist, machine, person):
    first = typed(archivist.get(f"/customers/edit/{person}"))
    second = typed(archivist.get(f"/customers/edit/{person}"))
    assert save(archivist, person, first, address=PLACE, mobile="13800001111").status_code == 302
    refused = save(archivist, person, second, remark="第二个窗口")
    words, fields = notice(refused)
    assert REFUSED in words
    assert AGAIN in words
    assert "他人" not in words
    assert f'href="/customers/show/{person}" target="_blank"' in words
    assert fields == ["手机：138****1111", f"地址：{HIDDEN_PLACE}"]
    assert PLACE not in words
    assert kept(machine, person) == (PLACE, None)
    again = typed(refused)
    assert again["remark"] == "第二个窗口"
    assert save(archivist, person, again).status_code == 302
    assert kept(machine, person) == (PLACE, "第二个窗口")  # A mask nobody typed over is none.


def test_a_save_in_between_refuses_once_more_and_lists_only_itself(
    archivist, sign_in, machine, person
):
    other, third = sign_in("ChiefArchivist")[0], sign_in("ChiefArchivist")[0]
    mine = typed(archivist.get(f"/customers/edit/{person}"))
    theirs = typed(other.get(f"/customers/edit/{person}"))
    save(other, person, theirs, remark="第二人")
    again = typed(save(archivist, person, mine, address="无锡"))
    later = typed(third.get(f"/customers/edit/{person}"))
    save(third, person, later, wechat="zhao-liu")
    refused = save(archivist, person, again)
    words, fields = notice(refused)
    assert REFUSED in words
    assert len(fields) == 1
    assert fields[0].startswith("微信")
    assert "zhao-liu" not in words  # A person's account stands behind its mask there too.
    assert kept(machine, person) == ("苏州", "第二人")
    assert save(archivist, person, typed(refused)).status_code == 302
    assert kept(machine, person)[0] == "无锡"


def test_of_a_change_outside_the_form_only_the_link_is_shown(archivist, machine, person):
    mine = typed(archivist.get(f"/customers/edit/{person}"))
    with machine() as session:
        session.get(Customer, person).completeness = 7
    words, fields = notice(save(archivist, person, mine))
    assert (fields, "本表单中的字段均未被修改" in words) == ([], True)


def test_a_form_that_does_not_say_what_it_was_opened_with_lists_what_it_would_change(
    archivist, person
):
    mine = typed(archivist.get(f"/customers/edit/{person}"))
    told = {**mine, "row_version": "0", "remark": "改", "mobile": "13800001111"}
    for seen in ("", "made up"):
        refused = save(archivist, person, told | {"row_seen": seen})
        words, fields = notice(refused)
        assert REFUSED in words
        assert [field.partition("：")[0] for field in fields] == ["手机", "备注"]
        assert typed(refused)["mobile"] == "13800001111"


def test_it_is_said_in_english_too(archivist, person):
    archivist.post("/language/en")
    mine = typed(archivist.get(f"/customers/edit/{person}"))
    words, _ = notice(save(archivist, person, mine, row_version="0"))
    assert "has been changed since you opened it, so nothing was saved" in words
    assert "what you typed replaces what stands there now" in words

"""A number that is looked for stands in no address: a token does, for who typed it, for a while."""

from datetime import timedelta

import pytest

from app.core import held
from app.core.clock import now
from tests.factories import make_contact, make_customer, make_person

NUMBER = "13912345678"
pytestmark = pytest.mark.usefixtures("unguarded")


@pytest.fixture
def people(machine):
    with machine():
        make_person("赵六", mobile=NUMBER)
        make_person("孙七", mobile="13800001111")
        make_contact(make_customer(), "钱进", mobile=NUMBER)


@pytest.fixture
def archivist(people, sign_in):
    return sign_in("ChiefArchivist")[0]


def token_of(browser, words=NUMBER):
    answer = browser.post("/desk/hold", data={"words": words})
    assert answer.status_code == 200
    assert words not in answer.get_data(as_text=True)
    return answer.json["token"]


def page_of(browser, token, more=""):
    return browser.get(f"/customers/list/?q={token}{more}").get_data(as_text=True)


def test_a_token_finds_what_the_number_finds_and_every_link_keeps_it(archivist):
    token = token_of(archivist)
    page = page_of(archivist, token)
    assert "赵六" in page
    assert "孙七" not in page
    assert f'value="{NUMBER}"' in page  # In the box it stands as it was typed.
    assert token in page
    assert not [one for one in page.split('href="')[1:] if NUMBER in one.partition('"')[0]]
    assert "赵六" in page_of(archivist, token, "&sort=number")


def test_it_is_another_each_time_and_names_nothing(archivist):
    first, second = token_of(archivist), token_of(archivist)
    assert first != second
    assert abs(len(first) - len(second)) <= 4  # A moment has one digit more or less.


ENDED = {"zh": "此次搜索已失效，请重新输入号码", "en": "This search has ended"}


@pytest.mark.parametrize("locale", ENDED)
def test_it_is_its_readers_alone_and_ends(archivist, sign_in, monkeypatch, locale):
    token = token_of(archivist)
    other, _ = sign_in("ChiefArchivist")
    other.post(f"/language/{locale}")
    assert ENDED[locale] in page_of(other, token)
    archivist.post(f"/language/{locale}")
    for minutes, is_over in ((29, False), (31, True)):
        later = now() + timedelta(minutes=minutes)
        monkeypatch.setattr(held, "now", lambda later=later: later)
        assert (ENDED[locale] in page_of(archivist, token)) is is_over


def test_one_that_was_changed_or_ended_takes_nothing_out(archivist):
    token = token_of(archivist)
    wrong = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    assert ENDED["zh"] in page_of(archivist, wrong)
    answer = archivist.post(f"/customers/export/csv?q={wrong}")
    assert answer.status_code == 302  # Else all customers would leave, of whom one was looked for.


def test_words_that_begin_alike_are_words(archivist):
    assert ENDED["zh"] not in page_of(archivist, "~赵六")


def test_the_palette_is_asked_for_a_number_by_a_form(archivist):
    posted = archivist.post("/desk/palette", data={"q": NUMBER})
    assert posted.json == archivist.get(f"/desk/palette?q={NUMBER}").json
    assert "赵六" in str(posted.json)


def test_a_stranger_is_given_none(app):
    assert app.test_client().post("/desk/hold", data={"words": NUMBER}).status_code in {302, 401}


def test_the_search_box_says_where_a_number_is_left(archivist):
    assert 'data-hold="/desk/hold"' in archivist.get("/customers/list/").get_data(as_text=True)

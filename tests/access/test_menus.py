"""Each shipped role sees exactly its menu, in both languages, and every entry opens."""

import re
from itertools import product

import pytest
from flask_babel import force_locale, gettext

from app import views
from app.security.roles import ROLES
from tests import kept
from tests.access.browsing import post, text
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn

pytestmark = pytest.mark.clause("S1.2", "S3.范围", "S7.2")
LINK = re.compile(r'<a class="side-link[^"]*" href="([^"]+)"[^>]*>.*?<span>(.*?)</span>', re.DOTALL)
GROUP = re.compile(r'<div class="side-group">(.*?)</div>')


def menu_of(page):
    """(categories, [(address, label)]) as the page shows them; the dashboard left out."""
    side = page[page.index("<nav class=") : page.index("</nav>")]
    return GROUP.findall(side), LINK.findall(side)[1:]


def expected(app, role, locale):
    """Categories and labels kept for the role, in the menu's order and in this language."""
    menu = kept.menu(role)
    with app.app_context(), force_locale(locale):
        groups = [(key, label, screens) for key, (label, _, screens) in views.MENU.items()]
        return (
            [gettext(str.__str__(label)) for key, label, _ in groups if key in menu],
            [
                gettext(str.__str__(screen.menu_name))
                for key, _, screens in groups
                if key in menu
                for screen in screens
                if screen.class_permission_name in menu
            ],
        )


@pytest.mark.parametrize(
    ("reader", "database"), in_turn([*product(ROLES, ["zh", "en"])], DATABASES), scope="session"
)
def test_a_role_sees_exactly_its_menu_and_every_entry_opens(app, sign_in, reader):
    role, locale = reader
    browser, _ = sign_in(role)
    post(browser, f"/language/{locale}")
    groups, links = menu_of(text(browser.get("/")))
    assert (groups, [label for _, label in links]) == expected(app, role, locale)
    assert {browser.get(address).status_code for address, _ in links} <= {200}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_names_each_category_exactly_when_it_sees_an_entry(role):
    menu = set(ROLES[role].menu)
    for category, (_, _, screens) in views.MENU.items():
        entries = {screen.class_permission_name for screen in screens}
        assert (category in menu) == bool(entries & menu), category


def test_no_label_is_english_in_the_chinese_menu(app, sign_in):
    for role in ROLES:
        browser, _ = sign_in(role)
        groups, links = menu_of(text(browser.get("/")))
        assert not [word for word in [*groups, *(label for _, label in links)] if word.isascii()]

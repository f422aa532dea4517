"""On a form: what only the server can tell is told on leaving the field, the focus left alone."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import CSS
from tests.factories import make_user

pytestmark = pytest.mark.browser
WRONG, RIGHT = "91440300708461136X", "91440300708461136T"


@pytest.fixture
def entering(walk, machine):
    with machine():
        make_user(role="ChiefArchivist", username="li")
    walk.log_in("li")
    walk.open("/customers/add")
    yield walk
    walk.driver.execute_script("document.querySelector('[data-form]').submit()")  # Asks nothing.


def told(walk):
    return [e.text for e in walk.driver.find_elements(CSS, ".fld.bad:has([name=uscc]) .fld-error")]


def focused(walk):
    return walk.driver.switch_to.active_element


def test_a_wrong_code_is_told_on_leaving_its_field(entering):
    entering.fill("uscc", WRONG)
    entering.type("form [name=uscc]", Keys.TAB)
    entering.wait(lambda d: told(entering) == ["校验码不符；请与营业执照核对。"])
    assert focused(entering).get_attribute("name") not in {"uscc", None}
    entering.fill("uscc", RIGHT)
    entering.type("form [name=uscc]", Keys.TAB)
    entering.wait(lambda d: told(entering) == [])


def test_enter_in_an_untouched_lookup_leads_on_and_chooses_nothing(entering):
    source = "select[name=source]"
    box = entering.find(f"{source} + .ts-wrapper input")
    entering.driver.execute_script(
        "arguments[0].closest('details').open = true; arguments[0].focus()", box
    )
    entering.wait(lambda d: d.find_elements(CSS, ".ts-dropdown [data-selectable]"))
    entering.press(Keys.ENTER)
    assert focused(entering) != box
    assert entering.find(source).get_attribute("value") == ""

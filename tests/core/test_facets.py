"""A list that knows a closed vocabulary offers it beside the search, and narrows by it."""

import pytest

LISTS = (
    ("ChiefArchivist", "/contacts/list/", "has_left", "1"),
    ("ChiefArchivist", "/contacts/list/", "do_not_contact", "1"),
    ("ChiefArchivist", "/products/list/", "is_active", "1"),
    ("ChiefArchivist", "/duties/list/", "kind", "contract"),
)


@pytest.mark.parametrize(("role", "path", "facet", "value"), LISTS)
def test_a_list_is_narrowed_by_its_facet(app, sign_in, role, path, facet, value):
    browser, _ = sign_in(role)
    assert f'data-facet="{facet}"' in browser.get(path).text
    page = browser.get(f"{path}?{facet}={value}")
    assert page.status_code == 200
    assert '<span class="chip">' in page.text


def test_gift_limits_are_asked_by_day_and_amount(app, sign_in):
    browser, _ = sign_in("SystemAdmin")
    assert "data-builder" in browser.get("/gift-limits/list/").text

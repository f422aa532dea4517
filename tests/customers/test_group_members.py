"""A group's head leads to those who belong to it."""

import pytest

from app.customers.models import Customer
from tests.factories import make_customer, make_department, make_person


@pytest.fixture
def head(machine):
    with machine():
        found = make_customer("集团公司").id
        make_customer("子公司", parent_id=found)
        make_customer("无关公司")
        return found


def test_the_head_s_page_leads_to_its_members(sign_in, head):
    browser, _ = sign_in("Archivist")
    page = browser.get(f"/customers/show/{head}").text
    address = f"/customers/list/?parent_id={head}"
    assert address in page
    assert "集团成员" in page
    found = browser.get(address).text
    assert "子公司" in found
    assert "无关公司" not in found
    assert "所属集团" in found or "上级" in found


def test_a_person_heads_no_group(sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        person = make_person("赵六").id
    assert "集团成员" not in browser.get(f"/customers/show/{person}").text


def test_a_head_out_of_reach_is_filtered_by_as_if_it_were_not_there(sign_in, head, machine):
    with machine() as session:
        here = make_department().id
        make_customer("本部门子公司", parent_id=head, department_id=here)
        assert session.get(Customer, head).department_id != here
    browser, _ = sign_in("Archivist", department=here)
    assert "本部门子公司" in browser.get("/customers/list/").text
    assert "本部门子公司" not in browser.get(f"/customers/list/?parent_id={head}").text

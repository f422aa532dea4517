"""A customer that may be here already is told while one types, across departments, masked."""

import pytest

from tests.factories import make_customer, make_department, make_person


@pytest.fixture
def asking(unguarded, machine, sign_in):
    """An archivist of one department; customers in it and in another."""
    with machine():
        here, there = make_department(), make_department()
        make_customer("深圳市星辰科技有限公司", department_id=here.id, phone="0755-25317099")
        make_customer(
            "广州远方重工股份有限公司",
            department_id=there.id,
            phone="020-83330000",
            email="office@yuanfang.example",
            uscc="91440300708461136T",
        )
        make_person(
            "赵六", id_no="11010119900307889X", mobile="13912345678", department_id=there.id
        )
        place = here.id
    browser, _ = sign_in("Archivist", department=place)
    return lambda **typed: browser.post("/customers/near", data=typed).get_data(as_text=True)


@pytest.mark.clause("S5.3.1.2")
@pytest.mark.parametrize(
    "name", ["星辰科技", "星辰科技（深圳）有限公司", "深圳星辰科技有限责任公司", "星辰科技集团"]
)
def test_a_near_name_of_ones_own_department_is_named_and_linked(asking, name):
    text = asking(name=name)
    assert "名称相近" in text
    assert "深圳市星辰科技有限公司" in text
    assert "/customers/show/" in text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"name": "远方重工"}, "名称相近"),
        ({"phone": "+86 20 8333 0000"}, "电话相同"),
        ({"email": "office@YUANFANG.example"}, "邮箱相同"),
        ({"uscc": "91440300708461136t"}, "信用代码相同"),
        ({"mobile": "139 1234 5678"}, "电话相同"),
        ({"id_no": "11010119900307889x"}, "证件号码相同"),
    ],
)
def test_a_customer_of_another_department_shows_masked_and_without_a_link(asking, typed, reason):
    text = asking(**typed)
    assert reason in text
    assert "其他部门客户" in text
    for clear in ("广州远方重工股份有限公司", "/customers/show/", "赵六</a>"):
        assert clear not in text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "星辰科技有限公司深圳分公司"},
        {"name": "星"},
        {"name": "近邻物流有限公司"},
        {"phone": "0755"},
        {"mobile": "139****5678"},
        {"id_no": "1101"},
        {},
    ],
)
def test_a_branch_a_half_number_and_a_stranger_raise_no_alarm(asking, typed):
    assert asking(**typed).strip() == ""

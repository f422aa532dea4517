"""A customer that may be here already is told while one types, across departments, masked."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from app.customers import duplicates
from tests.factories import make_contact, make_customer, make_department, make_person
from tests.migrating import migration, on


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


# ── among many of one beginning ──────────────────────────────────
CROWD = 450
NAMESAKES = [
    ("中国蓝海装备有限公司", "中国蓝海装备股份有限公司"),
    ("中国蓝海装备制造有限公司", "中国蓝海装备股份有限公司"),
    ("武商集团", "武汉武商集团股份有限公司"),
    ("武汉武商集团", "武汉武商集团股份有限公司"),
    ("江汉实业", "江汉实业有限公司"),
]


@pytest.fixture
def crowd(machine):
    """So many customers whose names begin alike that no question may read them all."""
    with machine():
        for number in range(CROWD):
            make_customer(f"中国{chr(0x4E00 + number)}{chr(0x5E00 + number)}实业有限公司")
        make_customer("中国蓝海装备股份有限公司")
        make_customer("武汉武商集团股份有限公司")
        make_customer("江汉实业有限公司", phone="027-85714295")


@pytest.mark.clause("S5.3.1.2")
def test_a_namesake_is_found_however_many_begin_alike_by_bounded_questions(
    crowd, asking, sign_in, machine
):
    browser, _ = sign_in("ChiefArchivist")
    for typed, found in NAMESAKES:
        near = browser.post("/customers/near", data={"name": typed})
        assert found in near.get_data(as_text=True), typed
    asked = []

    def see(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    with machine() as session:
        event.listen(Engine, "before_cursor_execute", see)
        duplicates.matches(session, {"name": "中国蓝海装备"}, None)
        event.remove(Engine, "before_cursor_execute", see)
    told = [statement for statement in asked if "FROM customer" in statement]
    assert 0 < len(told) <= 7
    assert [one for one in told if "LIMIT" not in one and " IN (" not in one] == []


# ── whichever field a number stands in ───────────────────────────
@pytest.fixture
def reached(unguarded, machine, sign_in):
    """A company, an individual and a contact of another department; who asks is of this one."""
    with machine():
        here, there = make_department(), make_department()
        company = make_customer("远方重工有限公司", department_id=there.id, phone="13900000001")
        person = make_person("赵六", mobile="13900000002", department_id=there.id)
        person.private_phone = "0755-25317099"
        make_contact(company, "钱进", mobile="13900000003", email="Qian@yuanfang.example")
        place = here.id
    browser, _ = sign_in("Archivist", department=place)
    return lambda url, **typed: browser.post(url, data=typed).get_data(as_text=True)


NUMBERS = ["13900000001", "13900000002", "0755-25317099", "139-0000-0003"]


@pytest.mark.clause("S5.3.1.2")
@pytest.mark.parametrize("field", ["phone", "mobile", "private_phone"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_found_in_whichever_field_it_stands(reached, field, number):
    text = reached("/customers/near", **{field: number})
    assert "电话相同" in text
    assert "其他部门" in text
    assert not any(name in text for name in ("赵六", "钱进", "远方重工有限公司", "/show/"))


def test_a_customers_form_finds_a_contact_by_its_address(reached):
    text = reached("/customers/near", email="Qian@YUANFANG.example")
    assert ("邮箱相同" in text, "其他部门的联系人" in text) == (True, True)


@pytest.mark.parametrize(
    "typed",
    [{"phone": "13900000003"}, {"mobile": "13900000003"}, {"email": "Qian@YuanFang.example"}],
)
def test_a_contacts_form_watches_for_the_same_person(reached, typed):
    text = reached("/contacts/near", **typed)
    assert "此人可能已登记" in text
    assert "钱****" in text
    assert "其他部门的联系人" in text
    assert reached("/contacts/near", mobile="13900000009").strip() == ""


def test_a_contact_one_sees_is_named_and_linked_and_is_not_its_own_double(
    unguarded, machine, sign_in
):
    browser, _ = sign_in("ChiefArchivist")
    with machine():
        customer = make_customer("甲公司", phone="13900000003")
        contact = make_contact(customer, "钱进", mobile="13900000003")
        own, at = contact.id, customer.id
    asked = {"mobile": "13900000003"}
    text = browser.post("/contacts/near", data=asked).get_data(as_text=True)
    assert f"/contacts/show/{own}" in text
    assert browser.post("/contacts/near", data=asked | {"own": own}).get_data(True).strip() == ""
    mine = browser.post("/customers/near", data={"phone": "13900000003", "own": at})
    assert mine.get_data(as_text=True).strip() == ""
    assert 'data-watch="/contacts/near" data-watched="customer mobile phone email"' in (
        browser.get(f"/contacts/edit/{own}").get_data(as_text=True)
    )


def test_addresses_of_old_files_are_brought_into_one_spelling(session):
    told = ["Office@OLD.EXAMPLE", " a@B.example", "本公司無 NONE", "plain@old.example"]
    for email in told:
        make_customer(email=email)
    step = migration("20261127_0231_normalise_addresses")
    with on(session.connection()):
        step.upgrade()
        step.downgrade()
        step.upgrade()
    kept = session.scalars(text("SELECT email FROM customer ORDER BY id")).all()
    assert kept == ["Office@old.example", "a@b.example", told[2], told[3]]


def test_an_address_is_found_as_an_old_file_brought_it(reached, machine):
    with machine():
        make_customer("旧名单客户", email="Office@OLD.EXAMPLE")
    assert "邮箱相同" in reached("/customers/near", email="Office@OLD.EXAMPLE")

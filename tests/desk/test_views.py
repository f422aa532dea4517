"""A reader's own views and columns of a list: kept, opened, changed, and nobody else's."""

import pytest
from sqlalchemy import select

from app.core.columns import shown_columns
from app.models import SavedView
from tests.factories import make_customer
from tests.test_weight import counting

LIST = "/customers/list/"


@pytest.fixture
def reader(unguarded, machine, sign_in):
    with machine():
        make_customer("星辰科技有限公司", city="深圳市", province="广东")
        make_customer("南山仪器有限公司", city="广州市", province="广东")
    return sign_in("ChiefArchivist")[0]


def heads(browser, address=LIST):
    page = browser.get(address).get_data(as_text=True)
    table = page.partition("<thead>")[2].partition("</thead>")[0]
    return [name for name in ("客户名称", "城市", "客户编号", "省份") if name in table]


def save_view(browser, name="深圳的", query="city=深圳市&sort=name&after=x", cols="name,city"):
    told = {"screen": "customers", "name": name, "query": query, "cols": cols}
    return browser.post("/desk/views", data=told)


def change(browser, pk, **told):
    return browser.post(f"/desk/views/{pk}", data=told)


def views(machine):
    with machine() as session:
        rows = session.scalars(select(SavedView).where(SavedView.name != ""))
        return [(v.name, v.query, v.columns, v.is_default) for v in rows]


def test_chosen_columns_are_kept_for_their_reader_alone(reader, sign_in):
    told = {"screen": "customers", "cols": ["city", "number"], "query": "city=深圳市"}
    answer = reader.post("/desk/columns", data=told)
    assert answer.location == f"{LIST}?city=%E6%B7%B1%E5%9C%B3%E5%B8%82"
    assert heads(reader) == ["客户名称", "城市", "客户编号"]
    assert "城市" not in heads(sign_in("ChiefArchivist")[0])


def test_a_reset_gives_back_the_lists_own_columns(reader):
    before = heads(reader)
    reader.post("/desk/columns", data={"screen": "customers", "cols": ["city"]})
    reader.post("/desk/columns", data={"screen": "customers", "cols": ["city"], "reset": "1"})
    assert heads(reader) == before


def test_the_address_wins_and_unknown_columns_are_ignored(reader):
    reader.post("/desk/columns", data={"screen": "customers", "cols": ["number"]})
    assert heads(reader, f"{LIST}?cols=city,nosuch,id_no_sealed") == ["客户名称", "城市"]
    assert heads(reader, f"{LIST}?cols=nosuch") == ["客户名称", "客户编号"]


def test_columns_named_by_the_address_are_changed_there(reader):
    told = {"screen": "customers", "cols": ["city"], "query": "cols=number&q=星"}
    assert "cols=name%2Ccity" in reader.post("/desk/columns", data=told).location
    assert "城市" not in heads(reader)


def test_no_column_on_offer_shows_a_secret(app):
    from app.core.screens import Screen  # noqa: PLC0415

    for screen in [v for v in app.appbuilder.baseviews if isinstance(v, Screen)]:
        for name in screen.plan.more:
            column = getattr(screen.plan.entity, name)
            assert not column.property.columns[0].info.get("secret"), name


def test_an_export_is_told_the_columns_shown(app, machine, sign_in):
    _, user_id = sign_in("Archivist")
    with machine() as session:
        view = SavedView(owner_id=user_id, screen="customers", columns="name,city")
        session.add(view)
    with app.test_request_context():
        screen = next(v for v in app.appbuilder.baseviews if v.endpoint == "CustomerView")
        user = type("User", (), {"id": user_id})
        assert shown_columns(screen, {}, user) == ["name", "city"]
        assert shown_columns(screen, {"cols": "number"}, user) == ["name", "number"]


def test_a_view_keeps_the_question_the_order_and_the_columns(reader, machine):
    answer = save_view(reader)
    kept = "city=%E6%B7%B1%E5%9C%B3%E5%B8%82&sort=name"
    assert views(machine) == [("深圳的", kept, "name,city", False)]
    page = reader.get(answer.location).get_data(as_text=True)
    assert "星辰科技" in page
    assert "南山仪器" not in page.partition("<tbody>")[2]


@pytest.mark.parametrize("name", ["深圳的", " ", "长" * 41])
def test_a_bad_or_taken_name_is_refused_with_a_sentence(reader, machine, name):
    save_view(reader)
    page = reader.get(save_view(reader, name).location).get_data(as_text=True)
    assert "视图" in page.partition("note-warning")[2][:400]
    assert len(views(machine)) == 1


def test_two_readers_may_use_the_same_name(reader, machine, sign_in):
    save_view(reader)
    save_view(sign_in("Archivist")[0])
    assert [name for name, *_ in views(machine)] == ["深圳的", "深圳的"]


def test_a_view_is_renamed_overwritten_and_deleted(reader, machine):
    save_view(reader)
    change(reader, 1, do="rename", name="南方")
    change(reader, 1, do="overwrite", query="province=广东", cols="name,province")
    (found,) = views(machine)
    assert found == ("南方", "province=%E5%B9%BF%E4%B8%9C", "name,province", False)
    change(reader, 1, do="delete")
    assert views(machine) == []


def test_a_default_view_opens_first_and_all_records_stay_in_reach(reader, machine):
    save_view(reader)
    save_view(reader, "另一个", "q=南山")
    change(reader, 1, do="default")
    change(reader, 2, do="default")
    assert [is_default for *_, is_default in views(machine)] == [False, True]
    answer = reader.get(LIST)
    assert answer.status_code == 302
    assert "view=2" in answer.location
    everything = reader.get(f"{LIST}?view=all").get_data(as_text=True)
    assert "星辰科技" in everything
    change(reader, 2, do="undefault")
    assert reader.get(LIST).status_code == 200


@pytest.mark.parametrize("do", ["rename", "overwrite", "default", "undefault", "delete"])
def test_another_readers_view_is_not_there(reader, machine, sign_in, do):
    save_view(reader)
    before = views(machine)
    other, _ = sign_in("ChiefArchivist")
    assert change(other, 1, do=do, name="我的", query="", cols="name").status_code == 404
    assert views(machine) == before
    page = other.get(f"{LIST}?view=1").get_data(as_text=True)
    assert "深圳的" not in page


def test_nobody_keeps_a_view_of_a_list_they_may_not_read(unguarded, machine, sign_in):
    browser, _ = sign_in("SystemAdmin")
    assert save_view(browser).status_code == 404
    assert browser.post("/desk/columns", data={"screen": "customers"}).status_code == 404
    assert views(machine) == []


def test_views_and_columns_cost_one_statement(reader):
    save_view(reader)
    reader.post("/desk/columns", data={"screen": "customers", "cols": ["city"]})
    reader.get(LIST)
    with counting() as seen:
        assert reader.get(LIST).status_code == 200
    assert sum("saved_view" in statement for statement in seen) == 1
    assert len(seen) <= 8

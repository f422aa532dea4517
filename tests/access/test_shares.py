"""授权查看: one customer, one person, until a day; two people agree on it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import now, today
from app.security.models import Share
from app.security.rules import ShareStatus
from tests.access.browsing import post, text, told
from tests.factories import keep, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S7.5.1")


@pytest.fixture
def house(machine):
    """Two departments; a customer in the first, a reader in the second."""
    with machine():
        here, there = make_department(), make_department()
        customer = make_customer("近处轻工有限公司", department_id=here.id)
        return {
            "here": here.id,
            "there": there.id,
            "customer": customer.id,
            "number": customer.number,
        }


@pytest.fixture
def head(sign_in, house):
    return sign_in("DepartmentHead", department=house["here"])[0]


@pytest.fixture
def other_head(sign_in, house):
    return sign_in("DepartmentHead", department=house["here"])[0]


@pytest.fixture
def reader(sign_in, house):
    return sign_in("Staff", department=house["there"])


def propose(head, house, reader, days=7, **more):
    day = (today() + timedelta(days=days)).isoformat()
    sent = {"customer": house["customer"], "user": reader[1], "last_day": day}
    return post(head, "/shares/add", **{**sent, "reason": "joint visit", **more})


def sees(reader, house):
    return reader[0].get(f"/customers/show/{house['customer']}").status_code == 200


def test_a_share_opens_once_another_confirms_and_closes_when_ended(head, other_head, house, reader):
    assert propose(head, house, reader).status_code == 302
    assert not sees(reader, house)
    post(other_head, "/shares/step/confirm", rowid=1)
    assert sees(reader, house)
    post(head, "/shares/step/end", rowid=1)
    assert not sees(reader, house)


def test_the_records_history_tells_to_whom_until_when_and_why(
    head, other_head, house, reader, sign_in
):
    propose(head, house, reader)
    post(other_head, "/shares/step/confirm", rowid=1)
    post(head, "/shares/step/end", rowid=1)
    browser, _ = sign_in("ChiefArchivist")
    past = text(browser.get(f"/customers/history/{house['customer']}"))
    until = (today() + timedelta(days=8)).isoformat()
    assert [past.count(said) for said in ("joint visit", f"{until} 00:00")] == [2, 2]


def test_a_share_is_proposed_from_the_customers_own_page(head, house):
    link = f"/shares/add?customer={house['customer']}"
    assert link in text(head.get(f"/customers/show/{house['customer']}"))
    assert "近处轻工" in text(head.get(link))


def test_nobody_confirms_their_own_share(head, house, reader):
    propose(head, house, reader)
    post(head, "/shares/step/confirm", rowid=1)
    assert "自己提出" in told(head)
    assert not sees(reader, house)


def test_nobody_confirms_a_share_for_themselves(head, other_head, house, sign_in, machine):
    mine, my_id = sign_in("DepartmentHead", department=house["here"])
    propose(head, house, (mine, my_id))
    post(mine, "/shares/step/confirm", rowid=1)
    with machine() as session:
        assert session.get_one(Share, 1).confirmed_by_id is None


def test_a_stranger_neither_finds_nor_shares_nor_confirms(head, house, sign_in, reader, machine):
    stranger, _ = sign_in("DepartmentHead", department=house["there"])
    assert propose(stranger, house, reader).status_code == 200
    propose(head, house, reader)
    assert house["number"] not in text(stranger.get("/shares/list/"))
    assert stranger.get("/shares/show/1").status_code == 404
    assert post(stranger, "/shares/step/confirm", rowid=1).status_code == 404
    with machine() as session:
        assert session.scalars(select(Share.confirmed_by_id)).all() == [None]


@pytest.mark.parametrize(("days", "more"), [(-1, {}), (400, {}), (7, {"reason": ""})])
def test_a_share_without_a_sensible_day_or_reason_is_refused(head, house, reader, days, more):
    assert propose(head, house, reader, days, **more).status_code == 200


@pytest.mark.parametrize(
    ("days", "confirmed", "ended", "stands"),
    [
        (1, False, False, ShareStatus.proposed), (1, True, False, ShareStatus.live),
        (-1, True, False, ShareStatus.expired), (1, True, True, ShareStatus.ended),
    ],
)  # fmt: skip
def test_a_list_and_a_record_derive_the_same_status(session, days, confirmed, ended, stands):
    giver, confirmer, reader = make_user(), make_user(), make_user()
    share = keep(
        Share(
            user_id=reader.id, subject="customer", subject_id=make_customer().id,
            until=now() + timedelta(days=days), reason="joint visit", granted_by_id=giver.id,
            confirmed_by_id=confirmer.id if confirmed else None, ended_at=now() if ended else None,
        )
    )  # fmt: skip
    assert share.status is stands
    assert session.scalar(select(Share.status).where(Share.id == share.id)) is stands
    assert session.scalars(select(Share.id).where(Share.status == stands)).all() == [share.id]


def test_the_list_shows_numbers_days_and_filters_by_status(head, house, reader):
    propose(head, house, reader)
    assert house["number"] in text(head.get("/shares/list/?status=proposed"))
    assert house["number"] not in text(head.get("/shares/list/?status=live"))


def test_a_proposal_waits_in_the_inbox_and_is_decided_there(head, other_head, house, reader):
    propose(head, house, reader)
    assert "joint visit" not in text(
        head.get("/approvals/list/?tab=granting")
    )  # Not before who proposed.
    page = text(other_head.get("/approvals/list/?tab=granting"))
    assert ("近处轻工" in page, 'formaction="/shares/step/confirm"' in page) == (True, True)
    answer = post(other_head, "/shares/step/confirm", rowid=1, **{"from": "inbox"})
    assert answer.location.endswith("/approvals/list/?tab=granting")
    assert sees(reader, house)
    assert "joint visit" not in text(other_head.get("/approvals/list/?tab=granting"))

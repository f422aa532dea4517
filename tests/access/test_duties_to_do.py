"""An administrator is reminded of the kinds of record no department answers for."""

from sqlalchemy import select

from app.core.db import db
from app.security.models import Duty
from app.security.rules import RecordKind
from tests.contracts.factories import FINANCE, put_on_duty
from tests.factories import make_department

TOLD = "尚未指定登记部门："


def line(browser):
    page = browser.get("/").get_data(as_text=True)
    return next((part for part in page.split("<li") if TOLD in part), "")


def test_an_administrator_is_told_until_every_kind_has_its_department(sign_in, machine):
    browser, _ = sign_in("SystemAdmin")
    assert "投诉" in line(sign_in("SecurityAdmin")[0])
    assert "应收" in line(browser)
    assert "/duties/list/" in line(browser)
    with machine():
        put_on_duty(make_department(), FINANCE)
    left = line(browser)
    assert "应收" not in left
    assert "投诉" in left
    with machine():
        put_on_duty(make_department(), tuple(RecordKind))
        kept = db.session.scalars(select(Duty.id).where(Duty.department_id.is_(None))).all()
    assert kept == []
    assert line(browser) == ""


def test_nobody_else_is_told(sign_in):
    for role in ("Staff", "ChiefArchivist", "Auditor"):
        assert line(sign_in(role)[0]) == ""

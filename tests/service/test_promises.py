"""What a service was promised, cost and leads to; which service and round a survey is about."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from app.care.surveys import Survey
from app.cli import department_of
from app.core.db import db
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.security.rules import RecordKind
from app.service.models import ServiceRecord
from tests.care.factories import make_survey
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department
from tests.migrating import migration, on
from tests.service.factories import make_service

pytestmark = pytest.mark.clause("S1.5(2)", "S9.4(三)")
MIGRATION = "20261127_0111_widen_service_and_survey"
FORM = {"kind": "repair", "channel": "on_site", "priority": "normal", "happened_on": "2026-11-02",
        "content": "更换轴承", "requested_at": "2026-11-02 09:00",
        "respond_due_at": "2026-11-02 10:00", "responded_at": "2026-11-02 09:30",
        "resolve_due_at": "2026-11-03 09:00", "resolved_at": "2026-11-02 18:00",
        "cost": "350.50", "next_on": "2027-05-02"}  # fmt: skip


@pytest.fixture
def clerk(sign_in, machine):
    with machine():
        here = make_department()
        put_on_duty(here, (RecordKind.service, RecordKind.survey))
        found = {"here": here.id, "customer": make_customer("近处轻工有限公司").id,
                 "other": make_customer("远方重工有限公司").id}  # fmt: skip
    browser, _ = sign_in("Staff", department=found["here"])
    return browser, found


def page(answer):
    return answer.get_data(as_text=True)


@pytest.mark.usefixtures("unguarded")
def test_a_service_keeps_its_promise_cost_and_next_day(clerk, machine, sign_in):
    browser, at = clerk
    told = {**FORM, "customer": at["customer"]}
    assert browser.post("/service-records/add", data=told).status_code == 302
    with machine() as session:
        record = session.scalars(select(ServiceRecord)).one()
        assert str(record.cost) == "350.50"
        assert record.next_on == date(2027, 5, 2)
        assert record.resolve_due_at == datetime(2026, 11, 3, 1, tzinfo=UTC)
        pk = record.id
    shown = page(browser.get(f"/service-records/show/{pk}"))
    assert "按时完成" in shown
    assert "350.50" in shown
    assert "按时完成" in page(browser.get(f"/service-records/show/{pk}"))
    chief, _ = sign_in("ChiefArchivist")
    query = "?cols=number,cost,next_on,resolve_due_at&next_on=between:2027-05-01,2027-05-31"
    assert "350.5" in page(chief.post(f"/service-records/export/csv{query}"))
    assert "2027-05-02" in page(chief.get(f"/service-records/list/{query}"))


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cost": "-1"}, {"zh": "数值不能小于零", "en": "cannot be below zero"}),
        ({"respond_due_at": "2026-11-01 10:00"},
         {"zh": "不能早于受理时间", "en": "would be due before"}),
        ({"next_on": "2026-11-02"}, {"zh": "应晚于本次", "en": "no later than this one"}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("unguarded")
def test_what_makes_no_sense_is_refused_and_stays_typed(clerk, machine, wrong, sentence, locale):
    browser, at = clerk
    browser.post(f"/language/{locale}")
    told = {**FORM, **wrong, "customer": at["customer"]}
    answer = page(browser.post("/service-records/add", data=told))
    assert sentence[locale] in answer
    assert all(word in answer for word in ("更换轴承", "2026-11-02 09:30", *wrong.values()))
    with machine() as session:
        assert session.scalar(select(ServiceRecord.id)) is None


@pytest.mark.usefixtures("unguarded")
def test_a_survey_names_its_service_and_its_round(clerk, machine):
    browser, at = clerk
    with machine() as session:
        mine, others = (session.get_one(Customer, at[name]) for name in ("customer", "other"))
        services = [make_service(mine), make_service(others)]
        ids, numbers = [s.id for s in services], [s.number for s in services]
    told = {"customer": at["customer"], "happened_on": "2026-11-03", "channel": "phone",
            "period": "2026 年三季度", "needs_follow_up": "y"}  # fmt: skip
    wrong = page(browser.post("/surveys/add", data={**told, "service": ids[1]}))
    assert f"{numbers[1]}”属于另一个客户" in wrong
    assert "2026 年三季度" in wrong
    assert browser.post("/surveys/add", data={**told, "service": ids[0]}).status_code == 302
    with machine() as session:
        survey = session.scalars(select(Survey)).one()
        assert (survey.service_id, survey.period, survey.needs_follow_up) == (
            ids[0], "2026 年三季度", True,
        )  # fmt: skip
        pk = survey.id
    assert numbers[0] in page(browser.get(f"/surveys/show/{pk}"))
    assert "2026 年三季度" in page(browser.get("/surveys/list/?cols=number,period"))


def test_files_bring_both_in(session, tmp_path):
    owner = make_customer("近处轻工有限公司").id
    session.commit()
    file = tmp_path / "services.csv"
    file.write_text(
        "客户名称,服务日期,内容,来源编号,应解决时间,费用（元）,下次服务日期\n"
        "近处轻工有限公司,2026-11-02,检修,A-1,2026-11-03 09:00,350.5,2027-05-02\n",
        encoding="utf-8",
    )
    assert not import_file(file, department_of("", None), Options(subject="service_record")).refused
    record = session.scalars(select(ServiceRecord)).one()
    number = record.id
    assert (str(record.cost), record.next_on) == ("350.50", date(2027, 5, 2))
    assert record.resolve_due_at == datetime(2026, 11, 3, 1, tzinfo=UTC)
    file.write_text(
        "客户名称,邀请日期,服务编号,调查周期,需跟进\n近处轻工有限公司,2026-11-03,A-1,2026Q4,是\n",
        encoding="utf-8",
    )
    assert not import_file(file, department_of("", None), Options(subject="survey")).refused
    survey = session.scalars(select(Survey)).one()
    assert (survey.service_id, survey.period) == (number, "2026Q4")
    assert survey.needs_follow_up
    assert survey.customer_id == owner


def test_the_migration_goes_back_and_forth_over_kept_rows(app, machine):
    with machine():
        customer = make_customer()
        make_service(customer, cost=5)
        make_survey(customer, period="2026Q4")
    module, later = migration(MIGRATION), migration("20261127_0271_index_coming_days")
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            later.downgrade()
            module.downgrade()
            module.upgrade()
            later.upgrade()
        kept = connection.execute(text("SELECT needs_follow_up, period FROM survey")).one()
        assert (bool(kept[0]), kept[1]) == (False, None)
        assert connection.execute(text("SELECT count(*) FROM service_record")).scalar() == 1

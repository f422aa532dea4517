"""A supervisor learns whether the process is up and can work, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text, update

from app import health
from app.core.clock import now
from app.core.db import db
from app.core.storage import Store, store
from app.jobs.heartbeat import beat
from app.jobs.models import JobRun


@pytest.fixture
def browser(app):
    return app.test_client()


def execute(app, statement):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(statement)


def test_a_new_installation_is_up_and_ready_and_keeps_no_session(browser):
    for path in ("/healthz", "/readyz"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert browser.get("/readyz").json == {"status": "ready", "failing": []}


def test_being_up_asks_no_database_even_of_who_is_logged_in(app, sign_in):
    browser, _ = sign_in()
    seen = []

    def see(*told):
        seen.append(told[2])

    event.listen(Engine, "before_cursor_execute", see)
    assert browser.get("/healthz").status_code == 200
    event.remove(Engine, "before_cursor_execute", see)
    assert seen == []


def test_a_database_that_is_gone_is_named_without_its_address(app, browser, monkeypatch):
    def refuse():
        raise health.SQLAlchemyError("postgresql://user:secret@host")

    with app.app_context():
        monkeypatch.setattr(db.engine, "connect", refuse)
        answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["database"])
    assert "secret" not in answer.get_data(as_text=True)
    assert browser.get("/healthz").status_code == 200


def test_an_old_schema_is_not_ready(app, browser):
    execute(app, text("UPDATE alembic_version SET version_num = 'older'"))
    assert browser.get("/readyz").json["failing"] == ["schema"]


def test_a_folder_that_cannot_be_written_is_not_ready(app, browser, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path / "gone")
    assert browser.get("/readyz").json["failing"] == ["data folder"]


def test_a_store_that_cannot_be_written_is_named_without_its_path(
    app, browser, monkeypatch, tmp_path
):
    (tmp_path / "secret-place").write_text("a file where a folder should be")
    gone = Store(f"file://{tmp_path}/secret-place/files")
    monkeypatch.setitem(app.extensions, "store", gone)
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["storage"])
    assert "secret-place" not in answer.get_data(as_text=True)


def test_a_probe_leaves_nothing_in_the_store(app, browser):
    with app.app_context():
        before = store().files.find(store().root)
        assert browser.get("/readyz").status_code == 200
        assert store().files.find(store().root) == before


def test_a_pulse_that_stopped_is_not_ready(app, browser):
    with app.app_context():
        beat()
        beat()
    assert browser.get("/readyz").status_code == 200
    execute(app, update(JobRun.__table__).values(lease_until=now() - timedelta(seconds=1)))
    assert browser.get("/readyz").json["failing"] == ["scheduler"]


def test_in_production_somebody_must_keep_the_time(app, browser, monkeypatch):
    monkeypatch.setitem(app.config, "MODE", "production")
    assert browser.get("/readyz").json["failing"] == ["scheduler"]

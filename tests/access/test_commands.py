"""Commands about people: a password that was printed is for once, a refusal is one sentence."""

import pytest
from sqlalchemy import select

from app import create_app
from app.core.db import db
from app.security.models import Person
from app.setup import setup
from tests.access.browsing import post
from tests.factories import make_user
from tests.security.test_sessions import log_in

NEW = "violet lamp 93 harbour"


def run(app, *arguments, **more):
    return app.test_cli_runner().invoke(args=list(map(str, arguments)), **more)


def password_in(done):
    assert done.exit_code == 0, done.output
    return done.output.split()[-1]


@pytest.fixture
def first_start(tmp_path):
    """A new archive to try the product with, and the passwords its first start prints."""
    app = create_app({"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_DEMO": "1"})
    with app.app_context():
        made = setup()
        db.session.remove()
    yield app, made
    with app.app_context():
        db.engine.dispose()


# ── passwords for once ────────────────────────────────────────────
def test_a_created_users_printed_password_only_leads_to_a_new_one(app, machine):
    password = password_in(run(app, "user", "create", "wang", "--role", "Staff"))
    browser = app.test_client()
    log_in(browser, "wang", password)
    assert browser.get("/customers/list/").location == "/account/password"
    page = browser.get("/account/password").get_data(as_text=True)
    assert "您登录所用的密码只用一次" in page
    assert ">取消</a>" not in page
    post(browser, "/account/password", old=password, new=NEW, again=NEW)
    assert browser.get("/customers/list/").status_code == 200


def test_a_reset_password_only_leads_to_a_new_one_and_ends_sessions(app, machine):
    with machine():
        make_user(role="Staff", username="zhang")
    before = app.test_client()
    log_in(before, "zhang")
    password = password_in(run(app, "user", "reset", "zhang"))
    assert before.get("/").location.startswith("/login/")
    browser = app.test_client()
    log_in(browser, "zhang", password)
    assert browser.get("/").location == "/account/password"


def test_a_password_that_was_given_stays(app, machine):
    done = run(app, "user", "create", "wang", "--role", "Staff", "--password-stdin", input=NEW)
    assert done.output.split() == ["wang"]
    browser = app.test_client()
    log_in(browser, "wang", NEW)
    assert browser.get("/customers/list/").status_code == 200


def test_a_program_with_a_one_time_password_is_told_to_change_it(app, machine):
    password = password_in(run(app, "user", "create", "wang", "--role", "Staff"))
    browser = app.test_client()
    told = {"username": "wang", "password": password}
    token = browser.post("/api/v1/security/login", json=told).json["access_token"]
    answer = browser.get("/api/v1/customer/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.is_json) == (403, True)
    assert "一次性密码" in answer.json["message"]


@pytest.mark.parametrize("database", ["sqlite"])
def test_at_the_first_start_the_administrator_changes_it_and_who_is_there_for_a_try_need_not(
    first_start, database
):
    app, passwords = first_start
    browser = app.test_client()
    log_in(browser, "admin", passwords.pop("admin"))
    assert browser.get("/").location == "/account/password"
    for name, password in passwords.items():
        browser = app.test_client()
        log_in(browser, name, password)
        assert browser.get("/").status_code == 200, name


# ── refusals ──────────────────────────────────────────────────────
REFUSED = {
    "user reset nobody": "没有用户“nobody”",
    "user break-glass nobody --reason flooded": "没有用户“nobody”",
    "user create ADMIN --role Staff": "该用户名已被使用",
    "user create new --role Staff --department NOPE": "没有部门“NOPE”",
    "user create bad\tname! --role Staff": "用户名为",
    "import {file} --department NOPE": "没有部门“NOPE”",
    "import {file} --report {folder}/no/report.csv": "没有文件夹",
    "import {file} --user nobody": "nobody",
    "export customer --to {folder}/no/out.csv": "没有文件夹",
    "export customer --to {folder}/out.csv": "无法读取或写入",
}


@pytest.mark.parametrize("command", REFUSED)
def test_a_refusal_is_one_sentence_and_status_2(app, machine, tmp_path, command):
    file = tmp_path / "a.csv"
    file.write_text("客户名称\n甲公司\n", "utf-8")
    (tmp_path / "out.csv.part").mkdir()  # What stands in the way of the file being written.
    words = [word.format(file=file, folder=tmp_path) for word in command.split(" ")]
    done = run(app, *(word.replace("\t", " ") for word in words))
    assert (done.exit_code, len(done.output.splitlines())) == (2, 1), done.output
    assert REFUSED[command] in done.output
    with machine() as session:
        assert session.scalars(select(Person.username)).all() == ["admin"]


def test_an_import_that_refused_rows_says_where_they_are(app, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("客户名称,成立日期\n甲公司,2020-01-31\n乙公司,昨天\n", "utf-8")
    done = run(app, "import", file)
    assert done.exit_code == 1
    report = app.config["DATA_DIR"] / "reports" / done.output.split()[-1].rpartition("/")[2]
    assert done.output.rstrip().endswith(str(report))
    assert "乙公司" in report.read_text("utf-8-sig")
    assert report.stat().st_mode & 0o077 == 0
    assert run(app, "import", file, "--report", tmp_path / "own.csv").exit_code == 1
    assert (tmp_path / "own.csv").is_file()

"""Files as people send them become customers, and every row is accounted for."""

import csv
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.audit.chain import verify
from app.cli import department_of
from app.core.db import db
from app.core.words import RuleError
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.security.actor import acting_as, system
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import make_department

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real = pytest.mark.skipif(not DATA.exists(), reason="the real company files lie beside the project")
pytestmark = pytest.mark.clause("S5.3.2.1")

#: file → (rows, created, duplicate, refused) on an empty archive; twins have a file of their own
FILES = {
    "cn_listed_registry.csv": (878, 877, 1, 0),
    "tw_listed_twse.csv": (1036, 1036, 0, 0),
    "companies_sp500.csv": (503, 500, 0, 3),
    "northwind/customers.csv": (91, 91, 0, 0),
}


def bring(path, **options):
    return import_file(path, department_of("", None), Options(**options))


def figures(report):
    counts = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
    return (len(report.rows), *counts)


@real
@pytest.mark.parametrize(("name", "database"), in_turn([*FILES], DATABASES), scope="session")
def test_every_row_of_a_real_file_is_accounted_for(session, name):
    report = bring(DATA / name)
    assert figures(report) == FILES[name]
    assert all(row.reason for row in report.rows if row.outcome is not Outcome.created)


@real
def test_leading_zeros_and_chinese_names_arrive_as_sent(session):
    bring(DATA / "cn_listed_szse.csv")
    first = session.scalars(select(Customer).where(Customer.stock_code == "000001")).one()
    assert first.name == "平安银行股份有限公司"
    assert first.initials.startswith("payh")
    assert (first.province, first.city) == ("广东", "深圳市")
    assert first.entry_status is EntryStatus.submitted


@real
def test_what_an_import_writes_the_trail_holds(app, session):
    bring(DATA / "northwind/customers.csv")
    with db.engine.connect() as connection:
        assert verify(connection, app.extensions["keyring"].derive("audit")).whole


def sheet(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


HEADER = ["客户名称", "统一社会信用代码", "注册资金", "成立日期"]


def test_titles_above_the_header_are_stepped_over(session, tmp_path):
    book = Workbook()
    for row in (
        ["客户登记表"],
        ["基本信息", None, "其他"],
        ["客户名称", "成立日期"],
        ["甲公司", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert figures(bring(tmp_path / "a.xlsx")) == (1, 1, 0, 0)


@pytest.mark.clause("S5.3.2.2")
def test_a_bad_row_is_refused_with_its_reason_and_the_others_go_in(session, tmp_path):
    rows = [HEADER, ["好公司", "", "1,000(万元人民币)", "2020/3/18"], ["坏公司", "123", "", ""]]
    rows += [["", "", "1", ""], ["怪日期公司", "", "", "2020-02-30"]]
    report = bring(sheet(tmp_path / "a.csv", rows))
    assert figures(report) == (4, 1, 0, 3)
    kept = session.scalars(select(Customer)).one()
    assert (kept.registered_capital, kept.capital_currency) == (10_000_000, "CNY")
    assert kept.founded_on.isoformat() == "2020-03-18"
    lines = report.write(tmp_path / "errors.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 5


def test_one_error_stops_the_whole_file_when_asked(session, tmp_path):
    rows = [HEADER, ["好公司", "", "", ""], ["坏公司", "123", "", ""]]
    bring(sheet(tmp_path / "a.csv", rows), stop_on_error=True)
    assert session.scalars(select(Customer)).all() == []


def test_a_dry_run_writes_nothing(session, tmp_path):
    bring(sheet(tmp_path / "a.csv", [HEADER, ["好公司", "", "", ""]]), dry_run=True)
    assert session.scalars(select(Customer)).all() == []


@pytest.mark.clause("S5.3.3.2")
def test_a_customer_of_another_department_is_a_duplicate_too(session, tmp_path):
    file = sheet(tmp_path / "a.csv", [HEADER, ["好公司", "", "", ""]])
    bring(file)
    elsewhere = make_department()
    session.commit()
    with acting_as(system("test")):
        assert figures(import_file(file, elsewhere)) == (1, 0, 1, 0)


def png(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)


def empty(path):
    path.write_bytes(b"")


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)


def plain_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")


def broken(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")


def locked(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


def nameless(path):
    sheet(path, [["a", "b"], ["1", "2"]])


@pytest.mark.parametrize("make", [png, empty, bomb, plain_zip, broken, locked, nameless])
def test_a_hostile_or_useless_file_is_refused_with_one_sentence(session, tmp_path, make):
    path = tmp_path / "customers.xlsx"
    make(path)
    with pytest.raises(RuleError) as refusal:
        bring(path)
    assert len(str(refusal.value)) < 120
    assert session.scalars(select(Customer)).all() == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_any_encoding_reads_the_same(session, tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_text("客户名称,地址\r\n星辰科技有限公司,深圳市南山区\r\n" * 3, encoding=encoding)
    bring(path)
    assert "星辰科技有限公司" in session.scalars(select(Customer.name)).all()


@pytest.mark.parametrize("cell", ["=1+1", "x" * 10_001, "a\0b", "&#20870;"])
def test_odd_cells_never_break_a_file(session, tmp_path, cell):
    path = tmp_path / "a.csv"
    path.write_text(f"客户名称,备注\n甲公司,{cell}\n", encoding="utf-8")
    assert len(bring(path).rows) == 1

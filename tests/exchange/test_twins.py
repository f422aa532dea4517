"""Twins of one real list make the same customers, column by column; bad codes alone are refused."""

import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from app.cli import department_of
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from tests.conftest import DATABASES
from tests.endurance.scale import one_of

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.clause("S5.3.2.1", "S5.3.2.2"),
    pytest.mark.skipif(not DATA.exists(), reason="the real files lie beside the project"),
]
#: What is an archive's own, not the file's.
OURS = {"id", "uid", "number", "created_at", "updated_at"}
COLUMNS = [column.key for column in inspect(Customer).columns if column.key not in OURS]


@pytest.fixture
def made(app, machine, database, sources):
    """What a file makes of an empty archive: its rows, and every column of its customers."""

    def _made(path, **told):
        sources[database].reset()
        with machine() as session:
            report = import_file(path, department_of("", None), Options(**told))
            columns = [getattr(Customer, name) for name in COLUMNS]
            asked = select(*columns).order_by(Customer.number)
            return report, [tuple(row) for row in session.execute(asked)]

    return _made


@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
def test_the_exchanges_list_is_the_same_in_every_dress(made, tmp_path):
    whole = (DATA / "cn_listed_szse.csv").read_text("utf-8")
    (tmp_path / "bom.csv").write_text(whole, "utf-8-sig", newline="")
    (tmp_path / "wide.csv").write_bytes(whole.encode("utf-16-le"))
    report, first = made(DATA / "cn_listed_szse.csv")
    assert (len(report.rows), report.count(Outcome.created), len(first)) == (2882, 2882, 2882)
    twins = [DATA / "cn_listed_szse_gbk.csv", DATA / "cn_listed_szse_original.xlsx"]
    for twin in (*twins, tmp_path / "bom.csv", tmp_path / "wide.csv"):
        report, customers = made(twin)
        assert report.count(Outcome.created) == 2882, twin
        for place, (one, other) in enumerate(zip(first, customers, strict=True)):
            assert one == other, (twin, place, different(one, other))


def different(one, other):
    return [told for told in zip(COLUMNS, one, other, strict=True) if told[1] != told[2]]


def test_a_sheet_as_people_send_it_makes_the_same_as_its_list(made, tmp_path):
    with (DATA / "cn_listed_registry.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))[:301]
    with (tmp_path / "first.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    _, first = made(tmp_path / "first.csv")
    _, sent = made(DATA / "cn_listed_registry_as_sent.xlsx")
    assert len(first) == len(sent) == 300
    for one, other in zip(first, sent, strict=True):
        assert one == other, different(one, other)


SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_good(code):
    """GB 32100: seventeen signs weighted by powers of three, the last one makes up to 31."""
    if not re.fullmatch(f"[{SIGNS}]{{18}}", code):
        return False
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return SIGNS[-total % 31] == code[17]


@pytest.mark.parametrize("database", one_of(DATABASES, 1), scope="session")
def test_exactly_the_bad_codes_are_refused_each_with_its_reason(made):
    with (DATA / "cn_companies_register.csv").open(encoding="utf-8", newline="") as file:
        codes = {n: row["统一社会信用代码"] for n, row in enumerate(csv.DictReader(file), 2)}
    bad = {line: code for line, code in codes.items() if not is_good(code)}
    assert (len(codes), len(bad)) == (5100, 300)
    report, customers = made(DATA / "cn_companies_register.csv")
    refused = {row.line: row.reason for row in report.rows if row.outcome is Outcome.refused}
    assert refused.keys() == bad.keys()
    for line, code in bad.items():
        length = "18" in refused[line]
        assert length == (len(code) != 18), (code, refused[line])
    kept = {row[COLUMNS.index("uscc")] for row in customers}
    assert kept == {code for line, code in codes.items() if line not in bad}
    told = report.sheets["csv"].decode("utf-8-sig")
    assert all(code in told for code in bad.values())

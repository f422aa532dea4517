"""What an undo cannot give back is kept, counted and listed in full; the rest is given back."""

import json

import pytest
from sqlalchemy import update

from app.customers.models import Customer
from app.exchange import pages
from app.exchange.rules import BatchStatus
from tests.exchange.screens import (
    HEADER,
    batch,
    csv_file,
    customers,
    imported,
    send,
    step,
    work,
)
from tests.factories import make_customer

USCC = "91440300708461136T"
OTHER = "91110000100001860L"
FORM = {"mode": "update", "field-0": "number", "field-1": "uscc", "field-2": "phone"}
KEPT = "导入后又有改动，予以保留"


def page(browser, pk, asked=""):
    return browser.get(f"/imports/show/{pk}{asked}").get_data(as_text=True)


def recoded(site, browser, machine):
    """Two customers get a credit code and a telephone by file; the first had a code before."""
    with machine():
        first = make_customer("甲公司", uscc=USCC, phone="1").number
        second = make_customer("乙公司", phone="1").number
    rows = (("客户编号", "统一社会信用代码", "电话"), (first, OTHER, "2"), (second, "", "2"))
    return imported(site, browser, csv_file(*rows), **FORM)


def test_a_credit_code_somebody_has_by_now_is_not_given_back(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = recoded(site, browser, machine)
    with machine():
        make_customer("丙公司", uscc=USCC)
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert batch(machine, pk).status is BatchStatus.undone
    assert [(row.name, row.uscc, row.phone) for row in customers(machine)] == [
        ("甲公司", OTHER, "2"), ("乙公司", None, "1"), ("丙公司", USCC, None),
    ]  # fmt: skip
    told = page(browser, pk)
    assert f"{KEPT} (1)" in told
    assert "其原统一社会信用代码现已为另一客户所用" in told


def test_a_credit_code_nobody_has_is_given_back(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = recoded(site, browser, machine)
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert [(row.uscc, row.phone) for row in customers(machine)] == [(USCC, "1"), (None, "1")]
    assert KEPT not in page(browser, pk)


def test_what_is_kept_is_counted_and_every_row_of_it_is_on_a_page(
    site, machine, sign_in, monkeypatch
):
    monkeypatch.setattr(pages, "MOST_ROWS", 2)
    browser, _ = sign_in("Archivist")
    names = [f"第{n}仪器有限公司" for n in range(5)]
    pk = imported(site, browser, csv_file(HEADER, *((name, "", "") for name in names)))
    with machine() as session:
        session.connection().execute(
            update(Customer.__table__).values(version=Customer.version + 1)
        )
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    shown = [page(browser, pk, asked) for asked in ("", "?kept=2", "?kept=3")]
    lists = [told.split(f"{KEPT} (5)")[1].split("</section>")[0] for told in shown]
    assert [[name for name in names if name in part] for part in lists] == [
        names[:2], names[2:4], names[4:],
    ]  # fmt: skip
    assert "?kept=2" in lists[0]
    assert "?kept=4" not in lists[2]


def test_a_batch_that_only_changes_is_sampled_with_old_and_new(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = recoded(site, browser, machine)
    other, _ = sign_in("Archivist")
    told = page(other, pk).split("抽样 2 行")[1].split("</section>")[0]
    assert f"<del>{USCC}</del>" in told
    assert f"<ins>{OTHER}</ins>" in told


@pytest.mark.parametrize(
    ("subject", "header", "word"),
    [("contract", "客户名称,合同名称,金额", "合同"),
     ("payment", "客户名称,回款日期,回款金额", "回款"),
     ("contact", "姓名,客户名称", "联系人"), ("customer", "客户名称", "客户")],
)  # fmt: skip
def test_rows_are_headed_by_what_they_are(site, machine, sign_in, subject, header, word):
    browser, _ = sign_in("ChiefArchivist")
    content = f"{header}\n甲公司,乙,1\n".encode()
    pk = int(send(browser, content, subject=subject).rsplit("/", 1)[-1])
    work(site)
    told = json.loads(batch(machine, pk).mapping)
    fields = {f"field-{place}": field for place, field in told.items()}
    browser.post(f"/imports/match/{pk}", data={"mode": "create", "key": "number", **fields})
    work(site)
    assert f'<th scope="col">{word}</th>' in page(browser, pk)

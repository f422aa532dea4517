"""What import tests share: a browser that sends files, and the jobs process beside it."""

from io import BytesIO

from sqlalchemy import select

from app.customers.models import Customer
from app.exchange.models import ImportBatch
from app.jobs.worker import run_next


def csv_file(*rows, encoding="utf-8"):
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


HEADER = ("客户名称", "统一社会信用代码", "联系电话")
THREE = csv_file(
    HEADER, ("甲仪器有限公司", "", "0755-1"), ("乙仪器有限公司", "", ""), ("坏公司", "123", "")
)


def send(browser, content, name=None, **form):
    """Send a file; the page it leads to."""
    name = name or ("名单.xlsx" if content.startswith(b"PK") else "名单.csv")
    answer = browser.post(
        "/imports/add",
        data={"file": (BytesIO(content), name), **form},
        content_type="multipart/form-data",
    )
    return answer.location or answer.get_data(as_text=True)


def work(app):
    """The jobs process, until nothing waits; how each run ended."""
    ended = []
    while True:
        with app.app_context():
            status = run_next()
        if status is None:
            return ended
        ended.append(status.name)


def match(browser, pk, **form):
    told = {"mode": "create", "key": "number", "field-0": "name", "field-1": "uscc"}
    return browser.post(f"/imports/match/{pk}", data={**told, "field-2": "phone", **form})


def step(browser, name, pk, **form):
    return browser.post(f"/imports/step/{name}", data={"rowid": pk, **form}, follow_redirects=True)


def checked(app, browser, content=THREE, **form):
    """A file sent, read, matched and checked; its batch's id."""
    pk = int(send(browser, content).rsplit("/", 1)[-1])
    work(app)
    assert match(browser, pk, **form).status_code == 302
    work(app)
    return pk


def imported(app, browser, content=THREE, **form):
    pk = checked(app, browser, content, **form)
    step(browser, "apply", pk)
    work(app)
    return pk


def batch(machine, pk):
    with machine() as session:
        return session.execute(select(ImportBatch.__table__).where(ImportBatch.id == pk)).one()


def customers(machine):
    with machine() as session:
        table = Customer.__table__
        return session.execute(select(table).order_by(table.c.id)).all()

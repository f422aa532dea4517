"""What the door tests look for: rows a reader must not see, and every way one might see them."""

import io
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from app.customers.models import Customer
from app.security.roles import ROLES
from app.security.rules import Reach, Security
from tests.endurance.scale import is_turn
from tests.factories import make_customer, make_department

READERS = tuple(ROLES)


def readers_today():
    """All who reach rows, and of those who reach none one in turn; everybody at full size."""
    none = [name for name in READERS if ROLES[name].reach is Reach.none]
    turn = [name for n, name in enumerate(none) if is_turn(n, len(none))]
    return [*(name for name in READERS if name not in none), *turn]


class Planted(NamedTuple):
    """One planted row: its id and the words that would betray it."""

    id: int
    name: str
    number: str
    uscc: str
    industry: str
    province: str
    address: str
    remark: str

    def betrayed_by(self, text, echoed=""):
        """Which of its words ``text`` holds, besides those the question itself held."""
        words = [word for word in self[1:] if word not in echoed]
        return [word for word in words if word in text]


def plant(tag, **fields):
    words = {"industry": f"植业{tag}", "province": f"植省{tag}", "address": f"植址{tag}路1号"}
    customer = make_customer(
        f"植名{tag}有限公司", uscc=f"PLANTED{tag}00", remark=f"植注{tag}。", **words, **fields
    )
    told = [getattr(customer, name) for name in Planted._fields]
    return Planted(*told)


def plant_all():
    """A row in each place, seen from the first department; returns it and the rows by place."""
    here, there = make_department(), make_department()
    rows = {
        "own department": plant("AAAA", department_id=here.id),
        "other department": plant("BBBB", department_id=there.id),
        "higher class": plant("CCCC", department_id=here.id, security=Security.confidential),
        "voided": plant("DDDD", department_id=here.id),
    }
    return here.id, rows


def void(session, planted):
    """Take a row out of sight, as its own verb would."""
    customer = session.get(Customer, planted.id)
    customer.void(type("By", (), {"id": None}), "entered twice")


PLACES = ("own department", "other department", "higher class", "voided")


def is_seen(reach, place):
    """Whether someone cleared for Internal sees a row in this place that is not their own."""
    if place in {"higher class", "voided"} or reach in {Reach.none, Reach.own}:
        return False
    return reach is Reach.company or place == "own department"


class Way(NamedTuple):
    """One way to a row: method, address, form, the right it takes, and whether it shows the row."""

    method: str
    address: str
    right: str
    shows: bool = True
    form: dict | None = None


WAYS = {
    "list": Way("GET", "/customers/list/?size=200", "can_list"),
    "last page": Way("GET", "/customers/list/?last=1", "can_list"),
    "search by name": Way("GET", "/customers/list/?q={name}", "can_list"),
    "search by number": Way("GET", "/customers/list/?q={number}", "can_list"),
    "search by code": Way("GET", "/customers/list/?q={uscc}", "can_list"),
    "filter by name": Way("GET", "/customers/list/?name=contains:{name}", "can_list"),
    "filter by code": Way("GET", "/customers/list/?uscc={uscc}", "can_list"),
    "sort": Way("GET", "/customers/list/?sort=-name&size=200", "can_list"),
    "show": Way("GET", "/customers/show/{id}", "can_show"),
    "edit": Way("GET", "/customers/edit/{id}", "can_edit"),
    "save": Way("POST", "/customers/edit/{id}", "can_edit", form={"name": "x"}, shows=False),
    "history": Way("GET", "/customers/history/{id}", "can_show", shows=False),
    "step": Way("POST", "/customers/step/submit", "can_edit", False, {"rowid": "{id}"}),
    "bulk step": Way("POST", "/customers/step/submit", "can_edit", False, {"rowid": "1,{id}"}),
    "departments": Way("GET", "/customers/departments?q={industry}", "can_list", False),
    "people": Way("GET", "/customers/people?q={name}", "can_list", False),
    "select": Way("GET", "/customers/others?q=植名", "can_list"),
    "start page": Way("GET", "/", "can_list", False),
    "API list": Way("GET", "/api/v1/customer/?size=200", "can_list"),
    "API search": Way("GET", "/api/v1/customer/?q={name}", "can_list"),
    "API filter": Way("GET", "/api/v1/customer/?name=contains:{name}", "can_list"),
    "API show": Way("GET", "/api/v1/customer/{id}", "can_show"),
    "API _info": Way("GET", "/api/v1/customer/_info", "can_list", False),
    "export csv": Way("POST", "/customers/export/csv", "can_export"),
    "export xlsx": Way("POST", "/customers/export/xlsx", "can_export"),
    "export one": Way("POST", "/customers/export/csv?q={number}", "can_export"),
}


def go(browser, way, row):
    """Everything an answer says, redirects followed, and what the question itself said."""
    told = row._asdict()
    address = way.address.format(**told)
    form = {name: value.format(**told).split(",") for name, value in (way.form or {}).items()}
    answer = browser.open(address, method=way.method, data=form or None, follow_redirects=True)
    return answer.status_code, text_of(answer), address


def text_of(answer):
    data = answer.get_data()
    if data.startswith(b"PK"):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return str(sheet.to_python())
    if answer.is_json:
        return str(answer.json)
    return data.decode("utf-8-sig")

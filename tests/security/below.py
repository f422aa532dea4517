"""The doors below a customer: its contacts and its lines, planted in each place, way by way.

What other tests hold already is not repeated here: evidence, checks, reviews, the sheet and the
hand-overs of a customer (``test_papers.py``), the customer itself (``leaks.py``), and an import's
page, progress, report and matching (``tests/exchange/test_import_screen.py``).
"""

from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.customers.contacts import ContactLink
from app.customers.models import Customer
from app.customers.parts import BankAccount, CustomerAddress, FormerName, InvoiceTitle
from tests.factories import keep, make_contact
from tests.security.leaks import plant_all


class Below(NamedTuple):
    """What hangs on one planted customer: ids, a name to ask for, and the words that betray it."""

    customer: int
    contact: int
    link: int
    lines: dict[str, int]
    name: str
    words: tuple[str, ...]

    def betrayed_by(self, text, echoed=""):
        return [word for word in self.words if word in text and word not in echoed]


def hang(customer_id, tag):
    """A contact and a line of each kind on a customer."""
    customer = db.session.get(Customer, customer_id)
    told = {
        "name_latin": f"Latin{tag}", "position": f"植位{tag}", "unit": f"植部{tag}",
        "hobbies": f"植好{tag}", "remark": f"植记{tag}", "wechat": f"w{tag}",
    }  # fmt: skip
    contact = make_contact(customer, name=f"植人{tag}", mobile="13900000001", **told)
    link = db.session.scalars(select(ContactLink).where(ContactLink.contact_id == contact.id)).one()
    account = BankAccount(customer_id=customer_id, holder=f"植户{tag}", bank=f"植行{tag}")
    account.account = "6222020000001234"
    lines = {
        "former-names": FormerName(customer_id=customer_id, name=f"曾名{tag}"),
        "addresses": CustomerAddress(customer_id=customer_id, address=f"植号{tag}", recipient="收"),
        "invoice-titles": InvoiceTitle(customer_id=customer_id, title=f"植抬{tag}"),
        "bank-accounts": account,
    }
    ids = {door: keep(line).id for door, line in lines.items()}
    words = [f"植人{tag}", *list(told.values())[:5], f"曾名{tag}", f"植号{tag}", f"植抬{tag}"]
    words += [f"植户{tag}", f"植行{tag}", customer.name, customer.number]
    return Below(customer_id, contact.id, link.id, ids, f"植人{tag}", tuple(words))


def hang_all():
    """The first department, the planted customers by place, and what hangs on each."""
    here, rows = plant_all()
    below = {place: hang(row.id, f"E{n}{n}{n}") for n, (place, row) in enumerate(rows.items())}
    return here, rows, below


class Door(NamedTuple):
    """One way to it: method, address, the (screen, right) it takes, the form, whether it shows."""

    method: str
    address: str
    screen: str
    right: str
    shows: bool = False
    form: dict | None = None

    @property
    def points(self):
        """Whether it names one row, which then is there or is not."""
        named = any(f"{mark}{{" in self.address for mark in ("show/", "edit/", "of/", "reveal/"))
        below = "?for=" in self.address and not self.address.startswith("/contacts")
        return named or below or "rowid" in (self.form or {})


REVEAL = {"purpose": "contact", "reason": "to call them back"}
LINES = {
    "former-names": "FormerNames", "addresses": "Addresses", "invoice-titles": "InvoiceTitles",
    "bank-accounts": "BankAccounts",
}  # fmt: skip
C, L = "Contacts", "ContactLinks"
CONTACT_DOORS = {
    "list": Door("GET", "/contacts/list/?size=200", C, "can_list", True),
    "last page": Door("GET", "/contacts/list/?last=1", C, "can_list", True),
    "search": Door("GET", "/contacts/list/?q={name}", C, "can_list", True),
    "filter": Door("GET", "/contacts/list/?name=contains:{name}", C, "can_list", True),
    "of one": Door("GET", "/contacts/list/?customer_id={customer}", C, "can_list", True),
    "sort": Door("GET", "/contacts/list/?sort=-name&size=200", C, "can_list", True),
    "all columns": Door("GET", "/contacts/list/?cols=unit,name_latin", C, "can_list", True),
    "select": Door("GET", "/contacts/others?q=植人", C, "can_list", True),
    "palette": Door("GET", "/desk/palette?q={name}", C, "can_show", True),
    "opened lately": Door("GET", "/desk/palette?recent=contacts:{contact}", C, "can_show", True),
    "show": Door("GET", "/contacts/show/{contact}", C, "can_show", True),
    "history": Door("GET", "/contacts/history/{contact}", C, "can_history"),
    "edit": Door("GET", "/contacts/edit/{contact}", C, "can_edit", True),
    "save": Door("POST", "/contacts/edit/{contact}", C, "can_edit", form={"name": "x"}),
    "void": Door("POST", "/contacts/step/void", C, "can_void", form={"rowid": "{contact}"}),
    "many": Door("POST", "/contacts/step/void", C, "can_void", form={"rowid": "1,{contact}"}),
    "reveal": Door("POST", "/contacts/reveal/{contact}", C, "can_reveal",
                   form={"field": "mobile", **REVEAL}),
    "new for": Door("GET", "/contacts/add?for={customer}", C, "can_add"),
    "API list": Door("GET", "/api/v1/contact/?size=200", C, "can_list", True),
    "API search": Door("GET", "/api/v1/contact/?q={name}", C, "can_list", True),
    "API filter": Door("GET", "/api/v1/contact/?customer_id={customer}", C, "can_list", True),
    "API sort": Door("GET", "/api/v1/contact/?sort=-name", C, "can_list", True),
    "API show": Door("GET", "/api/v1/contact/{contact}", C, "can_show", True),
    "API delete": Door("DELETE", "/api/v1/contact/{contact}", C, "can_void"),
    "API _info": Door("GET", "/api/v1/contact/_info", C, "can_list"),
    "export csv": Door("POST", "/contacts/export/csv", C, "can_export", True),
    "export xlsx": Door("POST", "/contacts/export/xlsx", C, "can_export", True),
    "export one": Door("POST", "/contacts/export/csv?q={name}", C, "can_export", True),
    "tab": Door("GET", "/customer-contacts/of/{customer}", L, "can_list", True),
    "tab of customers": Door("GET", "/contact-customers/of/{contact}", L, "can_list", True),
    "part": Door("GET", "/customer-contacts/show/{link}", L, "can_show", True),
    "part, other side": Door("GET", "/contact-customers/show/{link}", L, "can_show", True),
    "edit part": Door("GET", "/customer-contacts/edit/{link}", L, "can_edit", True),
    "save part": Door("POST", "/customer-contacts/edit/{link}", L, "can_edit",
                      form={"role": "user"}),
    "end part": Door("POST", "/contact-customers/step/end", L, "can_edit",
                     form={"rowid": "1,{link}"}),
    "link to": Door("POST", "/customer-contacts/add?for={customer}", L, "can_add",
                    form={"contact": "{contact}", "role": "user", "is_primary": ""}),
}  # fmt: skip


def line_doors(door):
    """The ways to one kind of line."""
    screen, one = LINES[door], f"/{door}/{{kind}}/{{line}}"
    return {
        "tab": Door("GET", f"/{door}/of/{{customer}}", screen, "can_list", True),
        "show": Door("GET", one.format(kind="show", line="{line}"), screen, "can_show", True),
        "edit": Door("GET", one.format(kind="edit", line="{line}"), screen, "can_edit", True),
        "save": Door("POST", one.format(kind="edit", line="{line}"), screen, "can_edit",
                     form={"row_version": "x"}),
        "reveal": Door("POST", one.format(kind="reveal", line="{line}"), screen, "can_reveal",
                       form={"field": "account", **REVEAL}),
        "take back": Door("POST", f"/{door}/step/void", screen, "can_void",
                          form={"rowid": "1,{line}"}),
        "new for": Door("GET", f"/{door}/add?for={{customer}}", screen, "can_add"),
        "add to": Door("POST", f"/{door}/add?for={{customer}}", screen, "can_add",
                       form={"row_version": "x"}),
    }  # fmt: skip


def told(door, below, line=0):
    """Address and form of a door for one planted row."""
    holes = {**below._asdict(), "line": line}
    form = {k: v.format(**holes).split(",") for k, v in (door.form or {}).items()}
    return door.address.format(**holes), form or None

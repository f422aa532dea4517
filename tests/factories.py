"""make_*: a valid record in one line; a test names only what it is about."""

from itertools import count

from flask import current_app
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.db import db
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer, new_numbers
from app.customers.rules import Basis, CustomerKind, IdType
from app.models import Department, Person
from app.security.rules import Security

serial = count(1)
PASSWORD = "correct horse 42 battery"
#: A hash that costs little to try; what a real one costs is measured where it matters.
QUICK = "scrypt:1024:8:1"
_hash: list[str] = []


def keep(record):
    db.session.add(record)
    db.session.flush()
    return record


def make_department(parent=None):
    code = f"D{next(serial)}"
    return keep(
        Department(code=code, name_zh=f"部门{code}", name_en=code, parent_id=parent and parent.id)
    )


def root():
    return db.session.scalars(select(Department).where(Department.code == "ROOT")).one()


def make_user(role="Archivist", department=None, clearance=Security.internal, username=None):
    if not _hash:
        _hash.append(generate_password_hash(PASSWORD, QUICK))
    name = username or f"user{next(serial)}"
    return keep(
        Person(
            username=name,
            first_name=name,
            last_name="",
            email=f"{name}@a.test",
            active=True,
            password=_hash[0],
            department_id=department or root().id,
            clearance=clearance,
            epoch=0,
            roles=[current_app.appbuilder.sm.find_role(role)],
        )
    )


def make_customer(name=None, **fields):
    fields.setdefault("department_id", root().id)
    customer = Customer(name=name or f"星辰科技{next(serial)}有限公司", **fields)
    customer.number = new_numbers(db.session)[0]
    customer.derive()
    return keep(customer)


def make_person(name, id_no=None, mobile=None, **fields):
    """An individual customer, kept on the basis of a contract."""
    person = Customer(
        name=name,
        kind=CustomerKind.individual,
        basis=Basis.contract,
        id_type=IdType.id_card,
        department_id=fields.pop("department_id", None) or root().id,
        **fields,
    )
    person.id_no, person.mobile = id_no, mobile
    person.check_facts(id_no)
    person.number = new_numbers(db.session)[0]
    person.derive()
    return keep(person)


def make_contact(customer, name="钱进", mobile=None, **fields):
    contact = Contact(name=name, customer=customer, basis=Basis.contract, **fields)
    contact.mobile = mobile
    contact.derive()
    db.session.add(ContactLink(contact=contact, customer=customer))
    return keep(contact)

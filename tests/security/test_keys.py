"""The key ring: a new key while people work, sealed again in blocks, and never another's ring."""

import json
import stat
from itertools import islice

import pytest
from sqlalchemy import select, text

from app import create_app
from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core.db import db
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.security import resealing
from app.security.keys import RingError, add_key, drop_key, open_ring
from app.security.sealed import key_of, ring, sealed_field
from config import SettingError
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import make_contact, make_customer, make_person

pytestmark = pytest.mark.clause("S6.七.1")


@pytest.fixture(autouse=True)
def kept_ring(app):
    """The ring is put back: the archive of the other tests was sealed with it."""
    path = app.config["FIELD_KEYS"]
    before = path.read_bytes()
    yield path
    path.write_bytes(before)
    app.extensions["keyring"] = open_ring(path)
    app.extensions.pop("keyring_stamp", None)


@pytest.fixture
def people(app, machine):
    """Five people with two sealed values each, and a contact."""
    with machine():
        for number in range(5):
            make_person(
                f"赵{number}", mobile=f"1391234567{number}", private_phone=f"1381234567{number}"
            )
        make_contact(make_customer(), mobile="13700000000")


def run(app, *arguments):
    done = app.test_cli_runner().invoke(args=["keys", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def sealed_with(machine):
    with machine() as session:
        rows = session.execute(
            text("SELECT mobile_sealed FROM customer WHERE mobile_sealed IS NOT NULL")
        )
        return {key_of(bytes(row[0])) for row in rows}


def test_a_new_key_seals_new_values_and_old_ones_stay_readable(app, machine, people, kept_ring):
    assert "k2 is the current key" in run(app, "rotate")
    assert stat.S_IMODE(kept_ring.stat().st_mode) == 0o600
    with machine() as session:
        make_person("钱七", mobile="13811112222")
        session.flush()
        asked = select(Customer).where(Customer.name.in_(["赵0", "钱七"]))
        told = {one.name: one for one in session.scalars(asked)}
        field = sealed_field(Customer, "mobile")
        assert {name: key_of(one.mobile_sealed) for name, one in told.items()} == {
            "赵0": "k1",
            "钱七": "k2",
        }
        assert field.clear(told["赵0"]) == "+8613912345670"
        assert field.clear(told["钱七"]) == "+8613811112222"


def test_sealing_again_is_resumable_and_changes_nothing_people_see(
    app, machine, people, monkeypatch
):
    monkeypatch.setattr(resealing, "BLOCK", 2)
    run(app, "rotate")
    with app.app_context():
        for _ in islice(resealing.reseal(db.engine, ring()), 2):
            pass  # And then the machine is switched off.
    assert sealed_with(machine) <= {"k1", "k2"}
    assert "sealed anew with k2" in run(app, "reseal")
    assert sealed_with(machine) == {"k2"}
    assert run(app, "reseal").endswith("0 sealed anew with k2\n")
    assert run(app, "list").splitlines() == ["k1  0  indexes", "k2  11  current"]
    with machine() as session:
        for entity, typed, clear in (
            (Customer, "13912345673", "+8613912345673"), (Contact, "13700000000", "+8613700000000"),
        ):  # fmt: skip
            field = sealed_field(entity, "mobile")
            (found,) = session.scalars(select(entity).where(field.equals(entity, typed)))
            assert field.clear(found) == clear
    with app.app_context(), db.engine.connect() as connection:
        assert verify(connection, app.extensions["keyring"].derive("audit")).whole


def test_a_value_changed_meanwhile_is_left_as_it_was_changed(app, machine, people, monkeypatch):
    run(app, "rotate")
    renewed = resealing._renewed

    def slowly(keys, cell, row):
        told = renewed(keys, cell, row)
        if cell.place == "customer.mobile" and told:
            told["b_old"] = b"what stood there before somebody saved"
        return told

    monkeypatch.setattr(resealing, "_renewed", slowly)
    run(app, "reseal")
    assert sealed_with(machine) == {"k1"}


def test_every_sealed_column_is_sealed_again(app):
    places = {cell.place for cell in resealing.cells()}
    assert {"customer.id_no", "customer.mobile", "contact.mobile", "bank_account.account"} <= places
    assert "import_row.cells" in places


# ── the canary ───────────────────────────────────────────────────
def test_the_archives_own_ring_opens_it_also_after_a_new_key(app, environ):
    create_app(environ)
    run(app, "rotate")
    create_app(environ)


@pytest.mark.parametrize(
    ("harm", "database"),
    in_turn(["another", "missing", "lacks the new", "indexes of another"], DATABASES),
    scope="session",
)
def test_another_ring_does_not_start(app, environ, kept_ring, harm):
    run(app, "rotate")
    told = json.loads(kept_ring.read_text())
    if harm == "missing":
        kept_ring.unlink()
    elif harm == "another":
        strange = "A" * 43 + "="
        kept_ring.write_text(json.dumps({**told, "keys": dict.fromkeys(told["keys"], strange)}))
    elif harm == "lacks the new":
        del told["keys"]["k2"]
        kept_ring.write_text(json.dumps({**told, "current": "k1"}))
    else:
        kept_ring.write_text(json.dumps({**told, "fixed": "k2"}))
    with pytest.raises(SettingError, match="is not the key ring of this archive") as refusal:
        create_app(environ)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "k1", "keys": {"k1": "AA=="}}'])
def test_a_file_that_is_no_ring_does_not_start(environ, kept_ring, content):
    kept_ring.write_text(content)
    with pytest.raises(SettingError, match="is not a key ring"):
        create_app(environ)


def test_a_key_is_added_beside_those_that_are_there(tmp_path):
    path = tmp_path / "ring.json"
    first = open_ring(path)
    second, third = add_key(path), add_key(path)
    assert (second.current, third.current) == ("k2", "k3")
    assert third.keys["k1"] == first.keys["k1"]
    assert third.keys["k2"] == second.keys["k2"]
    assert {one.fixed for one in (first, second, third)} == {"k1"}
    assert [one.name for one in tmp_path.iterdir()] == ["ring.json"]
    path.write_text("{}")
    with pytest.raises(RingError):
        add_key(path)


# ── a key leaves ─────────────────────────────────────────────────
def test_a_key_that_seals_nothing_any_more_leaves_the_ring(app, environ, machine, people):
    run(app, "rotate")
    run(app, "rotate")
    run(app, "reseal")
    with machine():
        make_customer()  # An entry of the trail more, under the key it always had.
    assert "k2 is retired" in run(app, "retire", "k2")
    assert list(open_ring(app.config["FIELD_KEYS"]).keys) == ["k1", "k3"]
    create_app(environ)
    with app.app_context(), db.engine.connect() as connection:
        assert verify(connection, ring().derive("audit")).whole
    with machine() as session:
        event = session.scalars(select(AuditEntry).where(AuditEntry.event == "key retired")).one()
        assert json.loads(event.detail) == {"kid": "k2"}
        opened = session.scalars(select(Customer).where(Customer.name == "赵0")).one()
        assert sealed_field(Customer, "mobile").clear(opened) == "+8613912345670"
    assert "k4 is the current key" in run(app, "rotate")  # Its id is never another's.


REFUSALS = {
    "k1": "审计记录和索引依赖 k1",
    "k2": "k2 仍加密着",
    "k3": "新值正以 k3 加密",
    "k9": "没有密钥 k9",
}


@pytest.mark.parametrize("kid", REFUSALS)
def test_a_key_that_is_needed_stays(app, machine, people, kept_ring, kid):
    run(app, "rotate")
    with machine():
        make_person("钱七", mobile="13811112222")
    run(app, "rotate")
    before = kept_ring.read_bytes()
    done = app.test_cli_runner().invoke(args=["keys", "retire", kid])
    assert done.exit_code == 2
    assert REFUSALS[kid] in done.stderr
    assert kept_ring.read_bytes() == before


def test_without_the_trails_word_a_key_that_left_is_missed(app, environ, kept_ring):
    run(app, "rotate")
    run(app, "rotate")
    drop_key(kept_ring, "k2")
    with pytest.raises(SettingError, match="key k2 is missing"):
        create_app(environ)

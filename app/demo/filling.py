"""Made-up customers written as people would: entered by one archivist, reviewed by the other."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.storage import store
from app.core.stored import StoredFile, enter, receive
from app.core.words import N_, RuleError
from app.customers import choices, passage
from app.customers.completeness import ElementRule, EvidenceKind
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.evidence import Evidence, Verification
from app.customers.marks import field_signs
from app.customers.models import Customer, new_numbers
from app.customers.reviews import ReviewMark
from app.customers.rules import Basis, CustomerKind, EntryStatus
from app.customers.verification import CheckKind, CheckMethod, CheckResult, needed
from app.demo.caring import fill_care
from app.demo.making import Made, Maker
from app.demo.serving import fill_service
from app.demo.trading import fill_trade
from app.dictionaries.models import Dictionary, DictionaryWord
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person

PEOPLE = ("archivist1", "archivist2")
FINANCE = "finance"
BLOCK = 20  # One transaction a block: nobody waits half a second for the lock.
PASSED = (EntryStatus.reviewed, EntryStatus.filed)
#: The paper that proves who a customer of this kind is, and what it is called.
PAPERS = {
    CustomerKind.enterprise: (EvidenceKind.licence, "营业执照（样张）"),
    CustomerKind.government: (EvidenceKind.authorisation, "授权书（样张）"),
    CustomerKind.individual: (EvidenceKind.identity, "身份证复印件（样张）"),
    CustomerKind.other: (EvidenceKind.other, "登记证书（样张）"),
}
FOREIGN_PAPER = "境外注册证明（样张）"
#: One page that says what it is; written by hand, for it needs no library.
SAMPLE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 62>>stream
BT /F1 28 Tf 90 700 Td (Sample for demonstration only) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
REASONS = ("联系电话已停机，请重新核实", "地址与营业执照不一致，请更正", "经营范围过于笼统，请补充")


def fill_archive(session: Session, count: int, seed: int, *, is_more: bool) -> int:
    """Write ``count`` customers and return how many; RuleError where the archive is in use."""
    if not is_more and session.scalar(select(Customer.id).limit(1)):
        raise RuleError(
            N_("There are customers already; add --more to put made-up ones beside them.")
        )
    for name in PEOPLE:
        acting_user(name)
    made = list(Maker(seed, today()).customers(count))
    _check_new(session, made)
    file = receive(store(), io.BytesIO(SAMPLE), "sample.pdf")
    sources = select(DictionaryWord.id).where(
        DictionaryWord.dictionary == Dictionary.customer_source, DictionaryWord.is_active
    )
    words = list(session.scalars(sources.order_by(DictionaryWord.place, DictionaryWord.id)))
    passed: list[int] = []
    for turn, block in enumerate(_blocks(made)):
        one, other = PEOPLE[turn % 2], PEOPLE[1 - turn % 2]
        entered = dict(zip(_entered(session, block, one, words, file), block, strict=True))
        _reviewed(session, entered, other)
        passed += [number for number, each in entered.items() if each.status in PASSED]
    _dealt_with(session, passed)
    return len(made)


def _check_new(session: Session, made: list[Made]) -> None:
    codes = [one.fields["uscc"] for one in made if "uscc" in one.fields]
    if session.scalar(select(Customer.id).where(Customer.uscc.in_(codes)).limit(1)):
        raise RuleError(N_("These made-up customers are there already; choose another seed."))


def _blocks(made: list[Made]) -> Iterator[list[Made]]:
    for start in range(0, len(made), BLOCK):
        yield made[start : start + BLOCK]


def _entered(
    session: Session, block: list[Made], name: str, words: list[int], file: StoredFile
) -> list[int]:
    """What the first archivist does: enter, attach, verify, submit."""
    with acting_as(acting_user(name)):
        by = _person(session, name)
        enter(session, store(), file)
        found = [_enter(session, made, by, words, file.sha256) for made in block]
        session.commit()
        return [customer.id for customer in found]


def _enter(session: Session, made: Made, by: Person, words: list[int], sha256: str) -> Customer:
    id_no = made.fields.get("id_no")
    told = {name: value for name, value in made.fields.items() if value is not None}
    customer = Customer(**told)
    customer.department_id, customer.account_manager_id = by.department_id or 0, by.id
    customer.collected_on = customer.first_contact_on
    customer.source_id = words[int(made.chance * len(words))] if words else None
    if customer.industry_code:
        customer.industry = choices.name_of("industry", customer.industry_code)
    customer.check_facts(id_no)
    customer.place(choices.region_chain(customer.region_code))
    customer.number = new_numbers(session)[0]
    customer.derive()
    session.add(customer)
    session.flush()
    _add_people(session, customer, made)
    if made.status is not EntryStatus.draft:
        _add_proof(session, customer, made, by, sha256)
        passage.submit(customer, by)
    passage.assess(session, customer)
    return customer


def _add_people(session: Session, customer: Customer, made: Made) -> None:
    for place, person in enumerate(made.people):
        contact = Contact(name=person.name, position=person.position, unit=person.unit,
                          customer=customer, basis=Basis.contract)  # fmt: skip
        contact.mobile = person.mobile
        contact.check_facts()
        contact.derive()
        role = ContactRole.decision_maker if place == 0 else ContactRole.liaison
        session.add(
            ContactLink(contact=contact, customer=customer, role=role, is_primary=place == 0)
        )


def _add_proof(session: Session, customer: Customer, made: Made, by: Person, sha256: str) -> None:
    """Its paper for most, and what was checked by it: passed, or for a few of the waiting not."""
    if made.chance < 0.25 and made.status not in PASSED:  # noqa: PLR2004 - a quarter of them
        return
    kind, title = PAPERS[customer.kind]
    title = title if customer.is_domestic or kind is not EvidenceKind.licence else FOREIGN_PAPER
    evidence = Evidence(customer_id=customer.id, kind=kind, title=title, file_name="sample.pdf",
                        sha256=sha256, size=len(SAMPLE), media_type="application/pdf",
                        pages=1)  # fmt: skip
    session.add(evidence)
    session.flush()
    is_doubtful = made.chance > 0.93 and made.status is EntryStatus.submitted  # noqa: PLR2004
    for check in sorted(needed(customer.kind), key=lambda check: check.name):
        session.add(_check(customer, check, evidence, by, is_doubtful=is_doubtful))
    passage.verify(session, customer)


def _check(
    customer: Customer, kind: CheckKind, evidence: Evidence, by: Person, *, is_doubtful: bool
) -> Verification:
    is_failed = is_doubtful and kind is CheckKind.identity
    return Verification(
        customer_id=customer.id, kind=kind, evidence_id=evidence.id, checked_by_id=by.id,
        method=CheckMethod.original if kind is CheckKind.identity else CheckMethod.register,
        source="原件" if kind is CheckKind.identity else "公开登记信息",
        result=CheckResult.failed if is_failed else CheckResult.passed,
        remark="名称与证件不符" if is_failed else None, checked_on=today() - timedelta(days=1),
    )  # fmt: skip


def _reviewed(session: Session, made: dict[int, Made], name: str) -> None:
    """What the second archivist does: look at what is required, send back, pass, file."""
    with acting_as(acting_user(name)):
        by = _person(session, name)
        asked = select(Customer).where(Customer.id.in_(made)).order_by(Customer.id)
        for customer in session.scalars(asked).all():
            _review(session, customer, made[customer.id], by)
        session.commit()


def _review(session: Session, customer: Customer, made: Made, by: Person) -> None:
    if made.status is EntryStatus.returned:
        customer.send_back(by, REASONS[int(made.chance * len(REASONS))])
    if made.status not in PASSED:
        return
    _, elements = passage.demands_of(session, customer)
    names = [e.key for e in elements if e.rule is ElementRule.required]
    for name, sign in field_signs(session, customer, elements, names).items():
        told: dict[str, Any] = {"customer_id": customer.id, "round": customer.review_round}
        session.add(ReviewMark(name=name, sign=sign, reviewer_id=by.id, is_right=True, **told))
    session.flush()
    passage.review(customer, by)
    if made.status is EntryStatus.filed:
        passage.file(customer, by)


def _dealt_with(session: Session, ids: list[int]) -> None:
    """What comes after: trade by finance, service and care by the archive, as their duties are."""
    is_there = session.scalar(select(Person.id).where(Person.username == FINANCE))
    for name, fills in (
        (FINANCE if is_there else PEOPLE[0], (fill_trade,)),
        (PEOPLE[0], (fill_service, fill_care)),
    ):
        with acting_as(acting_user(name)):
            for fill in fills:
                fill(session, _person(session, name), ids)
            session.commit()


def _person(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.username == name)).one()

"""Each record of a customer says on its own page who entered it, who changed it, and when."""

import pytest

from app.customers.evidence import Verification
from app.customers.parts import BankAccount, CustomerAddress, FormerName, InvoiceTitle
from app.customers.verification import CheckKind, CheckMethod, CheckResult
from tests.factories import make_contact, make_customer

MADE = {
    "/former-names": (FormerName, {"name": "旧名有限公司"}),
    "/addresses": (CustomerAddress, {"address": "科技路 1 号"}),
    "/invoice-titles": (InvoiceTitle, {"title": "星辰科技"}),
    "/bank-accounts": (BankAccount, {"holder": "星辰", "bank": "工行", "account": "62220000001"}),
}


@pytest.mark.clause("S6.五.1")
@pytest.mark.parametrize("place", [*MADE, "/contacts"])
def test_a_line_s_page_names_who_entered_and_who_changed_it(sign_in, machine, place):
    browser, entered = sign_in("ChiefArchivist", username="luru")
    _, changed = sign_in("Archivist", username="gengxin")
    with machine() as session:
        customer = make_customer()
        if place == "/contacts":
            line = make_contact(customer)
        else:
            entity, told = MADE[place]
            line = entity(customer_id=customer.id, **told)
            session.add(line)
        session.flush()
        pk, table = line.id, type(line).__table__
        who = {"created_by_id": entered, "updated_by_id": changed}
        session.execute(table.update().where(table.c.id == pk).values(**who))
    page = browser.get(f"{place}/show/{pk}").text
    for told in ("录入人", "luru", "更新人", "gengxin", "录入时间", "更新时间"):
        assert told in page, told


@pytest.mark.clause("S5.3.1.2")
def test_a_check_says_who_made_it(sign_in, machine):
    browser, _ = sign_in("Archivist")
    _, checker = sign_in("Archivist", username="heyan")
    with machine() as session:
        check = Verification(
            customer_id=make_customer().id, kind=CheckKind.identity, method=CheckMethod.original,
            source="原件", result=CheckResult.passed, checked_by_id=checker,
        )  # fmt: skip
        session.add(check)
        session.flush()
        pk = check.id
    page = browser.get(f"/verifications/show/{pk}").text
    assert "核验人" in page
    assert "heyan" in page

"""A file that is too large is told before it is sent; the server keeps no more than is taken."""

import pytest

from app.core.uploads import BESIDE, TAKERS, largest
from tests.factories import make_customer
from tests.jobs.test_serving import started

MB = 1024 * 1024
#: Form → the largest file it takes, by the address it is sent to.
FORMS = {
    "/evidence/of/{customer}": "EvidenceView.add",
    "/evidence/add?for={customer}": "EvidenceView.add",
    "/follow-ups/add?for={customer}": "FollowUpView.add",
    "/deliveries/add": "DeliveryView.add",
    "/imports/add": "ImportView.add",
    "/sheets/read": "SheetView.read",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("locale", "told"), [("zh", "此文件超过 {} MB"), ("en", "than {} MB")])
def test_a_form_knows_what_it_takes(unguarded, machine, sign_in, form, locale, told):
    with machine():
        customer = make_customer().id
    browser, _ = sign_in("ChiefArchivist")
    browser.post(f"/language/{locale}")
    page = browser.get(form.format(customer=customer)).get_data(as_text=True)
    most = TAKERS[FORMS[form]]
    assert f'data-most="{most}"' in page
    assert told.format(most // MB) in page


def test_the_server_takes_in_no_more_than_the_application_would(app, tmp_path):
    with app.app_context():
        most = largest()
    assert most == max(TAKERS.values()) + BESIDE == 200 * MB + BESIDE
    told = "import run; print(run._listen('127.0.0.1', 0).adj.max_request_body_size)"
    done = started(tmp_path, "-c", told)
    assert done.stdout.split()[-1] == str(most), done.stderr

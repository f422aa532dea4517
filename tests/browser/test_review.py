"""A review without the mouse: J, Y, N and Ctrl+Enter; and evidence seen in its sandbox."""

import io

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.core.storage import store
from app.core.stored import enter, receive
from app.customers.evidence import Evidence
from app.customers.models import Customer
from app.customers.passage import assess
from app.customers.rules import EntryStatus
from tests.browser.test_first_hour import log_in, wait
from tests.customers.test_review import WHOLE
from tests.factories import make_contact, make_customer, make_user

pytestmark = pytest.mark.browser
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~"
    b"\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def waiting(machine):
    with machine() as session:
        make_user(role="ChiefArchivist", username="li")
        customer = make_customer("星辰科技有限公司", **WHOLE)
        make_contact(customer)
        file = receive(store(), io.BytesIO(PNG), "a.png")
        enter(session, store(), file)
        told = {"title": "营业执照", "file_name": "a.png", "media_type": "image/png"}
        session.add(
            Evidence(
                customer_id=customer.id, kind="licence", sha256=file.sha256, size=len(PNG), **told
            )
        )
        assess(session, customer)
        customer.submit()
        return customer.id


@pytest.mark.clause("S3.收集.3")
def test_a_file_is_reviewed_by_keys_beside_its_evidence(chromium, site, waiting, machine):
    log_in(chromium, site)
    chromium.get(f"{site}/reviews/show/{waiting}")
    rows = wait(chromium, lambda d: d.find_elements(By.CSS_SELECTOR, "[data-row]"))
    wait(chromium, lambda d: d.find_element(By.CSS_SELECTOR, "iframe.review-pane"))
    keys = ActionChains(chromium).send_keys("j")
    for _ in rows:
        keys = keys.send_keys("y")
    keys.key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    wait(chromium, lambda d: d.current_url.endswith("/reviews/list/"))
    severe = [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
    with machine() as session:
        assert session.get(Customer, waiting).entry_status is EntryStatus.reviewed

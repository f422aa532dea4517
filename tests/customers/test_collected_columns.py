"""How and when a file's facts were collected stands in the list for who wants it there."""

from datetime import date

import pytest

from app.customers.progress import CollectionChannel
from tests.factories import make_customer


@pytest.mark.clause("S10.4.1")
def test_channel_and_day_of_collection_are_columns_beside_the_day_of_entry(sign_in, machine):
    browser, _ = sign_in("Archivist")
    told = {"collection_channel": CollectionChannel.site_survey, "collected_on": date(2026, 3, 2)}
    with machine():
        make_customer(**told)
    asked = "/customers/list/?cols=name,collection_channel,collected_on,created_at"
    page = browser.get(asked).text
    assert "现场勘测" in page
    assert "2026-03-02" in page

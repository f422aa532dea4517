"""Divisions that are no more: a customer may still lie in one, and a file may still name it."""

import pytest
from flask_babel import force_locale

from app.core.words import RuleError
from app.customers.choices import name_of, region_chain, successor_of
from app.exchange.code_fields import CODE_FIELDS


@pytest.mark.parametrize(
    ("told", "code"),
    [("110103", "110103"), ("崇文区", "110103"), ("昌平县", "110221"), ("东城区", "110101"),
     ("海淀区", "110108")],
)  # fmt: skip
def test_a_file_may_name_a_division_by_code_or_by_a_name_only_it_bears(told, code):
    assert CODE_FIELDS["region_code"](told, []) == {"region_code": code}


@pytest.mark.parametrize("told", ["城关区", "123456", "无此县"])
def test_what_several_bear_or_none_is_refused(told):
    with pytest.raises(RuleError):
        CODE_FIELDS["region_code"](told, [])


def test_an_abolished_division_says_since_when_and_what_it_became(app):
    with app.test_request_context(), force_locale("en"):
        told = name_of("region", "110103")
        assert "崇文区 (abolished in 2010, now " in told
        assert "abolished" not in name_of("region", "110101")


def test_what_it_became_is_followed_to_one_in_force():
    became = successor_of(region_chain("110103")[-1])
    assert (became.code, became.valid_to) == ("110101", None)

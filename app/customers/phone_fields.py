"""Telephone fields of forms: a number is read as one of the customer's own country."""

from collections.abc import Callable
from typing import Any

from app.core.fields import CheckedField
from app.customers.phones import read_mobile, read_phone

HOME = "CN"
Region = Callable[[Any], str | None]


def own_region(form: Any) -> str | None:
    """The country chosen in a customer's own form."""
    return form["country_code"].data if "country_code" in form else None


def region_of_customer(form: Any) -> str | None:
    """The country of the customer a contact's form names."""
    customer = form["customer"].data if "customer" in form else None
    return customer and customer.country_code


class PhoneField(CheckedField):
    """A telephone number, kept as it was typed."""

    read = staticmethod(read_phone)

    def __init__(self, label=None, validators=None, region=own_region, **kwargs):
        super().__init__(label, validators, check=self.read, **kwargs)
        self.region: Region = region

    def country(self, form):
        return self.region(form) or HOME

    def judge(self, form):
        return self.read(self.data or "", self.country(form))


class SealedPhoneField(PhoneField):
    """A person's number: sealed in the spelling that reads alike in every country.

    What is typed at home is read so when it is sealed; it stays in the form as it was typed.
    """

    def judge(self, form):
        phone = super().judge(form)
        return self.data if self.country(form) == HOME else phone.stored


class MobileField(SealedPhoneField):
    """A person's mobile; a landline is refused."""

    read = staticmethod(read_mobile)

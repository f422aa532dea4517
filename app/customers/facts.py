"""What a customer's sheet says of who it is, where it is and how it is reached."""

from datetime import date
from decimal import Decimal

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Scaled
from app.core.pinyin import pinyin_of
from app.customers.identifiers import org_code_in
from app.customers.naming import name_key
from app.customers.phones import phone_key
from app.customers.rules import CustomerKind, GovernmentLevel, Market


class Registered:
    """Columns of what a register says of it: its names, its codes, its size and trade."""

    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.enterprise)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(200))  # 归一名称, for duplicates
    pinyin: Mapped[str] = mapped_column(String(400))
    initials: Mapped[str] = mapped_column(String(80))
    name_local: Mapped[str | None] = mapped_column(String(200))  # in the customer's own script
    uscc: Mapped[str | None] = mapped_column(String(18))
    org_code: Mapped[str | None] = mapped_column(String(9))  # GB 11714, part of the uscc
    tax_number: Mapped[str | None] = mapped_column(String(32))
    legal_representative: Mapped[str | None] = mapped_column(String(80))
    registered_capital: Mapped[Decimal | None] = mapped_column(Scaled(2))
    capital_currency: Mapped[str | None] = mapped_column(String(3))
    assets: Mapped[Decimal | None] = mapped_column(Scaled(2))  # in the capital's currency
    company_type: Mapped[str | None] = mapped_column(String(80))
    founded_on: Mapped[date | None]
    size: Mapped[str | None] = mapped_column(String(16))  # a code of company_sizes
    ownership: Mapped[str | None] = mapped_column(String(16))  # a code of ownerships
    government_level: Mapped[GovernmentLevel | None]
    supervising_body: Mapped[str | None] = mapped_column(String(200))
    industry_code: Mapped[str | None] = mapped_column(String(4))  # GB/T 4754
    industry: Mapped[str | None] = mapped_column(String(80))
    business_scope: Mapped[str | None] = mapped_column(Text)
    business_needs: Mapped[str | None] = mapped_column(Text)
    stock_code: Mapped[str | None] = mapped_column(String(16))

    def derive(self) -> None:
        """The keys people search and compare by, from the name and codes as they now stand."""
        self.name_key = name_key(self.name)[:200]
        full, first = pinyin_of(self.name)
        self.pinyin, self.initials = full[:400], first[:80]
        self.org_code = org_code_in(self.uscc) or self.org_code


class Reachable:
    """Columns of where it is and how it is reached."""

    market: Mapped[Market] = mapped_column(default=Market.domestic)
    country_code: Mapped[str | None] = mapped_column(String(2))  # ISO 3166
    country: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str | None] = mapped_column(String(16))  # BCP 47
    time_zone: Mapped[str | None] = mapped_column(String(40))  # IANA
    trading_currency: Mapped[str | None] = mapped_column(String(3))  # ISO 4217
    region_code: Mapped[str | None] = mapped_column(String(6))  # GB/T 2260
    province: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(16))
    longitude: Mapped[Decimal | None] = mapped_column(Scaled(6))  # degrees, east positive
    latitude: Mapped[Decimal | None] = mapped_column(Scaled(6))  # degrees, north positive
    phone: Mapped[str | None] = mapped_column(String(40))
    phone_key: Mapped[str | None] = mapped_column(String(40))  # one spelling, for duplicates
    fax: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(200))

    @property
    def is_domestic(self) -> bool:
        """Registered here, as far as is known; a country abroad outweighs the market."""
        # None: not written yet, the default comes.
        return self.market in {None, Market.domestic} and self.country_code in {None, "", "CN"}

    def derive(self) -> None:
        """The spelling telephones are compared by."""
        super().derive()  # type: ignore[misc]
        self.phone_key = phone_key(self.phone, self.country_code)

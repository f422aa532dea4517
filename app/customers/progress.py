"""What a customer's row says of how its file came in and how far it can be trusted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey as Key
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core.clock import today
from app.core.words import N_, Choice
from app.customers.verification import Standing


class CollectionChannel(Choice):
    """采集渠道 (S10): by which way the file's facts were collected."""

    form = N_("Form filled in")
    visit = N_("Visit")
    site_survey = N_("Site survey")
    phone = N_("Telephone")
    email = N_("E-mail")
    mailed = N_("Mailed questionnaire")
    agency = N_("Survey agency")


class Progress:
    """Columns of entry, review, completeness and verification; derived ones only repeat rows."""

    __derived__ = (
        "completeness", "standard_id", "verification", "verified_on", "verified_source",
        "quiet_since",
    )  # fmt: skip

    collection_channel: Mapped[CollectionChannel | None]
    collected_on: Mapped[date | None]  # when it happened; created_at is when it was typed
    submitted_at: Mapped[datetime | None]
    review_round: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The numbers of those who changed contents since it was submitted, a space around each, so
    #: that a question finds one of them; the trail says who changed what.
    changers: Mapped[str | None] = mapped_column(Text, info={"secret": True})
    completeness: Mapped[int] = mapped_column(default=0, server_default="0")
    verification: Mapped[Standing] = mapped_column(
        default=Standing.open, server_default=Standing.open.name
    )
    verified_on: Mapped[date | None]
    verified_source: Mapped[str | None] = mapped_column(String(200))
    verify_due_on: Mapped[date | None]  # when the file is next to be verified
    #: The day of the last follow-up; until there is one, the day the file was begun.
    quiet_since: Mapped[date] = mapped_column(default=today, server_default="1970-01-01")

    @declared_attr
    def submitted_by_id(cls) -> Mapped[int | None]:
        return mapped_column(Key("ab_user.id"))

    @declared_attr
    def standard_id(cls) -> Mapped[int | None]:
        return mapped_column(Key("collection_standard.id"), index=True)

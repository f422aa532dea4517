"""Comments below a follow-up, and whom of the colleagues they call."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text, func, literal, or_, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now, today
from app.core.db import Record
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.entries import Voidable
from app.security.models import Person
from app.security.names import person_name
from app.workday.models import FollowUp
from app.workday.rules import check_said, longest, mentioned
from app.workday.seeing import sees

MOST_MENTIONS = 20


class Comment(Voidable):
    """评论: what somebody says about a follow-up."""

    __tablename__ = "comment"
    __gate__ = Gate(
        via="follow_up_id", said=True, voided="voided_at", retention="with its follow-up"
    )

    follow_up_id: Mapped[int] = mapped_column(Key("follow_up.id"))
    person_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    text: Mapped[str] = mapped_column(Text)
    said_on: Mapped[date | None]  # Where it was written down on a later day.

    follow_up: Mapped[FollowUp] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        Index("ix_comment_follow_up", "follow_up_id", "id"),
    )

    def __str__(self) -> str:
        return self.text[:40]

    def check_facts(self) -> None:
        check_said(self.said_on, today())


class Mention(Record):
    """提及: one colleague called in a comment, until they have taken note."""

    __tablename__ = "mention"
    __gate__ = Gate(via="comment_id", said=True, retention="with its comment")

    comment_id: Mapped[int] = mapped_column(Key("comment.id"), index=True)
    person_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    noted_at: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (Index("ix_mention_person", "person_id", "noted_at", "id"),)

    def note(self) -> None:
        self.noted_at = now()


def write(session: Session, comment: Comment) -> None:
    """Keep a comment, call whom it names; what called its author there is noted with it."""
    called = called_in(session, comment.text, comment.follow_up.customer_id)
    session.add(comment)
    for person in called:
        session.add(Mention(comment=comment, person=person))
    for mention in open_mentions(session, comment.follow_up_id, comment.person_id):
        mention.note()


def called_in(session: Session, text: str, customer_id: int) -> list[Person]:
    """The colleagues a text names; RuleError when one of them does not see the customer."""
    told = mentioned(text)[:MOST_MENTIONS]
    found = [_called(session, name, customer_id) for name in told]
    return list({person.id: person for person in found}.values())


def _called(session: Session, told: str, customer_id: int) -> Person:
    """Nobody learns from the refusal whether there is such a person at all."""
    people = _named(session, told)
    by_name = {name: p for p in people for name in (p.username, str(p))}
    name = longest(by_name, told)
    bearers = [p for p in people if name in {p.username, str(p)}]
    for person in bearers:
        if sees(person, customer_id):
            return person
    raise RuleError(N_("“%(name)s” is no colleague who sees this customer."), name=told[:40])


def _named(session: Session, told: str) -> Sequence[Person]:
    """Active people whose name or user name the text begins with."""
    begun = [literal(told).startswith(name) for name in (person_name(), Person.username)]
    asked = select(Person).where(Person.active, func.length(person_name()) > 0, or_(*begun))
    return session.scalars(asked.order_by(Person.id).limit(MOST_MENTIONS)).all()


def open_mentions(session: Session, follow_up_id: int, person_id: int) -> Sequence[Mention]:
    """What still calls a person below one follow-up."""
    asked = select(Mention).join(Comment, Mention.comment_id == Comment.id)
    mine = (Mention.person_id == person_id, Mention.noted_at.is_(None))
    return session.scalars(asked.where(Comment.follow_up_id == follow_up_id, *mine)).all()


def note(session: Session, comment: Comment, by: Person) -> None:
    """The called one has read it."""
    for mention in open_mentions(session, comment.follow_up_id, by.id):
        mention.note()

"""A form's way into the database: one transaction, and nothing typed is ever lost."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.words import N_, RuleError

CHANGED_MEANWHILE = N_("This record has been changed since you opened it. Your text is still here.")
TAKEN = N_("A record with this value already exists.")
OUT_OF_BOUNDS = N_("One of these values is not possible here. Nothing was saved.")


class StaleError(RuleError):
    """The record was changed after its form was opened."""

    def __init__(self) -> None:
        super().__init__(CHANGED_MEANWHILE)


class TakenError(RuleError):
    """A value that may be there once is there already; ``at`` is its constraint or column."""


def save(
    session: Session, work: Callable[[], None], sentences: Mapping[str, N_]
) -> RuleError | None:
    """Do ``work`` and commit; or undo everything and return the refusal to show.

    ``sentences`` maps a constraint's name (or a column's, on SQLite) to what to say about it.
    """
    try:
        work()
        session.flush()
        session.commit()
    except RuleError as refusal:
        session.rollback()
        return refusal
    except StaleDataError:
        session.rollback()
        return StaleError()
    except IntegrityError as clash:
        session.rollback()
        return _refused(clash, sentences)
    except (
        DataError
    ):  # A value no column keeps: too large, too long, a NUL that PostgreSQL refuses.
        session.rollback()
        return RuleError(OUT_OF_BOUNDS)
    return None


def _refused(clash: IntegrityError, sentences: Mapping[str, N_]) -> RuleError:
    """What the database did not keep, in a sentence; a bound that a rule should have told first."""
    told = str(clash.orig)
    found = (TakenError(text, at=name) for name, text in sentences.items() if name in told)
    is_bound = "check constraint" in told.lower()
    return next(found, RuleError(OUT_OF_BOUNDS) if is_bound else TakenError(TAKEN))


def check_version(record: Any, told: str | None) -> None:
    """Refuse a form that was opened before the last change."""
    if told != str(record.version):
        raise StaleError

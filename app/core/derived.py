"""Values that only repeat what other rows say: written beside the record's own history.

A derived column (``__derived__`` names them) changes neither a record's version nor its stamps
nor the audit trail: a score renewed at night must not refuse a form somebody has open.
"""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value


def set_derived(session: Session, record: Any, **values: Any) -> None:
    """Write derived columns of one record the caller was shown through the gate.

    What says the same already is not written again.
    """
    strangers = set(values) - set(record.__derived__)
    if strangers:
        raise ValueError(f"not derived: {sorted(strangers)}")
    session.flush()
    if all(getattr(record, name) == value for name, value in values.items()):
        return
    table = type(record).__table__
    session.connection().execute(update(table).where(table.c.id == record.id).values(**values))
    for name, value in values.items():
        set_committed_value(record, name, value)

"""Every hour: SQLite's planner learns how many rows share a value; PostgreSQL does so by itself."""

from datetime import date

from sqlalchemy.orm import Session

#: Rows looked at in each index: milliseconds, whatever the table's size.
LIMIT = 1_000


def refresh_statistics(session: Session, today: date) -> str:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return "left to the database"
    connection.exec_driver_sql(f"PRAGMA analysis_limit={LIMIT}")
    connection.exec_driver_sql("ANALYZE")
    return "refreshed"

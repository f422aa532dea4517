"""A PostgreSQL database put back as it was: only the tables that a test touched are written anew.

Making the database from a template again takes ten times as long, and there are thousands of tests.
"""

import psycopg
from psycopg import sql

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
#: What a change of the schema itself would change; no test may leave one behind.
SCHEMA = """
SELECT count(*), sum(hashtext(c.relname)::bigint),
       (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname, tgrelid)
          FROM pg_trigger WHERE NOT tgisinternal),
       (SELECT count(*) FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
         WHERE a.attnotnull AND t.relnamespace = 'public'::regnamespace)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
   AND backend_type = 'client backend'
"""
#: A row written or rewritten has another xmin; a row gone changes the count.
MARK = "SELECT {}, count(*), coalesce(sum(xmin::text::bigint), 0) FROM {}"


class Pristine:
    """The rows of a database at the moment this was made.

    Its one connection stays: a new one would have to read the catalogue of all tables again.
    """

    def __init__(self, url):
        self.connection = connection = psycopg.connect(url, autocommit=True)
        names = [name for (name,) in connection.execute(TABLES)]
        self.rows = {name: _copied(connection, name) for name in names}
        self.sequences = dict(connection.execute(SEQUENCES).fetchall())
        self.schema = connection.execute(SCHEMA).fetchone()
        self.marks = self._marks(connection, names)

    def put_back(self):
        """End whoever is still connected and undo what was written; the schema must be the same."""
        connection = self.connection
        while connection.execute(OTHERS).fetchall():
            pass
        assert connection.execute(SCHEMA).fetchone() == self.schema
        marks = self._marks(connection, self.rows)
        touched = [name for name in self.rows if marks[name] != self.marks[name]]
        if touched:
            self._write(connection, touched)
            self.marks.update(self._marks(connection, touched))
        for name, value in connection.execute(SEQUENCES).fetchall():
            if value != self.sequences[name]:
                _set(connection, name, self.sequences[name])

    def close(self):
        self.connection.close()

    def _marks(self, connection, names):
        asked = [sql.SQL(MARK).format(sql.Literal(n), sql.Identifier(n)) for n in names]
        found = connection.execute(sql.SQL(" UNION ALL ").join(asked))
        return {name: (count, written) for name, count, written in found}

    def _write(self, connection, names):
        """As a replica does: no trigger fires, no order between parents and children matters."""
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in names:
                table = sql.Identifier(name)
                connection.execute(sql.SQL("DELETE FROM {}").format(table))
                command = sql.SQL("COPY {} FROM STDIN").format(table)
                with connection.cursor().copy(command) as copy:
                    copy.write(self.rows[name])


def _copied(connection, name):
    command = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
    with connection.cursor().copy(command) as copy:
        return b"".join(copy)


def _set(connection, name, value):
    """A sequence never used has no last value: it begins at one."""
    sequence = sql.Literal(f'"{name}"')
    connection.execute(
        sql.SQL("SELECT setval({}, {}, {})").format(sequence, value or 1, value is not None)
    )

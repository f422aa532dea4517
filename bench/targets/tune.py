#!/usr/bin/env python3
"""Add to a COPY of the benchmark database the indexes that the "limit" target uses.   tune.py sqlite:copy.db | postgresql://…

Two Chinese characters are too short for trigram indexes (FTS5 trigram and pg_trgm both need three), hence bigrams.
"""
import sqlite3, sys
import limit_business

COMMON = ["CREATE INDEX lx_status_kind ON crm_customer(status, kind, id)",
          "CREATE INDEX lx_sales ON crm_customer(annual_sales DESC, id DESC)"]


def bigrams(s):
    return " ".join({s[i:i + 2] for i in range(len(s) - 1)})


def main(url):
    if url.startswith("sqlite:"):
        db = sqlite3.connect(url[7:])
        db.create_function("bigrams", 1, bigrams, deterministic=True)
        db.executescript(";".join(COMMON) + ";CREATE VIRTUAL TABLE customer_fts USING fts5(g, content='', detail=none, columnsize=0)")
        db.execute("INSERT INTO customer_fts(rowid, g) SELECT id, bigrams(name) FROM crm_customer")
        db.execute("INSERT INTO customer_fts(customer_fts) VALUES('optimize')")
        db.commit()
        if db.execute("SELECT 1 FROM sqlite_master WHERE name='crm_transaction'").fetchone():
            limit_business.tune_sqlite(db)
        db.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        import psycopg
        db = psycopg.connect(url, autocommit=True)
        for s in COMMON:
            db.execute(s)
        db.execute("""CREATE FUNCTION bigrams(s text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
                      $$ SELECT array_agg(DISTINCT substr(s, i, 2)) FROM generate_series(1, greatest(length(s) - 1, 1)) i $$""")
        db.execute("CREATE INDEX lx_bigrams ON crm_customer USING gin (bigrams(name))")
        if db.execute("SELECT to_regclass('crm_transaction')").fetchone()[0]:
            limit_business.tune_postgres(db)
        db.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1])

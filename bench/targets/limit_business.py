"""The limit's lists of transactions and service records: keyset paging, bounded counts, grams of what is searched."""

LISTS = {
    "/t": ("crm_transaction", "number happened_on kind amount currency created_on".split(), ("kind", "currency", "customer"),
           "number source_no invoice_no".split(), 3),
    "/s": ("crm_service", "number kind happened_on priority status created_on".split(), ("status", "kind", "customer"),
           "content result".split(), 2),
}
COMMON = ["CREATE INDEX lx_trade_kind ON crm_transaction(kind, currency, id)",
          "CREATE INDEX lx_trade_happened ON crm_transaction(happened_on, id)",
          "CREATE INDEX lx_trade_customer ON crm_transaction(customer_id, id)",
          "CREATE INDEX lx_service_status ON crm_service(status, kind, id)",
          "CREATE INDEX lx_service_customer ON crm_service(customer_id, id)"]


def text(columns, at=""):
    return " || ' ' || ".join(f"coalesce({at}{c}, '')" for c in columns)


def grams(s, n):
    return sorted({s[i:i + n] for i in range(len(s) - n + 1)})


def tune_sqlite(db):
    db.create_function("grams", 2, lambda s, n: " ".join(g.encode().hex() for g in grams(s, n)), deterministic=True)
    db.executescript(";".join(COMMON))
    for table, _, _, columns, n in LISTS.values():
        db.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5(g, content='', detail=none, columnsize=0)")
        db.execute(f"INSERT INTO {table}_fts(rowid, g) SELECT id, grams({text(columns)}, {n}) FROM {table}")
        db.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES('optimize')")
    db.commit()


def tune_postgres(db):
    for s in COMMON:
        db.execute(s)
    db.execute("""CREATE FUNCTION grams(s text, n int) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
                  $$ SELECT array_agg(DISTINCT substr(s, i, n)) FROM generate_series(1, greatest(length(s) - n + 1, 1)) i $$""")
    for table, _, _, columns, n in LISTS.values():
        db.execute(f"CREATE INDEX lx_{table}_grams ON {table} USING gin (grams({text(columns)}, {n}))")


def listing(q, pg, path, a):
    """Columns, rows and how many there are, up to 1,001."""
    table, shown, filters, searched, n = LISTS[path]
    where, args, source, key = [], [], f"{table} t", "t.id"
    if "q" in a:
        hit = text(searched, "t.")
        if pg:
            where, args = [f"grams({hit}, {n}) @> ?::text[]"], [grams(a["q"], n)]
        else:
            source, key = f"{table}_fts f CROSS JOIN {table} t ON t.id=f.rowid", "f.rowid"
            where, args = [f"f.{table}_fts MATCH ?"], [" AND ".join(g.encode().hex() for g in grams(a["q"], n))]
        where, args = where + [f"{hit} LIKE ?"], args + [f"%{a['q']}%"]
    for f in filters:
        if f in a:
            where.append(f"t.{f}=?" if f != "customer" else "t.customer_id=?")
            args.append(a[f] if f != "customer" else int(a[f]))
    w = " WHERE " + " AND ".join(where) if where else ""
    if w:
        total = q(f"SELECT count(*) FROM (SELECT 1 FROM {source}{w} LIMIT 1001) x", args)[0][0]
    elif pg:
        total = q("SELECT reltuples::bigint FROM pg_class WHERE relname=?", [table])[0][0]
    else:
        total = q(f"SELECT max(id) FROM {table}")[0][0]
    if "before" in a:
        w, args = (w + " AND " if w else " WHERE ") + "t.id<?", args + [int(a["before"])]
    order = "t.happened_on DESC, t.id DESC" if a.get("sort") == "happened" else f"{key} DESC"
    columns = ",".join(f"t.{c}" for c in shown)
    rows = q(f"SELECT t.id,c.name,{columns} FROM {source} JOIN crm_customer c ON c.id=t.customer_id{w} ORDER BY {order} LIMIT 25", args)
    return ["id", "customer", *shown], rows, total

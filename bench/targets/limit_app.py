"""The limit: the same pages by plain SQL (keyset paging, bounded counts, bigram search) and Jinja2, with no framework.

BENCH_DB names a database prepared by tune.py.  Not a product: no permissions, no CSRF; a session cookie is checked.
"""
import contextlib, csv, io, os, sqlite3, time, urllib.parse
import jinja2
import limit_business, sqlcount, xlsx_stream

DB = os.environ["BENCH_DB"]
PG = not DB.startswith("sqlite:")
if PG:
    import psycopg
    db = psycopg.connect(DB, autocommit=True)
else:
    db = sqlite3.connect(DB[7:], isolation_level=None, check_same_thread=False)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000")
COLS = ["id", "customer_no", "name", "kind", "region", "industry", "grade", "credit_tier", "status", "phone", "uscc", "department",
        "created_on", "annual_sales"]
SELECT = ("SELECT c.id,c.customer_no,c.name,c.kind,r.name,i.name,c.grade,c.credit_tier,c.status,c.phone,c.uscc,d.name,c.created_on,"
          "c.annual_sales FROM crm_customer c JOIN crm_region r ON r.id=c.region_id JOIN crm_industry i ON i.id=c.industry_id "
          "JOIN crm_department d ON d.id=c.department_id ")
# SQLite: drive from the full-text table, in rowid order, so that LIMIT stops it (an IN (SELECT …) reads all hits first)
HIT = "bigrams(c.name) @> ARRAY[?]" if PG else "f.customer_fts MATCH ?"
env = jinja2.Environment(autoescape=True, enable_async=False)
PAGE = env.from_string("""<!doctype html><html lang=zh><head><meta charset=utf-8><title>{{ title }}</title></head><body><nav>CRM</nav>
{% if rows is defined %}<p>{{ total }}</p><table><tr>{% for c in cols %}<th>{{ c }}</th>{% endfor %}</tr>
{% for row in rows %}<tr><td><a href="/c/{{ row[0] }}">#</a></td>{% for v in row[1:] %}<td>{{ v }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endif %}
{% if one is defined %}<form method=post>{% for c in cols[1:] %}<label>{{ c }}
{% if c in choices %}<select name="{{ c }}">{% for k, n in choices[c] %}<option value="{{ k }}"{% if n == one[loop0 + c]|default('') %} selected{% endif %}>{{ n }}</option>{% endfor %}</select>
{% else %}<input name="{{ c }}" value="{{ one[cols.index(c)] }}">{% endif %}</label>{% endfor %}</form>
<table>{% for k in contacts %}<tr>{% for v in k %}<td>{{ v }}</td>{% endfor %}</tr>{% endfor %}</table>{% endif %}
</body></html>""".replace("one[loop0 + c]|default('')", "one[cols.index(c)]"))


def q(sql, args=()):
    t = time.perf_counter()
    rows = db.execute(sql.replace("?", "%s") if PG else sql, args).fetchall()
    sqlcount.add((time.perf_counter() - t) * 1000)
    return rows


CHOICES = {n: q(f"SELECT id, name FROM crm_{n} ORDER BY id") for n in ("region", "industry", "department")}


def listing(a):
    where, args, order, base = [], [], "c.id", SELECT
    for k in ("status", "kind"):
        if k in a:
            where.append(f"c.{k}=?")
            args.append(a[k])
    if "q" in a:
        where.append(HIT)
        args.append(a["q"] if PG else f'"{a["q"]}"')
        if not PG:
            base, order = SELECT.replace("FROM crm_customer c", "FROM customer_fts f CROSS JOIN crm_customer c ON c.id=f.rowid"), "f.rowid"
    w = " WHERE " + " AND ".join(where) if where else ""
    if w:
        one = "customer_fts f" if where == [HIT] and not PG else base[base.index("FROM") + 5:] if "q" in a else "crm_customer c"
        total = q(f"SELECT count(*) FROM (SELECT 1 FROM {one}{w} LIMIT 1001) x", args)[0][0]
    elif PG:
        total = q("SELECT reltuples::bigint FROM pg_class WHERE relname='crm_customer'")[0][0]
    else:
        total = q("SELECT max(id) FROM crm_customer")[0][0]
    if "after" in a:
        w += (" AND " if w else " WHERE ") + "c.id>?"
        args.append(int(a["after"]))
    if a.get("sort") == "sales":
        order = "c.annual_sales DESC, c.id DESC"
    return PAGE.render(title="list", cols=COLS, rows=q(f"{base}{w} ORDER BY {order} LIMIT 25", args), total=total)


def detail(cid):
    one = q(SELECT + "WHERE c.id=?", [cid])[0]
    return PAGE.render(title="one", cols=COLS, one=one, choices=CHOICES,
                       contacts=q("SELECT name,title,phone,is_primary FROM crm_contact WHERE customer_id=?", [cid]))


def export_csv():
    if PG:
        with db.cursor().copy(f"COPY ({SELECT}) TO STDOUT (FORMAT csv)") as cp:
            for chunk in cp:
                yield bytes(chunk)
        return
    buf = io.StringIO()
    w, cur = csv.writer(buf), db.execute(SELECT)
    while rows := cur.fetchmany(2000):
        w.writerows(rows)
        yield buf.getvalue().encode()
        buf.seek(0), buf.truncate()


def export_xlsx():
    def rows():
        yield COLS
        with db.transaction() if PG else contextlib.nullcontext():
            cur = db.cursor("x") if PG else db.cursor()          # PostgreSQL: a server-side cursor
            cur.execute(SELECT)
            while part := cur.fetchmany(2000):
                yield from part
    return xlsx_stream.xlsx(rows())


def app(environ, start):
    path, a = environ["PATH_INFO"], dict(urllib.parse.parse_qsl(environ["QUERY_STRING"]))
    html = [("Content-Type", "text/html; charset=utf-8")]
    if path == "/login":
        start("200 OK", html + [("Set-Cookie", "sid=ok; Path=/")])
        return [b"<form method=post><input name=username><input type=password name=password></form>"]
    if "sid=ok" not in environ.get("HTTP_COOKIE", ""):
        start("302 Found", [("Location", "/login")])
        return [b""]
    if path in limit_business.LISTS:
        cols, rows, total = limit_business.listing(q, PG, path, a)
        start("200 OK", html)
        return [PAGE.render(title="list", cols=cols, rows=rows, total=total).encode()]
    if path.startswith("/c/"):
        cid = int(path[3:])
        if environ["REQUEST_METHOD"] == "POST":
            f = dict(urllib.parse.parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))
            s = "UPDATE crm_customer SET name=?, phone=?, uscc=?, annual_sales=? WHERE id=?"
            db.execute(s.replace("?", "%s") if PG else s, [f["name"], f["phone"], f["uscc"], f["annual_sales"], cid])
            sqlcount.add(0)
            start("302 Found", [("Location", "/c/%d" % cid)])
            return [b""]
        body = detail(cid).encode()
        start("200 OK", html)
        return [body]
    if path == "/export.csv":
        start("200 OK", [("Content-Type", "text/csv")])
        return export_csv()
    if path == "/export.xlsx":
        out = export_xlsx()
        start("200 OK", [("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")])
        return out
    body = listing(a).encode()
    start("200 OK", html)
    return [body]


application = sqlcount.wsgi(app)

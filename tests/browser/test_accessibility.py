"""No page of any kind hinders anyone: axe finds nothing, none is wider than its screen, none
leaves a word in the other language. Two of eight settings a day, all in make endure.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.browser.conftest import CSS, PHONE
from tests.browser.pages import MISSING, PAGES, ROLES, fill
from tests.conftest import DATABASES, DAY
from tests.endurance.scale import SCALE, write_down

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")

SETTINGS = tuple(product(("zh", "en"), ("light", "dark"), (1440, PHONE["width"])))
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
ASK = f"""
const done = arguments[arguments.length - 1];
axe.run(document, {RULES}).then((found) => done(found.violations.map((v) =>
  v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | '))));
"""
STATUS = "return performance.getEntriesByType('navigation')[0].responseStatus"
#: What a reader sees, except keys to press, and names told in a language of their own.
READ = """
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = [...document.querySelectorAll('[placeholder]')].map((box) => box.placeholder);
while (texts.nextNode()) {
  const { data, parentElement: at } = texts.currentNode;
  if (!at.closest('kbd, code, script, style, [lang]:not(html)') && at.checkVisibility())
    seen.push(data);
}
return seen.join('\\n');
"""
#: A run of letters alone; with a digit, a point or an @ in it, it is a code or an address.
LATIN = re.compile(r"(?<![\w@./+-])[A-Za-z][A-Za-z'’-]+(?![\w@/+-]|\.\w)", re.ASCII)
#: Proper names, formats, file types, currencies and units, as a Chinese office writes them too.
ALLOWED = {
    "Kedang", "CSV", "DOCX", "Excel", "JPEG", "OFD", "PDF", "PNG", "TIFF", "XLSX", "MB", "QQ",
    "NPS", "CNY", "YYYY-MM-DD", "admin", "setup", "test", *ROLES,
}  # fmt: skip
#: Pages that show names, keys or events beside their words, in the language they are kept in.
BOTH = ("/audit/", "/departments/", "/dictionaries/", "/follow-up-templates/", "/roles/")


def settings_today():
    """A page has the same markup on every database: each setting is seen on one of them."""
    if SCALE > 1:
        return tuple(product(SETTINGS, DATABASES))
    first = DAY.toordinal() * 2
    return tuple(
        (SETTINGS[(first + n) % len(SETTINGS)], database) for n, database in enumerate(DATABASES)
    )


def pages_today(setting):
    """All of them; of a day's two settings each sees every other page, by turns."""
    places = enumerate((person, page) for person, pages in PAGES.items() for page in pages)
    turn = SETTINGS.index(setting) + DAY.toordinal() * 2 // len(SETTINGS)
    return [page for place, page in places if SCALE > 1 or (place + turn) % 2 == 0]


@pytest.fixture
def archive(machine, app):
    fill(machine, app)


def enter(walk, person, language, theme):
    if person:
        walk.log_in(person)
    else:
        walk.driver.delete_all_cookies()
        walk.open("/login/")
    if language == "en":
        walk.send('form[action$="/language/en"] button')
    walk.driver.add_cookie({"name": "theme", "value": theme, "path": "/"})


def wrongs(walk, page, language):
    """All that is wrong with a page, each in one line."""
    path, _, pressed = page.partition(" ")
    walk.open(path)
    if pressed:
        walk.click(pressed)
        walk.wait(lambda d: d.find_elements(CSS, "dialog[open], .dropdown-menu.show"))
    walk.driver.execute_script(AXE)
    found = walk.driver.execute_async_script(ASK)
    if walk.driver.execute_script(STATUS) != (404 if path in MISSING else 200):
        found.append("not the page that was meant")
    if walk.sideways():
        found.append(f"wider than its screen by {walk.sideways()} px")
    if language == "zh" and not path.startswith(BOTH):
        words = set(LATIN.findall(walk.driver.execute_script(READ))) - ALLOWED
        found += [f"not in Chinese: {word}" for word in sorted(words)]
    return found


@pytest.mark.parametrize(
    ("setting", "database"),
    settings_today(),
    ids=lambda told: told if isinstance(told, str) else "-".join(map(str, told)),
)
def test_no_page_hinders_anyone(walk, archive, setting, database):
    language, theme, width = setting
    walk.take_screen(width)
    found, last, pages = {}, None, pages_today(setting)
    for person, page in pages:
        if person != last:
            enter(walk, person, language, theme)
            assert walk.driver.execute_script("return innerWidth") == width
            last = person
        wrong = wrongs(walk, page, language)
        if wrong:
            found[f"{person} {page}"] = wrong
    walk.driver.get_log("browser")  # A page that is not there is a 404, and meant.
    assert found == {}
    write_down(f"axe, {language} {theme} {width} px", database, pages=len(pages), violations=0)

"""The Chinese catalogue: ``collect`` new sentences, ``compile`` it, ``check`` that it is complete.

``check`` fails on a sentence of ours without Chinese, on a fuzzy one, and on one that FAB,
WTForms or Flask-Login shows and neither they nor we translate.
"""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
MAPPING = "[python: **.py]\n[jinja2: **/templates/**.html]\n"
KEYWORDS = ["N_", "lazy_gettext", "_l"]


def load() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def used(folder: Path) -> Catalog:
    """Every sentence the sources under ``folder`` show."""
    mapping = ROOT / ".testdata" / "babel.cfg"
    mapping.parent.mkdir(exist_ok=True)
    mapping.write_text(MAPPING)
    template = mapping.with_suffix(".pot")
    words = [option for keyword in KEYWORDS for option in ("-k", keyword)]
    command = [Path(sys.executable).parent / "pybabel", "-q", "extract", "-F", mapping, *words]
    subprocess.run([*command, "-o", template, folder], check=True)  # noqa: S603
    with template.open("rb") as file:
        return read_po(file)


def compile_catalogue() -> None:
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, load())


def collect() -> None:
    catalogue, fresh = load(), used(ROOT / "app")
    wanted = {message.id for message in fresh if message.id} | foreign()
    for msgid in wanted:
        if msgid not in catalogue:
            catalogue.add(msgid)
    gone = [m.id for m in catalogue if m.id and m.id not in wanted]
    for msgid in gone:
        catalogue.delete(msgid)
    for message in catalogue:
        message.locations = []
    with PO.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, width=100)


def foreign() -> set[str]:
    """Sentences of the libraries below us that their own Chinese catalogues leave in English."""
    import flask_appbuilder  # noqa: PLC0415
    import wtforms  # noqa: PLC0415
    from flask_login.config import LOGIN_MESSAGE, REFRESH_MESSAGE  # noqa: PLC0415

    fab, forms = (Path(str(module.__file__)).parent for module in (flask_appbuilder, wtforms))
    with (forms / "locale/wtforms.pot").open("rb") as file:
        asked = read_po(file)
    return {
        LOGIN_MESSAGE,
        REFRESH_MESSAGE,
        *untold(used(fab), fab / "translations/zh/LC_MESSAGES/messages.po"),
        *untold(asked, forms / "locale/zh/LC_MESSAGES/wtforms.po"),
    }


def untold(shown: Catalog, theirs: Path) -> set[str]:
    """What ``shown`` says and the catalogue ``theirs`` does not; a plural is two sentences."""
    with theirs.open("rb") as file:
        told = {m.id for m in read_po(file, locale="zh") if m.id and m.string and not m.fuzzy}
    missing = [m.id for m in shown if m.id and m.id not in told]
    return {text for msgid in missing for text in ([msgid] if isinstance(msgid, str) else msgid)}


def problems() -> list[str]:
    catalogue = load()
    told = {m.id for m in catalogue if m.id and m.string and not m.fuzzy}
    wanted = {m.id for m in used(ROOT / "app") if m.id} | foreign()
    missing = [f"no Chinese: {msgid}" for msgid in sorted(wanted - told)]
    holes = [m.id for m in catalogue if m.id and m.string and holders(m.id) != holders(m.string)]
    return missing + [f"placeholders differ: {msgid}" for msgid in holes]


def holders(text: object) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|%s|%d", str(text)))


def main(action: str) -> int:
    if action == "compile":
        compile_catalogue()
    elif action == "collect":
        collect()
    else:
        found = problems()
        print("\n".join(found) or "translations complete")
        return bool(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

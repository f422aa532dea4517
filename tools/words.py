"""The Chinese catalogue: ``collect`` new sentences, ``compile`` it, ``check`` that it is complete.

``check`` fails on a sentence of ours without Chinese, on a fuzzy one, and on one that FAB or
WTForms shows and neither they nor we translate.
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
    for message in fresh:
        if message.id and message.id not in catalogue:
            catalogue.add(message.id)
    gone = [m.id for m in catalogue if m.id and m.id not in fresh and m.id not in foreign()]
    for msgid in gone:
        catalogue.delete(msgid)
    for message in catalogue:
        message.locations = []
    with PO.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, width=100)


def foreign() -> set[str]:
    """Sentences of FAB that its own Chinese catalogue leaves in English."""
    import flask_appbuilder  # noqa: PLC0415

    home = Path(flask_appbuilder.__file__).parent
    with (home / "translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        theirs = read_po(file, locale="zh")
    told = {m.id for m in theirs if m.id and m.string and not m.fuzzy}
    return {m.id for m in used(home) if m.id and m.id not in told and isinstance(m.id, str)}


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

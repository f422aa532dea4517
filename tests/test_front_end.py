"""What a browser loads: our own files, unchanged since they were pinned, and few of them."""

import gzip
import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import flask_appbuilder
import pytest

from tests.conftest import ROOT
from tests.factories import make_contact, make_customer

STATIC, TEMPLATES = ROOT / "app/static", ROOT / "app/templates"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
FAB = Path(flask_appbuilder.__file__).parent / "templates"
#: FAB's templates in whose place ours stand -> what theirs were when ours were written.
SHADOWED = json.loads((ROOT / "tests/fab_templates.json").read_text())
#: An address of another host where a browser fetches it by itself; a link is only followed.
FETCHED = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref|\bsrcset|\bposter)\s*=\s*["']?\s*(?:https?:)?//[^"'\s>]+"""
    r"""|(?:@import|url\()\s*["']?\s*(?:url\()?\s*["']?(?:https?:)?//[^"')\s]+"""
    r"""|(?:fetch|load|import|importScripts|open|EventSource|WebSocket)\(\s*["'`](?:\w+:)?//[^"'`]+"""
)
ASSET = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"]+)"|<use href="([^"#]+)"""
)
MOST_REQUESTS, MOST_BYTES = 8, 110 * 1024


def sha384(path):
    return b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def test_every_vendored_file_is_the_one_that_was_pinned():
    told = {
        f"{name}/{file}": (facts["bytes"], facts["sha384"])
        for name, library in json.loads(MANIFEST.read_text()).items()
        if name != "@tabler/icons"  # A number of pictures, drawn into our own sprite.
        for file, facts in library["files"].items()
    }
    there = {
        str(path.relative_to(VENDOR)): (path.stat().st_size, sha384(path))
        for path in VENDOR.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    assert there.pop("icons/LICENSE")
    assert there == told


def test_nothing_is_fetched_from_another_host():
    kinds = {".html", ".css", ".js", ".svg"}
    files = [f for f in (*TEMPLATES.rglob("*"), *STATIC.rglob("*")) if f.suffix in kinds]
    assert len(files) > 60
    found = {f: FETCHED.findall(f.read_text(encoding="utf-8")) for f in files}
    assert {f: addresses for f, addresses in found.items() if addresses} == {}


def test_fab_s_templates_are_those_ours_replace():
    """An upgrade that changed one of them is read before its hash is written down here."""
    ours = {str(f.relative_to(TEMPLATES)) for f in (TEMPLATES / "appbuilder").rglob("*.html")}
    theirs = {name: FAB / name for name in sorted(ours) if (FAB / name).is_file()}
    hashes = {name: hashlib.sha256(f.read_bytes()).hexdigest() for name, f in theirs.items()}
    assert hashes == SHADOWED


def weighed(browser, path):
    """The page and every file it loads by itself, as they cross the line: address -> bytes."""
    page = browser.get(path)
    named = {script or sprite for script, sprite in ASSET.findall(page.text)}
    told = {path: len(gzip.compress(page.data))}
    for address in sorted(address for address in named if address[0] == "/"):
        with browser.get(address) as answer:
            assert answer.status_code == 200
            told[address] = len(gzip.compress(answer.data))
    return told


@pytest.mark.parametrize("path", ["/customers/list/", "/contacts/list/"])
def test_a_list_is_few_small_files(machine, sign_in, path):
    """The first time a browser opens one."""
    with machine():
        for _ in range(25):
            make_contact(make_customer())
    browser, _ = sign_in("ChiefArchivist")
    told = weighed(browser, path)
    assert len(told) <= MOST_REQUESTS, told
    assert sum(told.values()) <= MOST_BYTES, told

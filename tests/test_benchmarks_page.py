"""docs/benchmarks.md is written by two: neither takes away what the other wrote."""

import json

import pytest

from bench import report
from tools import tasks

PAGE = f"# Benchmarks\n\n{tasks.HEAD}\n\n| log in | 1 |\n\n## Goals\n\nnone\n"
WALK = {"task": "log in", "database": "sqlite", "seconds": 2, "keys": 27, "clicks": 0}


@pytest.fixture
def page(tmp_path, monkeypatch):
    path = tmp_path / "benchmarks.md"
    path.write_text(PAGE, "utf-8")
    for module in (report, tasks):
        monkeypatch.setattr(module, "PAGE", path)
    monkeypatch.setattr(tasks, "BOOK", tmp_path / "tasks.jsonl")
    return path


def test_a_new_measurement_keeps_what_was_walked(page, monkeypatch):
    monkeypatch.setattr(report, "_found", dict)
    monkeypatch.setattr(report, "_machine", lambda found: dict.fromkeys(NAMES, ""))
    report.main()
    told = page.read_text("utf-8")
    assert told.count(tasks.HEAD) == 1
    assert told.rstrip().endswith("| log in | 1 |")
    report.main()
    assert page.read_text("utf-8") == told


NAMES = (
    "days", "cpu", "cores", "memory", "system", "load", "python", "sqlite", "postgres",
    "fab_version", "sqlalchemy", "peers", "sizes", "databases", "times",
)  # fmt: skip


def test_a_new_walk_keeps_what_was_measured_and_the_last_of_each_counts(page):
    lines = [{**WALK, "seconds": seconds} for seconds in (3, 2)]
    tasks.BOOK.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    tasks.main()
    told = page.read_text("utf-8")
    assert "## Goals\n\nnone" in told
    assert told.count("| log in |") == 1
    assert "| log in | sqlite | 2 | 27 | 0 |" in told


def test_without_its_book_it_fails_and_says_so(page):
    with pytest.raises(SystemExit, match="run the browser walks first"):
        tasks.main()
    assert page.read_text("utf-8") == PAGE


def test_the_page_holds_both():
    told = (tasks.ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    assert "| log in |" in tasks.section_of(told)
    assert "## Goals" in told

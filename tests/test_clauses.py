"""Every clause a test claims to prove exists, and every clause is told in both languages."""

from pathlib import Path

import pytest

from tools import clauses

MARKED = """
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.clause("S1.1")]


@pytest.mark.clause("S1.2", "S4.2")
def test_plain() -> None: ...


@pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.clause("S4.3"))])
def test_one_parameter(n: int) -> None: ...


@pytest.mark.clause("S5.一")
@pytest.mark.parametrize("n", [1, 2])
class TestGroup:
    pytestmark = pytest.mark.clause("S6.一")

    def test_inside(self, n: int) -> None: ...

    def helper(self) -> None: ...


@pytest.mark.clause(NAME)
async def test_later() -> None: ...
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tests" / "deep").mkdir(parents=True)
    (tmp_path / "tests" / "deep" / "test_marked.py").write_text(MARKED, encoding="utf-8")
    return tmp_path


def test_every_marked_clause_exists() -> None:
    assert clauses.unknown(clauses.proofs(), clauses.read_clauses()) == []


def test_every_clause_is_told_in_both_languages() -> None:
    for clause in clauses.read_clauses():
        assert clause.kind in {"F", "O"}
        assert clause.zh.endswith("。")
        assert not clause.zh.isascii()
        assert clause.en.endswith(".")
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in clause.en)


def test_clauses_of_all_eleven_policies_are_listed_once() -> None:
    ids = [clause.id for clause in clauses.read_clauses()]
    assert len(ids) == len(set(ids)) == 225
    assert {name.partition(".")[0] for name in ids} == {f"S{n}" for n in range(1, 12)}


def test_the_file_ends_with_a_line_feed() -> None:
    content = (clauses.ROOT / "docs" / "clauses.csv").read_bytes()
    assert content.endswith((b".\n", b'"\n'))
    assert b"\r" not in content


def test_marks_count_on_tests_classes_modules_and_parameters(project: Path) -> None:
    module = "tests/deep/test_marked.py"
    plain, one, inside, later = (
        f"{module}::{name}"
        for name in ("test_plain", "test_one_parameter", "TestGroup::test_inside", "test_later")
    )
    assert clauses.proofs(project) == {
        "S1.1": [plain, one, inside, later],
        "S1.2": [plain],
        "S4.2": [plain],
        "S4.3": [one],
        "S5.一": [inside],
        "S6.一": [inside],
        "NAME": [later],
    }


def test_a_mark_that_names_no_clause_is_reported(project: Path) -> None:
    assert clauses.unknown(clauses.proofs(project), clauses.read_clauses()) == ["NAME"]


def test_the_table_shows_each_clause_and_what_is_missing(project: Path) -> None:
    known, found = clauses.read_clauses()[:3], clauses.proofs(project)
    assert [clause.id for clause in known] == ["S1.1", "S1.2", "S1.3"]
    lines = clauses.table(known, found).splitlines()
    assert len(lines) == 6
    assert lines[-1].split() == ["S1.3", "F", "–"]
    assert clauses.count(known, found) == "2 proved, 1 not yet, of 3 clauses"

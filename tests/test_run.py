"""Each run of the tests says on which servers it ran, however quiet and on however many workers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUICK = "tests/test_settings.py::test_an_hour_told_twice_keeps_both_its_instants"


@pytest.mark.parametrize("how", ["-q", "-n1"])
def test_a_run_says_the_versions_once(how):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", how, QUICK], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert (
        len(re.findall(r"^PostgreSQL \d+\S*.*, SQLite 3\.\d+\.\d+$", done.stdout, re.MULTILINE))
        == 1
    )

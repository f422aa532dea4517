"""The first command on a new machine says in one sentence what the machine lacks."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LACKS = {
    "*version_info*": "Kedang needs Python 3.11 or newer.",
    "*ensurepip*": "This Python lacks venv.",
}


@pytest.mark.parametrize("asked", LACKS)
def test_a_python_that_will_not_do_is_told_in_one_sentence(tmp_path, asked):
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\ncase "$2" in {asked}) exit 1;; esac\n')
    python.chmod(0o755)
    told = ["make", "-s", f"PYTHON={python}", f"VENV={tmp_path}/venv", "install"]
    # A make begun by `make test` would speak as a part of it: this one is a user's first.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(told, cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    first, *rest = done.stderr.splitlines()
    assert first.startswith(LACKS[asked])
    assert all(line.startswith("make:") for line in rest)
    assert not (tmp_path / "venv").exists()

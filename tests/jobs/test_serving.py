"""The server and the jobs process beside it: neither is left over where the other is not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTENS = "import run, sys; run._listen('127.0.0.1', int(sys.argv[1]))"


def started(folder, *arguments):
    environ = {**os.environ, "KEDANG_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_port_in_use_is_told_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = started(tmp_path, "-c", LISTENS, str(port))
    assert done.returncode == 2
    assert f"无法监听 127.0.0.1:{port}" in done.stderr
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_jobs_end_with_the_server_even_where_it_ended_first(tmp_path):
    """The server may be gone before its child has asked whose child it is."""
    jobs = ("-m", "flask", "--app", "run", "jobs", "serve", "--follow")
    assert started(tmp_path, *jobs, str(os.getpid() + 1)).returncode == 0

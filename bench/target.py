"""One program under measurement: started, logged in to, its memory read, stopped."""

import base64
import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import seed
from bench.browser import Client, Forms
from bench.business_rows import SERVICES, TRADES
from bench.places import PASSWORD, RESULTS, ROOT, VENVS, address, data_folder
from bench.rows import SIZES

RARE, COMMON = "星辰", "科技"  # Two characters that few names hold, and many.
FRAGMENT, TROUBLE = "55123", "主轴漏油"  # Part of a number; what a service record is about.
PAGE = 25
STARTS_WITHIN = 120
LOGS = RESULTS.parent / "logs"


class Target:
    """One entry of targets.toml over one database."""

    def __init__(self, name: str, spec: Mapping[str, Any], database: str, size: str) -> None:
        self.name, self.spec = name, spec
        self.database, self.size, self.rows = database, size, SIZES[size]
        self.process: subprocess.Popen[bytes] | None = None
        self.reader = self._reader()
        self.ids = self.reader["ids"]
        self.client = Client(0)

    def _reader(self) -> Mapping[str, Any]:
        """Whom this target is read as; a peer's administrator sees every row."""
        if "reader" in self.spec:
            return {"deep": 0, "ids": [1], **self._told("readers"), **self._told("business")}
        middle = self.rows // 2
        ids = list(range(middle, middle + 300))
        return {"deep": 0, "ids": ids, "tabs": ids}

    def _told(self, name: str) -> Mapping[str, Any]:
        """What was written down about this reader when the database was filled."""
        path = data_folder(self.database, self.size) / f"{name}.json"
        kept = json.loads(path.read_text()) if path.exists() else {}
        found: Mapping[str, Any] = kept.get(self.spec["reader"], {})
        return found

    def path(self, told: str, turn: int = 0) -> str:
        """An address of targets.toml with its placeholders filled; another record each turn."""
        chosen = self.ids[turn % len(self.ids)]
        far = self.rows * 9 // 10 // PAGE
        values = {
            "id": chosen,
            "contact": 2 * chosen,
            "page0": far,
            "page1": far + 1,
            "offset": far * PAGE,
            "after": _cursor(self.reader["deep"]),
            "q": quote(RARE),
            "common": quote(COMMON),
            **self._of_business(turn),
        }
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), told)

    def _of_business(self, turn: int) -> dict[str, Any]:
        """The same for the pages of what the customers bought and had done."""
        values: dict[str, Any] = {"fragment": FRAGMENT, "trouble": quote(TROUBLE)}
        tabs = self.reader.get("tabs")
        if tabs:
            values["customer"] = tabs[turn % len(tabs)]
        for name, each in (("trade", TRADES), ("service", SERVICES)):
            far = each * self.rows * 9 // 10 // PAGE
            values |= {f"{name}_page1": far + 1, f"{name}_before": each * self.rows - far * PAGE}
            values[f"{name}_after"] = _cursor(self.reader.get(name, 0))
        return values

    def start(self, port: int) -> None:
        """Start it and wait until its login page answers."""
        LOGS.mkdir(parents=True, exist_ok=True)
        self.client = Client(port)
        with (LOGS / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the commands of targets.toml
                self._command(port),
                cwd=ROOT / "bench" / self.spec["cwd"],
                env=self._environ(),
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def _command(self, port: int) -> list[str]:
        words = shlex.split(self.spec["cmd"].replace("{port}", str(port)))
        folder = ROOT / ".venv" if self.spec["owner"] == "kedang" else VENVS / self.spec["venv"]
        return [str(folder / "bin" / words[0]), *words[1:]]

    def _environ(self) -> dict[str, str]:
        own = {"BENCH_DB": address(self.database, self.size, self.spec["owner"])}
        if self.spec["owner"] == "kedang":
            own = {**seed.environ(self.database, self.size), "PYTHONPATH": str(ROOT)}
        plain = {name: value for name, value in os.environ.items() if "KEDANG_" not in name}
        return {**plain, **own, **self.spec.get("env", {})}

    def _wait(self) -> None:
        begun = time.perf_counter()
        while time.perf_counter() - begun < STARTS_WITHIN:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                if self.client.get(self.spec["login"]["path"]).status < 500:
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"{self.name} did not start; see {LOGS / self.name}.log")

    def join(self, other: "Target") -> None:
        """Ask the other's server, as another reader."""
        self.client = Client(other.client.port)
        self.process = None

    def log_in(self) -> None:
        path = self.spec["login"]["path"]
        form = Forms(self.client.get(path).body.decode()).having("password")
        known = self.spec["owner"] == "kedang"
        name, password = (self.spec["reader"], PASSWORD) if known else ("admin", "admin")
        answer = self.client.send(path, form, {"username": name, "password": password})
        if answer.status not in {200, 302, 303}:
            raise SystemExit(f"{self.name}: login answered {answer.status}")

    def stop(self) -> None:
        """End the process group this target was started as."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()

    def forget_peak(self) -> None:
        """Begin to watch the largest memory anew."""
        for pid in self._pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")

    def peak(self) -> float:
        """The largest resident size of one of its processes since then, in MiB."""
        return max((memory(pid, "VmHWM:") for pid in self._pids()), default=0.0)

    def resident(self) -> float:
        """The resident size of its largest process now, in MiB."""
        return max((memory(pid, "VmRSS:") for pid in self._pids()), default=0.0)

    def _pids(self) -> list[int]:
        found, waiting = [], [self.process.pid] if self.process else []
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
            waiting += [int(child) for child in children.split()]
        return found


def _cursor(number: int) -> str:
    """Our place in a list that runs by id."""
    return base64.urlsafe_b64encode(json.dumps([number, number]).encode()).decode()


def memory(pid: int, name: str) -> float:
    """One of a process's sizes in MiB (``VmRSS:``, ``VmHWM:``); 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)

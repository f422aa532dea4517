"""Serve the product: ``python run.py``; ``flask --app run …`` for its commands."""

import gc
import os
import subprocess
import sys
import threading
import time
from typing import Any

gc.disable()  # Nothing made at the start is garbage; looking for some takes a quarter of it.

from app import create_app  # noqa: E402
from config import SettingError  # noqa: E402

try:
    app = create_app()
except SettingError as refusal:
    sys.stderr.write(f"{refusal}\n")
    raise SystemExit(2) from None
gc.freeze()  # What is there by now stays: the collector need not walk it in the midst of a page.
gc.enable()


def main() -> None:
    """Set up, say where to look, then serve with the jobs process beside."""
    from app.setup import setup  # noqa: PLC0415 - only the server sets up

    with app.app_context():
        made = setup()
    host, port = app.config["HOST"], app.config["PORT"]
    server = _listen(host, port)
    _say(f"http://{host}:{port}", made)
    threading.Thread(target=_keep_jobs_running, daemon=True).start()
    server.run()


def _listen(host: str, port: int) -> Any:
    """The server, once the port is its own: before that nothing else may start."""
    import waitress  # noqa: PLC0415 - only the server serves

    try:
        return waitress.create_server(
            app, host=host, port=port, threads=8, ident="kedang", max_request_body_size=_largest()
        )
    except OSError as refusal:
        why = f"{host}:{port} ({refusal.strerror})"
        sys.stderr.write(
            f"无法监听 {why}。若端口已被占用,请设 KEDANG_PORT 换一个。\n"
            f"Cannot listen on {why}. If the port is in use, set KEDANG_PORT to another.\n"
        )
        raise SystemExit(2) from None


def _largest() -> int:
    """The server keeps what is sent until the application is asked: no more than it would take."""
    from app.core.uploads import largest  # noqa: PLC0415 - only the server serves

    with app.app_context():
        return largest()


def _say(address: str, made: dict[str, str]) -> None:
    lines = [f"客档 Kedang: {address}"]
    if made:
        for_once = " (admin: 首次登录须修改 / for once)" if "admin" in made else ""
        lines += [f"首次启动,初始密码 / first start, passwords{for_once}:"]
        lines += [f"  {name:12} {password}" for name, password in made.items()]
        keys = app.config["FIELD_KEYS"].parent
        lines += [f"密钥在 {keys},请另存一份 / keep a copy of the keys elsewhere"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _keep_jobs_running() -> None:
    """The jobs process is a child that is started again when it dies."""
    command = [sys.executable, "-m", "flask", "--app", "run", "jobs", "serve"]
    command += ["--follow", str(os.getpid())]
    while True:
        started = time.monotonic()
        subprocess.run(command, check=False)  # noqa: S603 - our own command
        time.sleep(max(0.0, 5.0 - (time.monotonic() - started)))


if __name__ == "__main__":
    main()

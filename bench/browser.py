"""A browser as far as measuring needs one: cookies, forms filled as they stand, answers timed."""

import html.parser
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode, urljoin

PATIENCE = 3600
CHUNK = 1 << 16
SILENT = {"submit", "button", "image", "reset"}
BOUNDARY = "----benchbenchbench"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Form:
    """One form of a page: where it goes, what its fields hold, its file fields."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name in self.files or any(key == name for key, _ in self.fields)


class Forms(html.parser.HTMLParser):
    """All forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms = [Form()]
        self.select: dict[str, Any] | None = None
        self.area: list[str] | None = None
        self.feed(text)

    def having(self, name: str) -> Form:
        """The first form with a field of this name."""
        found = next((form for form in self.forms if form.has(name)), None)
        if found is None:
            raise LookupError(f"no form with a field {name!r}")
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        handle = getattr(self, f"_{tag}", None)
        if handle:
            handle(told)

    def _form(self, told: Mapping[str, str | None]) -> None:
        self.forms.append(Form(told.get("action") or ""))

    def _input(self, told: Mapping[str, str | None]) -> None:
        name, kind, form = told.get("name"), told.get("type") or "text", self.forms[-1]
        if not name or kind in SILENT:
            return
        if kind == "file":
            form.files.append(name)
        elif kind not in {"checkbox", "radio"}:
            form.fields.append((name, told.get("value") or ""))
        elif "checked" in told:
            form.fields.append((name, told.get("value") or "on"))

    def _select(self, told: Mapping[str, str | None]) -> None:
        self.select = {"name": told.get("name"), "many": "multiple" in told, "found": None}

    def _option(self, told: Mapping[str, str | None]) -> None:
        if not self.select or not self.select["name"]:
            return
        value = told.get("value") or ""
        if self.select["many"] and "selected" in told:
            self.forms[-1].fields.append((self.select["name"], value))
        elif "selected" in told or self.select["found"] is None:
            self.select["found"] = value

    def _textarea(self, told: Mapping[str, str | None]) -> None:
        self.area = [told.get("name") or "", ""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag: str) -> None:
        form = self.forms[-1]
        if tag == "select" and self.select:
            if not self.select["many"] and self.select["found"] is not None:
                form.fields.append((self.select["name"], self.select["found"]))
            self.select = None
        elif tag == "textarea" and self.area:
            form.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None


@dataclass
class Answer:
    """What came back, and how long it took: to its first byte, to its last."""

    status: int
    headers: Any
    body: bytes
    size: int
    first: float
    seconds: float


class Client:
    """A browser session; a connection for each request, as synchronous workers have it."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})

    def get(self, path: str, sink: BinaryIO | None = None) -> Answer:
        return self.ask("GET", path, sink=sink)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        sink: BinaryIO | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        begun = time.perf_counter()
        connection.request(method, path, body, {**self._own_headers(path), **(headers or {})})
        answer = connection.getresponse()
        start = answer.read(1)
        first = time.perf_counter() - begun
        rest, size = _drain(answer, start, sink)
        done = Answer(answer.status, answer.headers, rest, size, first, time.perf_counter() - begun)
        self._keep_cookies(answer)
        connection.close()
        return done

    def _own_headers(self, path: str) -> dict[str, str]:
        host = f"127.0.0.1:{self.port}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        referrer = f"http://{host}{path}"
        return {"Host": host, "Connection": "close", "Referer": referrer, "Cookie": cookies}

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name.strip()] = rest.split(";")[0]

    def send(
        self,
        page: str,
        form: Form,
        values: Mapping[str, str],
        sink: BinaryIO | None = None,
    ) -> Answer:
        """Submit a form with some fields changed."""
        body = urlencode(_filled(form, values))
        return self.ask("POST", urljoin(page, form.action), body, FORM, sink)

    def upload(
        self, page: str, form: Form, values: Mapping[str, str], name: str, path: Path
    ) -> Answer:
        """Submit a form with a CSV file."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in _filled(form, values)
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{path.name}"\r\nContent-Type: text/csv\r\n\r\n'
        )
        body = "".join(parts).encode() + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", urljoin(page, form.action), body, kind)


def _filled(form: Form, values: Mapping[str, str]) -> list[tuple[str, str]]:
    kept = [(key, value) for key, value in form.fields if key not in values]
    return [*kept, *values.items()]


def _drain(
    answer: http.client.HTTPResponse, start: bytes, sink: BinaryIO | None
) -> tuple[bytes, int]:
    """The body, or its length when it went into a file."""
    if sink is None:
        body = start + answer.read()
        return body, len(body)
    size = sink.write(start)
    while chunk := answer.read(CHUNK):
        size += sink.write(chunk)
    return b"", size

"""Every setting, in one place; nothing else reads the environment.

Every name is optional. A ``KEDANG_*`` name that is not listed here is refused, so that a
misspelt setting never passes as a default.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).parent
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DEFAULTS = {
    "KEDANG_MODE": "",
    "KEDANG_DATABASE_URL": "",
    "KEDANG_DATA_DIR": str(ROOT / "instance"),
    "KEDANG_SECRET_KEY": "",
    "KEDANG_STORAGE_URL": "",
    "KEDANG_ANCHOR_URL": "",
    "KEDANG_FIELD_KEYS": "",
    "KEDANG_HOST": "127.0.0.1",
    "KEDANG_PORT": "8080",
    "KEDANG_TRUSTED_HOSTS": "",
    "KEDANG_PROXY_HOPS": "0",
    "KEDANG_TIMEZONE": "Asia/Shanghai",
    "KEDANG_DEFAULT_LOCALE": "zh",
    "KEDANG_RECORD_DAYS": "3",
    "KEDANG_NO_FILE_DAYS": "7",
    "KEDANG_EXPORTS_A_DAY": "50",
    "KEDANG_ADMIN_PASSWORD": "",
    "KEDANG_DEMO": "",
}
#: Names that are meant for what is not built yet; none of them may pass as set.
LATER = {
    "KEDANG_REDIS_URL": "a queue and cache in Redis",
    "KEDANG_SMTP_URL": "mail",
    "KEDANG_NOTIFY_URLS": "notices to other systems",
}


class SettingError(Exception):
    """The environment says something this product does not understand."""


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """The application's settings from the environment.

    Raises SettingError for an unknown or contradictory ``KEDANG_*`` name.
    """
    values = _known(environ)
    folder = Path(values["KEDANG_DATA_DIR"]).absolute()
    mode = _mode(values)
    return {
        **_fixed(),
        "MODE": mode,
        "DATA_DIR": folder,
        "HOST": values["KEDANG_HOST"],
        "PORT": _number("KEDANG_PORT", values),
        "PROXY_HOPS": _number("KEDANG_PROXY_HOPS", values),
        "SECRET_KEY": _secret(values, mode, folder / "keys" / "secret"),
        "FIELD_KEYS": Path(values["KEDANG_FIELD_KEYS"] or folder / "keys" / "fields.json"),
        "STORAGE_URL": _storage(values["KEDANG_STORAGE_URL"], folder),
        # Better on a disk of its own: beside the database its anchors tell as much as it does.
        "ANCHOR_FILE": _anchors(values["KEDANG_ANCHOR_URL"], folder),
        "SQLALCHEMY_DATABASE_URI": _database(values["KEDANG_DATABASE_URL"], folder),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": True},
        "TRUSTED_HOSTS": _trusted(values),
        "SESSION_COOKIE_NAME": "__Host-sid" if mode == "production" else "sid",
        "SESSION_COOKIE_SECURE": mode == "production",
        "BABEL_DEFAULT_TIMEZONE": _zone(values["KEDANG_TIMEZONE"]),
        "BABEL_DEFAULT_LOCALE": _locale(values["KEDANG_DEFAULT_LOCALE"]),
        # So many days after a contact, a delivery or a service its record is asked for.
        "RECORD_DAYS": _number("KEDANG_RECORD_DAYS", values),
        # Contacted longer ago than this and still without a file, a customer is listed.
        "NO_FILE_DAYS": _number("KEDANG_NO_FILE_DAYS", values),
        # So many files one person may take out of lists in a day.
        "EXPORTS_A_DAY": _number("KEDANG_EXPORTS_A_DAY", values),
        "ADMIN_PASSWORD": values["KEDANG_ADMIN_PASSWORD"],
        "DEMO": _switch("KEDANG_DEMO", values, default=mode == "development"),
    }


def _known(environ: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in environ.items() if name.startswith("KEDANG_")}
    strangers = {n for n in ours if n not in DEFAULTS and not n.startswith("KEDANG_TEST_")}
    if strangers - LATER.keys():
        raise SettingError(f"Unknown setting: {', '.join(sorted(strangers - LATER.keys()))}")
    if strangers:
        told = (f"{name} ({LATER[name]})" for name in sorted(strangers))
        raise SettingError(f"Not there yet, and so not to be set: {', '.join(told)}")
    return {name: ours.get(name, default) for name, default in DEFAULTS.items()}


def _mode(values: Mapping[str, str]) -> str:
    """Anything reachable from another machine is production, whatever was asked for."""
    exposed = values["KEDANG_HOST"] not in LOOPBACK
    mode = values["KEDANG_MODE"] or ("production" if exposed else "development")
    if mode not in {"development", "production"}:
        raise SettingError("KEDANG_MODE is development or production")
    if exposed and mode == "development":
        raise SettingError("KEDANG_MODE=development serves the loopback address only")
    return mode


def _number(name: str, values: Mapping[str, str]) -> int:
    if not values[name].isdigit():
        raise SettingError(f"{name} is a whole number")
    return int(values[name])


def _switch(name: str, values: Mapping[str, str], default: bool) -> bool:
    answers = {"": default, "1": True, "0": False}
    if values[name] not in answers:
        raise SettingError(f"{name} is 1 or 0")
    return answers[values[name]]


def _locale(value: str) -> str:
    if value not in {"zh", "en"}:
        raise SettingError("KEDANG_DEFAULT_LOCALE is zh or en")
    return value


def _zone(name: str) -> str:
    """The zone all days and hours are shown in; its rules must be known on this machine."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            "KEDANG_TIMEZONE is the name of a time zone, such as Asia/Shanghai"
        ) from None


def _trusted(values: Mapping[str, str]) -> list[str]:
    named = [host.strip() for host in values["KEDANG_TRUSTED_HOSTS"].split(",") if host.strip()]
    return named or ["127.0.0.1", "localhost", "[::1]"]


def _database(url: str, folder: Path) -> str:
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder / 'kedang.db'}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("KEDANG_DATABASE_URL is sqlite:///… or postgresql+psycopg://…")
    return url


def _storage(url: str, folder: Path) -> str:
    """Where files lie. Of a refused address only its kind is told: the rest may be a secret."""
    kind, is_address, _rest = url.partition("://")
    if is_address and kind != "file":
        why = "not there yet" if kind == "s3" else "not supported"
        raise SettingError(
            f"KEDANG_STORAGE_URL={kind}://… is {why}: files lie in a folder, file:///…"
        )
    if url and not url.startswith("file:///"):
        raise SettingError("KEDANG_STORAGE_URL is file:///… (a folder)")
    return url or f"file://{folder / 'files'}"


def _anchors(url: str, folder: Path) -> Path:
    if url and not url.startswith("file:///"):
        raise SettingError("KEDANG_ANCHOR_URL is file:///… (a file)")
    return Path(url.removeprefix("file://")) if url else folder / "anchors.jsonl"


def _secret(values: Mapping[str, str], mode: str, path: Path) -> str:
    """Production is given its secret, so that every replica has the same; ``refuse`` asks."""
    given = values["KEDANG_SECRET_KEY"]
    return given if given or mode == "production" else _kept_secret(path)


def refuse(settings: Mapping[str, Any], environ: Mapping[str, str], guarded: bool) -> None:
    """Refuse to start in production without what keeps it safe: all that is missing, at once.

    ``guarded`` says whether the application holds a CSRF protection at all.
    """
    if settings["MODE"] != "production":
        return
    holds = {
        "KEDANG_SECRET_KEY (32 bytes or more)": _is_long(settings["SECRET_KEY"]),
        "KEDANG_FIELD_KEYS (an existing key ring)": _is_file(environ.get("KEDANG_FIELD_KEYS", "")),
        "KEDANG_FIELD_KEYS open to its owner alone (mode 0600)": _is_own(settings["FIELD_KEYS"]),
        "KEDANG_TRUSTED_HOSTS": bool(environ.get("KEDANG_TRUSTED_HOSTS", "").strip(" ,")),
        "CSRF protection": guarded and _is_on(settings, "WTF_CSRF_ENABLED"),
        "CSRF checks by default": _is_on(settings, "WTF_CSRF_CHECK_DEFAULT"),
        "secure cookies": _is_on(settings, "SESSION_COOKIE_SECURE"),
        "debug mode switched off": not settings.get("DEBUG"),
    }
    missing = [name for name, is_there in holds.items() if not is_there]
    if missing:
        raise SettingError(f"Production does not start without: {'; '.join(missing)}")


def _is_long(secret: str) -> bool:
    return len(secret.encode()) >= 32  # noqa: PLR2004


def _is_file(path: str) -> bool:
    return bool(path) and Path(path).is_file()


def _is_own(path: Path) -> bool:
    """Whether nobody but its owner may read or write it; one that is not there is told already."""
    return not path.is_file() or not path.stat().st_mode & 0o077


def _is_on(settings: Mapping[str, Any], name: str) -> bool:
    return bool(settings.get(name, True))


def _kept_secret(path: Path) -> str:
    """A secret that was not given is made once and kept; two starts at once agree on one."""
    if not path.exists():
        keep_once(path, secrets.token_hex(32))
    return path.read_text()


def keep_once(path: Path, secret: str) -> None:
    """Keep a secret where there is none yet: whoever finds the file finds all of it.

    It is written beside and then given its name, which only the first of several can take.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with open(fresh, "x", opener=_private) as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _fixed() -> dict[str, Any]:
    """What no installation changes."""
    return {
        "APP_NAME": "客档 Kedang",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": {
            "zh": {"flag": "cn", "name": "中文"},
            "en": {"flag": "gb", "name": "English"},
        },
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_API_SWAGGER_UI": False,
        "FAB_PASSWORD_HASH_METHOD": "scrypt:131072:8:1",
        "AUTH_TYPE": 1,
        "AUTH_ROLE_ADMIN": "Admin",
        "AUTH_ROLE_PUBLIC": "Public",
        "AUTH_USER_REGISTRATION": False,
        "AUTH_RATE_LIMITED": False,  # The counters are ours, in the database: app/security/logins
        "RATELIMIT_ENABLED": False,
        "FAB_SAFE_REDIRECT_HOSTS": [],
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "WTF_CSRF_TIME_LIMIT": None,  # The token lives as long as the session that holds it.
    }

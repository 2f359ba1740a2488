"""One URL says which database: `sqlite:///path` or `postgres://user:password@host/name`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cordata.config.environment import Misconfigured

PATIENCE = 20  # seconds that a writer waits; then what was typed is shown again (REL-08)
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for one database URL; raises `Misconfigured` on another scheme."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:])) if parts.path else Path("cordata.sqlite3"))
    if parts.scheme in {"postgres", "postgresql"}:
        return postgres(url)
    raise Misconfigured(f"CORDATA_DATABASE_URL: unknown scheme {parts.scheme!r}")


def sqlite(path: Path) -> dict[str, Any]:
    """WAL, every commit on disk, and writers that queue instead of failing (REL-11)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # opening costs more than a page: each thread keeps its own
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE,
            "init_command": SQLITE_START,
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """What stands after the question mark is handed on to libpq by its own names."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    host = asked.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # such as sslmode=verify-full: never dropped in silence
        "OPTIONS": {"options": f"-c lock_timeout={PATIENCE}s", **asked},
    }

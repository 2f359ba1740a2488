"""What every verb that touches the database does first."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from cordata import __version__
from cordata.config import environment as env


def data_dir() -> Path:
    return Path(env.text("DATA_DIR", "var")).resolve()


def ensure_secret() -> None:
    """Take the secret from the environment, else from the data folder's file if there is one."""
    if env.text("SECRET_KEY"):
        return
    kept = data_dir() / "secret"
    if kept.exists():
        os.environ["CORDATA_SECRET_KEY"] = kept.read_text().strip()


def create_secret() -> None:
    """Write a new secret, readable by the owner only, unless one is there."""
    kept = data_dir() / "secret"
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not kept.exists() and not env.text("SECRET_KEY"):
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    ensure_secret()


def nothing() -> None:
    """For verbs that work without an installation."""


def start() -> None:
    """Load Django; refuse a configuration that would be dangerous (CFG-04)."""
    ensure_secret()
    refuse_danger()
    django.setup()


def found() -> None:
    """A new installation: the secret first, then as any other start."""
    create_secret()
    start()


def rehearse() -> None:
    """A rehearsal of its own beside the real installation: own folder, own secret."""
    os.environ["CORDATA_MODE"] = "rehearsal"
    os.environ.setdefault("CORDATA_DATA_DIR", str(data_dir() / "demo"))
    told = next((path / "demo" for path in packs() if (path / "demo/scenario.toml").exists()), "")
    os.environ.setdefault("CORDATA_SCENARIO_DIR", str(told))
    found()


def packs() -> list[Path]:
    """The packs at hand: each place named is a pack or a folder of packs; else `packs/` here."""
    places = [Path(place) for place in env.words("PACK_DIRS", "packs")]
    found = [
        path
        for place in places
        for path in ([place] if (place / "pack.toml").exists() else sorted(place.glob("*/")))
    ]
    return [path.resolve() for path in found if (path / "pack.toml").exists()]


def without_data() -> None:
    """Load Django with whatever is at hand: no installation is read or written."""
    os.environ.setdefault("CORDATA_SECRET_KEY", "no-installation")
    os.environ.setdefault("CORDATA_MODE", "rehearsal")
    django.setup()


def refuse_danger() -> None:
    """Raise `Misconfigured` for what must never run in production."""
    mode = env.text("MODE", "production")
    if mode not in {"production", "rehearsal"}:
        raise env.Misconfigured("CORDATA_MODE is 'production' or 'rehearsal'.")
    if not env.text("SECRET_KEY"):
        raise env.Misconfigured(
            "CORDATA_SECRET_KEY is missing: `cordata init` writes one, "
            "or set CORDATA_SECRET_KEY_FILE."
        )
    if len(env.text("SECRET_KEY")) < 40 and mode == "production":
        raise env.Misconfigured("CORDATA_SECRET_KEY is too short: 40 characters at least.")
    if mode == "production" and env.flag("DEBUG"):
        raise env.Misconfigured("CORDATA_DEBUG is not for production: remove it.")
    if env.text("SEAL_KEY") and not re.fullmatch("[0-9a-fA-F]{64}", env.text("SEAL_KEY")):
        raise env.Misconfigured("CORDATA_SEAL_KEY is no sealing key: 64 hexadecimal digits.")


def migrate() -> None:
    """Bring the database to this version's shape."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Put the pages' own files in the static folder; nothing to do where none has changed."""
    kept = Path(settings.STATIC_ROOT) / "collected"
    stamp = static_stamp()
    if not kept.exists() or kept.read_text() != stamp:
        call_command("collectstatic", verbosity=0, interactive=False)
        kept.write_text(stamp)


def static_stamp() -> str:
    """A fingerprint of every static file's place, size and time of change."""
    seen = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            seen.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return seen.hexdigest()

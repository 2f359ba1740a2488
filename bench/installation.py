"""A production installation as an operator would set it up, for the length of a measurement."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from tests.servers import ROOT, Server, Visitor, free_port

PACK = ROOT / "packs" / "alcotra-microprojects"
STANDS_ON = date(2025, 2, 3)  # the day the pack's calls are looked at: the second one is open
DATE = re.compile(r"(?<== )(20\d\d-\d\d-\d\d)")
STARTS_WITHIN = 300  # seconds: the demo fills itself first


def pack_of_today(folder: Path) -> Path:
    """The ALCOTRA pack with every date moved, by whole weeks, so that its second call is open."""
    weeks = (date.today() - STANDS_ON).days // 7  # noqa: DTZ011 - only the distance counts
    copy = folder / "pack"
    shutil.copytree(PACK, copy, ignore=shutil.ignore_patterns("demo"))

    def moved(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[1]) + timedelta(weeks=weeks)).isoformat()

    for path in copy.rglob("*.toml"):
        path.write_text(DATE.sub(moved, path.read_text("utf-8")), "utf-8")
    return copy


@contextmanager
def installed(url: str, folder: Path) -> Iterator[tuple[Server, int]]:
    """`cordata init`, then `cordata serve` without the worker; the server and its process id."""
    port = free_port()
    environment = environment_of(
        port,
        CORDATA_MODE="production",
        CORDATA_DATABASE_URL=url,
        CORDATA_DATA_DIR=str(folder),
        CORDATA_SECRET_KEY="only-to-measure-" + "x" * 40,
        CORDATA_REGISTRATIONS_PER_NETWORK="1000000",
    )
    cordata = [sys.executable, "-m", "cordata.cli.main"]
    pack = str(pack_of_today(folder))
    subprocess.run([*cordata, "init", "--pack", pack], env=environment, cwd=ROOT, check=True)
    with serving([*cordata, "serve", "--no-worker", "--port", str(port)], port, environment) as pid:
        yield Server(port, environment), pid


@contextmanager
def demo(folder: Path) -> Iterator[tuple[int, int]]:
    """`cordata demo`, filled anew, with its worker; its port and its process id."""
    port = free_port()
    environment = environment_of(port, CORDATA_DATA_DIR=str(folder))
    command = [sys.executable, "-m", "cordata.cli.main", "demo", "--port", str(port)]
    with serving(command, port, environment) as pid:
        yield port, pid


def environment_of(port: int, **extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "cordata.config.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "CORDATA_ORIGIN": f"http://127.0.0.1:{port}",
        **extra,
    }


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """A server on `port` until the block ends: it and whatever it started end with it."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            Visitor(port).get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")

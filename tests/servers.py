"""A real server on a real database, for tests that race real processes (REL-05, MTG-01).

`running(url)` starts granian with two worker processes on a free port and ends it; `DATABASES`
gives a fresh, migrated SQLite file and a fresh, migrated PostgreSQL database.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

from tests import ready

ROOT = Path(__file__).parent.parent
STARTS_WITHIN = ENDS_WITHIN = 120  # seconds: a machine that is busy takes its time
WORKERS = 2
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str = ""


@dataclass
class Visitor:
    """A browser's cookies and forms, without the browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        sent = {**(fields or {}), "csrfmiddlewaretoken": self.token}
        return self._ask("POST", path, sent, headers)

    def tell(self, path: str, data: Mapping[str, Any]) -> Answer:
        """What a script of the page sends, with the token of the page read last."""
        script = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return self._send("POST", path, json.dumps(data), script)

    def _ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if fields is None:
            return self._send(method, path)
        typed = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._send(method, path, urlencode(fields), typed)

    def _send(
        self, method: str, path: str, body: str | None = None, kind: Mapping[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **(kind or {})}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: value.value for name, value in SimpleCookie(line).items()}
        connection.close()
        return Answer(response.status, text, response.headers.get("Location", ""))


@dataclass(frozen=True)
class Server:
    port: int
    environment: Mapping[str, str]

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    @contextmanager
    def helper(self, module: str) -> Iterator[Helper]:
        """`python -m module` on the server's database: it answers line by line until it ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=dict(self.environment),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Helper(process)
        finally:
            process.terminate()
            process.communicate()


@dataclass(frozen=True)
class Helper:
    """A process that sees the server's database from outside."""

    process: subprocess.Popen[str]

    def ask(self, *words: str) -> Any:
        """The answer to one line of words, as JSON."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"{words[0]}: the helper ended"
        return json.loads(answer)


@contextmanager
def running(url: str, folder: Path, **extra: str) -> Iterator[Server]:
    """A production-mode instance on the migrated database `url`, its files in `folder`."""
    with held_port() as port, (folder / "server.log").open("w") as log:
        environment = environment_of(url, folder, port, extra)
        with _granian(port, environment, log) as process:
            _wait_for(port, process, folder / "server.log")
            yield Server(port, environment)


@contextmanager
def _granian(
    port: int, environment: Mapping[str, str], log: IO[str]
) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "256", "--backlog", "1024"),
        *("--no-ws", "cordata.config.wsgi:application"),
    ]
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        env=environment,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=ENDS_WITHIN)


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The URL of a fresh SQLite file."""
    shutil.copy(ready.sqlite_tables(), folder / "race.sqlite3")
    yield f"sqlite:///{folder}/race.sqlite3"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The URL of a fresh database on a PostgreSQL server of its own."""
    with ready.postgres() as url:
        yield url


DATABASES = {"sqlite": sqlite, "postgres": postgres}


@contextmanager
def held_port() -> Iterator[int]:
    """A port that nobody else is given meanwhile: bound here, but nobody listens.

    Who calls is refused, until granian opens there: its servers share a port, and two that were
    given the same one would answer each other's visitors.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def free_port() -> int:
    """A port that is free now, of those no system gives to whoever calls somebody."""
    for port in random.sample(range(20_000, 30_000), 1_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def environment_of(url: str, folder: Path, port: int, extra: Mapping[str, str]) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")},
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "CORDATA_MODE": "production",
        "CORDATA_SECRET_KEY": "only-for-tests",
        "CORDATA_ORIGIN": f"http://127.0.0.1:{port}",
        "CORDATA_DATABASE_URL": url,
        "CORDATA_DATA_DIR": str(folder),
        **extra,
    }


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):  # nobody listens yet
            if Visitor(port).get("/healthz").status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()[-3000:]}")

"""TIM-04, REL-04: in a flood every request that the server holds has its arrival noted; one that it
does not hold is answered nothing. CFG-02: who is no proxy of ours says nothing for others."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import ROOT, held_port

pytestmark = pytest.mark.server
MANY = 600  # more than half of what one process holds
SERVE = (
    "import argparse, django; django.setup(); from cordata.cli.serve import web_server; "
    "web_server('tests.flooded:application', argparse.Namespace(host='127.0.0.1', port={port}, "
    "workers=1, threads=4)).serve()"
)
HEAD = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n"


@contextmanager
def served(gate: Path, **environment: str) -> Iterator[int]:
    """The web server with the settings of `cordata serve`."""
    with held_port() as port:
        known = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
                 "CORDATA_SECRET_KEY": "only-for-tests", "GATE": str(gate)}  # fmt: skip
        command = [sys.executable, "-c", SERVE.format(port=port)]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **known, **environment})
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(port: int) -> None:
    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def sent(port: int, more: str = "") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall(HEAD.format(more=more).encode())
    return line


def answer(line: socket.socket) -> list[str]:
    """Instant and forwarded address, as the site had them."""
    said = b""
    while piece := line.recv(65536):
        said += piece
    line.close()
    return said.decode().rsplit("\r\n\r\n", 1)[1].split()


def test_six_hundred_waiting_in_one_process_are_all_noted_before_one_is_worked_on(
    tmp_path: Path,
) -> None:
    gate = tmp_path / "gate"
    with served(gate) as port:
        lines = [sent(port) for _one in range(MANY)]
        time.sleep(8)
        opened = time.time()
        gate.touch()
        noted = [float(answer(line)[0]) for line in lines]
    assert [instant for instant in noted if instant >= opened] == []


@pytest.mark.parametrize(
    ("proxies", "believed"),
    [({}, "-"), ({"CORDATA_PROXY_HOPS": "1"}, "192.0.2.7"),
     ({"CORDATA_PROXY_HOPS": "1", "CORDATA_PROXY_FROM": "192.0.2.1"}, "-")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["X-Forwarded-For", "X_Forwarded_For"])
def test_only_our_proxies_speak_for_others_in_either_spelling(
    tmp_path: Path, proxies: dict[str, str], believed: str, name: str
) -> None:
    """A proxy that lets a visitor's underscores through speaks for them: the guide says how."""
    gate = tmp_path / "gate"
    gate.touch()
    with served(gate, **proxies) as port:
        assert answer(sent(port, f"{name}: 192.0.2.7\r\n"))[1] == believed

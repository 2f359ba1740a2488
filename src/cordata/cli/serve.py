"""`cordata serve`: web workers and the job worker, started and ended together."""

from __future__ import annotations

import argparse
import os
import socket
from functools import partial

from django.urls import get_resolver
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from cordata.cli import installation, processes, production, worker
from cordata.config import environment as env

HELD = 1024  # connections that all web workers together hold; as many more wait in the kernel
KILLED_AFTER = 8  # seconds that a web worker has for the requests under way when it is told to end


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--threads", type=int, default=4, help="requests worked on at once by each")
    parser.add_argument("--no-worker", action="store_true", help="leave the job worker out")


def run(given: argparse.Namespace) -> int:
    production.refuse_danger()
    installation.collect_static()
    return run_parts(given)


def free_address(host: str, port: int) -> str:
    """The number of a host's address; raises `Misconfigured` for one that cannot be served.

    Asked before anything is prepared. Web workers share their port: a second installation would
    share it, too, in silence.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(address[0])
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise env.Misconfigured(
            f"Cannot serve on {host}, port {port}: {said}. "
            "Choose another with --host and --port (make demo: HOST= and PORT=)."
        ) from error


def run_parts(given: argparse.Namespace) -> int:
    """The web server, and beside it the job worker unless it is left out."""
    given.host = free_address(given.host, given.port)
    get_resolver().url_patterns  # noqa: B018 - every page's code is loaded once, before the fork
    parts: dict[str, processes.Part] = {"web server": partial(serve_web, given)}
    if not given.no_worker:
        parts["job worker"] = partial(worker.work, own_address(given.host, given.port))
    return processes.supervise(parts)


def own_address(host: str, port: int) -> str:
    """Where the probe of this machine reaches us."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not served
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def serve_web(given: argparse.Namespace) -> None:
    """granian with the chosen processes and threads; WSGI, no outside address by default."""
    os.environ[f"{env.PREFIX}THREADS"] = str(given.threads)  # read by the web workers
    web_server("cordata.config.wsgi:application", given).serve()


def web_server(application: str, given: argparse.Namespace) -> Server:
    """Every connection that is held has a thread in which its request waits, its arrival noted:
    none waits in the web server itself (docs/decisions/0019)."""
    held = max(1, HELD // given.workers)
    return Server(
        application,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=held,
        backpressure=held,
        backlog=HELD,
        respawn_failed_workers=True,
        workers_kill_timeout=KILLED_AFTER,
        log_level=LogLevels.warning,
    )

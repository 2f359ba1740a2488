"""Requests no browser would send, byte by byte to a real server (REL-21, assurance.md 7).

Each is answered below 500 or its connection is ended; whoever comes next is served as ever, and
the log holds no traceback.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.applications.test_race import signed_in
from tests.servers import DATABASES, Server, Visitor, running

pytestmark = pytest.mark.server

HOST = "Host: 127.0.0.1"
LONG = 100_000
TARGETS = [
    "/%00",
    "/fr/%ff%fe/",
    "/fr/%ED%A0%80/",
    "/fr/applications/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/manage.py",
    "//evil.example/fr/",
    "/fr/../../../etc/passwd",
    "/fr/?q=%00&page=%ff&stage[]=x",
    "/fr/calls/microprojets-2/?page=99999999999999999999999999",
    "/fr/meetings/?territory=%F0%9F%92%A9&month=2025-13-45",
    f"/fr/{'a' * LONG}/",
    f"/fr/?{'a=b&' * 5_000}",
    "/fr/applications/verify/?q=' OR 1=1 --",
    "http://evil.example/fr/",
    "*",
    "",
]
LINES = [
    "GET / HTTP/9.9",
    "GET /fr/",
    "GARBAGE /fr/ HTTP/1.1",
    "TRACE /fr/ HTTP/1.1",
    "CONNECT 127.0.0.1:22 HTTP/1.1",
    "PUT /fr/ HTTP/1.1",
    "DELETE /fr/ HTTP/1.1",
    "PATCH /fr/ HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "get /fr/ http/1.1",
    "\x00\x01\x02\x03",
    "\x16\x03\x01\x02\x00\x01\x00\x01",  # somebody speaks TLS
]
HEADERS = [
    "Host: evil.example",
    "Host: 127.0.0.1\r\nHost: evil.example",
    "Host: 127.0.0.1:99999999",
    "Host: [::1",
    f"{HOST}\r\nCookie: sessionid={'x' * 50_000}",
    f"{HOST}\r\nCookie: sessionid=\xff\xfe; csrftoken=\x7f; =; ;;",
    f"{HOST}\r\nAccept-Language: {'fr;q=9,' * 2_000}",
    f"{HOST}\r\nAccept-Language: \xff;q=NaN,*;q=-1",
    f"{HOST}\r\nIf-Modified-Since: the day before\r\nIf-None-Match: W/\x22",
    f"{HOST}\r\nRange: bytes=-1-,5-2,999999999999999999999-",
    f"{HOST}\r\nX-Forwarded-For: ' OR 1=1, ::::, \xff\r\nX-Forwarded-Proto: gopher",
    f"{HOST}\r\nAuthorization: Bearer \xff\xfe",
    f"{HOST}\r\nAuthorization: Basic !!!",
    f"{HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x",
    f"{HOST}\r\nHX-Request: true\r\nHX-Current-URL: javascript:alert(1)",
    f"{HOST}\r\nX-Long: {'x' * 200_000}",
    "\r\n".join([HOST, *(f"X-{number}: 1" for number in range(2_000))]),
    f"{HOST}\r\nBroken header without a colon",
    f"{HOST}\r\n Folded: line",
    f"{HOST}\r\nX-\x00: nul",
]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
BODIES: list[tuple[str, bytes]] = [
    (FORM, b"%ff=%00&=&&&==&need-fr=%F0%9F"),
    (FORM, b"a=1&" * 4_000),
    (FORM + "; charset=utf-99", b"need-fr=x"),
    (FORM + "; charset=utf-16", b"\xff\xfen\x00e\x00"),
    (FORM, b"\x00" * 5_000),
    (PARTS, b"no boundary was named"),
    (PARTS + "; boundary=", b"--\r\n\r\n--"),
    (PARTS + "; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf"),
    (PARTS + "; boundary=x", b"--y\r\nContent-Disposition: form-data\r\n\r\n1\r\n--y--"),
    (PARTS + "; boundary=x",
     b"--x\r\nContent-Disposition: form-data; name=file; filename=\"../../\x00.pdf\"\r\n"
     b"Content-Type: \xff\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--"),
    (PARTS + f"; boundary={'b' * 500}", b"x"),
    ("application/json", b"{"),
    ("application/json", b"[" * 50_000),
    ("application/json", b'{"a": NaN, "b": 1e999999, "c": "\\ud800"}'),
    ("application/json", b"\xff\xfe\x00"),
    ("text/plain\x00", b"x"),
    ("", b"x"),
]  # fmt: skip
POSTED = ("/fr/rehearsal/", "/fr/account/login/", "/api/v1/calls/microprojets-2/check")
MEASURES = [  # of the length, which are lies
    "Content-Length: -1",
    "Content-Length: 5, 6",
    "Content-Length: 99999999999999999999",
    "Content-Length: 4\r\nContent-Length: 5",
    "Content-Length: 4\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: \x0bchunked",
    "Expect: the-impossible\r\nContent-Length: 3",
]


@pytest.fixture(scope="module", params=sorted(DATABASES))
def served(request: Any, tmp_path_factory: Any) -> Iterator[tuple[Server, Visitor, str, Path]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with (
        DATABASES[request.param](folder) as url,
        running(url, folder) as started,
        started.helper("tests.applications.racing") as helper,
    ):
        made = helper.ask("prepare", "0")
        base = f"/fr/applications/{made['pid']}/"
        yield started, signed_in(started, made["session"], base), base, folder / "server.log"


def said(port: int, sent: bytes, within: float = 60) -> int:
    """The status of the answer; 0 where none came: the connection ended, or more was awaited."""
    with socket.create_connection(("127.0.0.1", port), timeout=within) as line:
        received = b""
        try:
            line.sendall(sent)
            while part := line.recv(65_536):
                received += part
        except (ConnectionResetError, BrokenPipeError, TimeoutError):
            pass  # ended while we were still talking, or the server waits for what will not come
    found = re.match(rb"HTTP/1\.[01] (\d{3})", received)
    return int(found[1]) if found else 0


def request(line: str, head: str = HOST, body: bytes = b"") -> bytes:
    return f"{line}\r\n{head}\r\nConnection: close\r\n\r\n".encode("latin-1") + body


def as_person(visitor: Visitor) -> str:
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    return f"{HOST}\r\nCookie: {cookies}\r\nX-CSRFToken: {visitor.token}"


def posts(path: str, head: str) -> Iterator[bytes]:
    for kind, body in BODIES:
        told = f"{head}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
        yield request(f"POST {path} HTTP/1.1", told, body)


def lies(path: str, head: str) -> Iterator[bytes]:
    for lie in MEASURES:
        told = f"{head}\r\nContent-Type: {FORM}\r\n{lie}"
        yield request(f"POST {path} HTTP/1.1", told, b"a=b&")


def test_whatever_bytes_arrive_nothing_breaks_and_the_next_is_served(
    served: tuple[Server, Visitor, str, Path],
) -> None:
    server, visitor, base, log = served
    head = as_person(visitor)
    inside = [f"{base}texts/need/", f"{base}texts/need/save/", f"{base}budget/", f"{base}submit/",
              f"{base}annexes/", f"{base}project/"]  # fmt: skip
    sent = [request(f"GET {target} HTTP/1.1", head) for target in TARGETS]
    sent += [one for path in (*POSTED, *inside) for one in posts(path, head)]
    odd = [request(line) for line in LINES]
    odd += [request("GET /fr/ HTTP/1.1", lines) for lines in HEADERS]
    odd += lies(f"{base}texts/need/", head)

    statuses = {one: said(server.port, one) for one in sent}
    statuses |= {one: said(server.port, one, within=2) for one in odd}

    assert {(one[:300], status) for one, status in statuses.items() if status >= 500} == set()
    assert all(statuses[one] for one in sent), "a request that is one was left without an answer"
    assert {200, 400, 404, 405} <= set(statuses.values())
    assert visitor.get(f"{base}texts/need/").status == 200
    assert "Traceback" not in log.read_text()

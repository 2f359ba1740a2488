"""One request to an address that somebody typed: https, to no machine of our own network, ten
seconds for its name and ten for the rest, no redirect followed, nothing of the answer read but its
status.

The name is resolved once; the connection goes to the address that was checked, and the
certificate is checked against the name. So a name that answers otherwise the second time gains
nothing.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LIMIT = 10.0  # seconds to resolve the name, and again from the connection to the status
NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class CallFailed(Exception):
    """Nobody answered; `code` has its sentence under `api.problem`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def call(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """POST `body` and return the status of the answer. Raises CallFailed."""
    parts = urlsplit(url)
    host, port = host_of(parts), parts.port or 443
    connection = _Checked(host, port, checked_addresses(host, port))
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    watch = threading.Timer(LIMIT, connection.cut)
    watch.start()
    try:
        connection.request("POST", target, body, dict(headers))
        return int(connection.getresponse().status)
    except ssl.SSLCertVerificationError as error:
        raise CallFailed("certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        late = connection.was_cut or isinstance(error, TimeoutError)
        raise CallFailed("timeout" if late else "unreachable") from error
    finally:
        watch.cancel()
        connection.close()


def host_of(parts: SplitResult) -> str:
    """The name in an address, in the form in which it is resolved. Raises CallFailed."""
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise CallFailed("address") from error
    if parts.scheme != "https" or not host:
        raise CallFailed("address")
    return host


def checked_addresses(host: str, port: int) -> list[str]:
    """Where the connection may go, the preferred first. Raises CallFailed unless every address
    the name has is public, or the operator has named this host as one of the own network."""
    addresses = resolved(host, port)
    if addresses is None:
        raise CallFailed("unresolved")
    if not addresses or not (host in settings.HOOK_HOSTS or all_public(addresses)):
        raise CallFailed("address")
    return list(dict.fromkeys(addresses))


def resolved(host: str, port: int) -> list[str] | None:
    """The addresses of a name; None for one that nobody knows or says in time.

    The system's resolver takes no limit: it is asked in a thread that is left behind.
    """
    answer: SimpleQueue[list[str] | None] = SimpleQueue()
    threading.Thread(target=lambda: answer.put(_looked_up(host, port)), daemon=True).start()
    try:
        return answer.get(timeout=LIMIT)
    except Empty:
        return None


def _looked_up(host: str, port: int) -> list[str] | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return [str(one[4][0]) for one in found]


def all_public(addresses: Iterable[str]) -> bool:
    """Whether each address is of the public network, what is wrapped in it too."""
    return all(is_public(ip_address(one.partition("%")[0])) for one in addresses)


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        teredo = address.teredo[1] if address.teredo else None
        inner = address.ipv4_mapped or address.sixtofour or teredo or _behind_nat64(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


class _Checked(HTTPSConnection):
    """A connection to the first of `addresses` that answers; it knows itself as `host`, and can
    be cut while it waits."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        super().__init__(host, port, timeout=LIMIT)
        self.addresses, self.was_cut = addresses, False
        self.trust = ssl.create_default_context()

    def connect(self) -> None:
        sock = self.trust.wrap_socket(
            self._reached(), server_hostname=self.host, do_handshake_on_connect=False
        )
        sock.settimeout(LIMIT)
        self.sock = sock
        sock.do_handshake()

    def _reached(self) -> socket.socket:
        *others, last = self.addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self.port), LIMIT / len(self.addresses))
        return socket.create_connection((last, self.port), LIMIT / len(self.addresses))

    def cut(self) -> None:
        """End it from another thread: whoever trickles does not hold the worker."""
        self.was_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):  # it ended by itself
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

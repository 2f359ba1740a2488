"""How far the clock is from a time server's: one question over SNTP (RFC 5905, TIM-09)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from datetime import datetime

from cordata.kernel import clock

MOST = 2  # seconds of difference that are still well
TIMEOUT = 3.0  # seconds
PORT = "123"
QUESTION = bytes([0x23]) + bytes(47)  # version 4, mode client
ANSWER = struct.Struct("!B31xIIII")  # mode, then received and sent: seconds and fractions
SERVER = 4  # the mode of an answer
TO_1970 = 2_208_988_800  # seconds since 1900
ERA, FIRST_OF_ERA = 2**32, 2**31  # a count without its first bit is of the era that begins in 2036


def offset_of(server: str, now: Callable[[], datetime] = clock.real_now) -> float:
    """Seconds by which the server (`host` or `host:port`) is ahead of `now`.

    Raises OSError when it cannot be reached or is silent, ValueError when its answer is none.
    """
    host, _colon, port = server.partition(":")
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port or PORT, type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind, protocol) as asking:
        asking.settimeout(TIMEOUT)
        asking.connect(address)
        asked = now().timestamp()
        asking.send(QUESTION)
        answer = asking.recv(512)
        answered = now().timestamp()
    received, sent = _instants(answer)
    return ((received - asked) + (sent - answered)) / 2


def _instants(answer: bytes) -> tuple[float, float]:
    """When the server received the question and sent its answer, in seconds since 1970."""
    if len(answer) < ANSWER.size:
        raise ValueError("too short for an answer")
    head, *counts = ANSWER.unpack_from(answer)
    if head & 7 != SERVER or not counts[2]:
        raise ValueError("no server's answer")
    return _since_1970(*counts[:2]), _since_1970(*counts[2:])


def _since_1970(seconds: int, fraction: int) -> float:
    era = 0 if seconds >= FIRST_OF_ERA else ERA
    return seconds + era - TO_1970 + fraction / 2**32

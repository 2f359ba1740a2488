"""A mail server of our own that can be moody: refuse, hang, answer 4xx or 5xx."""

from __future__ import annotations

import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Sink(socketserver.ThreadingTCPServer):
    """Takes mail on a free port of this machine; `mood` is ok, later (4xx), never (5xx), slow."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mood = "ok"
        self.taken: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Sink:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        if self.server.mood == "slow":
            time.sleep(3)
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT" and self.server.mood in {"later", "never"}:
                self.say("451 later" if self.server.mood == "later" else "550 never")
            elif verb == "DATA":
                self.say("354 go on")
                self.take()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = b""
        while not lines.endswith(b"\r\n.\r\n"):
            lines += self.rfile.readline()
        mail = message_from_bytes(lines[:-3], policy=policy.default)
        self.server.taken.append(mail)
        self.say("250 taken")

"""Other software on this machine: takes notices over https and can be moody."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = ("localhost", "crm.example")  # not 127.0.0.1


def certificate(folder: Path) -> Path:
    """A key and a certificate for NAMES that vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.Encoding.PEM
    private = key.private_bytes(
        plain, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "receiver.pem"
    path.write_bytes(private + signed.public_bytes(plain))
    return path


class Receiver(ThreadingHTTPServer):
    """`moods` are used up one a request, the last stays: a status, "slow" or "trickle"."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.moods: list[int | str] = [200]
        self.taken: list[tuple[Any, bytes]] = []  # headers and body of each request
        self.connected = 0
        self.over = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}/cordata?from=meetings"

    def get_request(self) -> Any:
        self.connected += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no error of ours."""

    def __enter__(self) -> Receiver:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Session(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers, body))
        moods = self.server.moods
        mood = moods.pop(0) if len(moods) > 1 else moods[0]
        if mood == "slow":
            self.server.over.wait()
        elif mood == "trickle":
            while not self.server.over.wait(0.02):
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        else:
            self.send_response(int(mood))
            self.send_header("Location", f"{self.server.url()}&elsewhere")
            self.end_headers()
            self.wfile.write(b"who knows what")

    do_GET = do_POST

    def log_message(self, *words: Any) -> None:
        """Nothing is printed."""

"""What comes in is counted, judged by its content and kept under our own name (FIL-01..07)."""

from __future__ import annotations

import hashlib
import os
import socketserver
import threading
import tracemalloc
from argparse import Namespace

import pytest

from cordata.documents import office, scanning, storing
from cordata.documents.models import Scan, StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import store_bytes, store_file
from cordata.kernel import jobs
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from tests.documents import files

pytestmark = pytest.mark.django_db
ALL = frozenset(storing.known_kinds.KINDS)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def store(name, content, **more):
    return store_file(files.upload(name, content), by=SYSTEM, at=more.pop("at"), **more)


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("mandat.pdf", files.pdf(), "application/pdf"),
        ("MANDAT.PDF", files.pdf(), "application/pdf"),
        ("plan.png", files.png(), "image/png"),
        ("photo.jpeg", files.jpeg(), "image/jpeg"),
        ("delega.pdf.p7m", files.p7m(), "application/pkcs7-mime"),
        ("budget.docx", files.docx(), office.DOCX),
    ],
)
def test_a_good_file_is_kept_under_a_name_of_ours(folder, at, name, content, media_type):
    stored = store(name, content, at=at, kinds=ALL)

    assert (stored.name, stored.media_type, stored.size) == (name, media_type, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert kept(folder) == [folder / stored.path]
    assert name not in stored.path
    assert storing.is_whole(stored)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"<html>%PDF-1.7</html>", "kind_not_allowed"),
        ("a.pdf", b"<html><script>%PDF-1.7\n</script>", "kind_not_allowed"),
        ("a.pdf", files.png(), "disguised"),
        ("a.png", files.pdf(), "disguised"),
        ("a.exe", files.pdf(), "disguised"),
        ("a.pdf", b"MZ" + b"\0" * 500, "kind_not_allowed"),
        ("a.zip", files.archive({"a.txt": b"x"}), "kind_not_allowed"),
        ("a.pdf", files.pdf()[:200], "damaged"),
        ("a.pdf", files.pdf() + files.archive({"evil.html": b"x"}), "disguised"),
        ("a.pdf", files.pdf() + b"<script>alert(1)</script>", "damaged"),
        ("a.pdf", files.pdf(files.with_javascript), "active"),
        ("a.pdf", files.pdf(files.with_hidden_javascript), "active"),
        ("a.pdf", files.pdf(files.with_launch), "active"),
        ("a.pdf", files.pdf(files.with_form_script), "active"),
        ("a.pdf", files.pdf(files.with_jump("/GoToR")), "active"),
        ("a.pdf", files.pdf(files.with_jump("/GoToE")), "active"),
        ("a.pdf", files.pdf(files.carrying("setup.exe")), "carries_file"),
        ("a.pdf", files.pdf(files.carrying("inner.pdf")), "carries_file"),
        ("a.pdf", files.pdf(files.carrying("fattura.xml.exe")), "carries_file"),
        ("a.png", files.png(60_000, 60_000), "too_many_pixels"),
        ("a.png", files.png() + b"more", "damaged"),
        ("a.jpg", files.jpeg(30_000, 30), "too_many_pixels"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "damaged"),
        ("a.p7m", files.p7m() + b"x", "damaged"),
        ("a.docx", files.docx(**{"word/vbaProject.bin": b"x"}), "active"),
        ("a.docx", files.docx(**{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "active"),
        ("a.docx", files.docx(**{"word/big.bin.txt": b"\0" * 30_000_000}), "bomb"),
        ("a.docx", files.docx(**{"../../etc/x": b"x"}), "damaged"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(folder, at, name, content, why):
    with pytest.raises(NotPossible) as refusal:
        store(name, content, at=at, kinds=ALL)

    assert refusal.value.code == f"file.{why}"
    assert kept(folder) == []
    assert not StoredFile.objects.exists()


def test_the_data_of_an_invoice_may_lie_inside_a_pdf(at):
    """PDF/A-3 and electronic invoices carry their figures as XML."""
    store("a.pdf", files.pdf(files.carrying("fattura.XML")), at=at)


def test_a_locked_pdf_is_refused(at):
    import pikepdf

    locked = files.pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(NotPossible, match=r"file\.encrypted"):
        store("a.pdf", locked, at=at)


def test_a_lock_without_a_password_is_a_lock(at):
    import pikepdf

    with pytest.raises(NotPossible, match=r"file\.encrypted"):
        store("a.pdf", files.pdf(encryption=pikepdf.Encryption(owner="o", user="")), at=at)


def test_an_office_file_is_refused_where_it_is_not_asked_for(at):
    with pytest.raises(NotPossible, match=r"file\.kind_not_allowed"):
        store("a.docx", files.docx(), at=at)


class Endless:
    """An upload that says it is small and never ends."""

    name, size = "a.pdf", 10

    def __init__(self) -> None:
        self.given = 0

    def chunks(self, size):
        while True:
            self.given += size
            yield b"x" * size


def test_too_much_is_refused_without_reading_it_whole(folder, at):
    """FIL-01: memory stays flat, and reading stops at the limit."""
    upload = Endless()
    tracemalloc.start()
    with pytest.raises(NotPossible, match=r"file\.too_big"):
        store_file(upload, by=SYSTEM, at=at, max_bytes=5_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert upload.given < 6_000_000
    assert peak < 3_000_000
    assert kept(folder) == []


def test_an_announced_size_over_the_limit_is_not_read_at_all(at):
    upload = Endless()
    upload.size = 50_000_000
    with pytest.raises(NotPossible, match=r"file\.too_big"):
        store_file(upload, by=SYSTEM, at=at)

    assert upload.given == 0


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Lettre d’accord.pdf", "Lettre d’accord.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("\u200b.pdf", ".pdf"),
        ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
    ],
)
def test_the_shown_name_is_clean(typed, shown):
    """FIL-06."""
    assert storing.shown_name(typed) == shown


def test_a_file_is_handed_out_as_data(at):
    """FIL-05, FIL-06."""
    stored = store("Résumé d’été <b>.pdf", files.pdf(), at=at)

    response = serve(stored)

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''R%C3%A9sum")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_what_a_scan_refused_is_not_handed_out(at):
    stored = store("a.pdf", files.pdf(), at=at)
    stored.scan = Scan.REFUSED

    with pytest.raises(NotPossible, match=r"file\.refused"):
        serve(stored)


def test_a_changed_byte_is_found(folder, at):
    """REL-24."""
    stored = store("a.pdf", files.pdf(), at=at)
    path = folder / stored.path
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert not storing.is_whole(stored)


def test_a_file_without_a_row_is_found_once_no_transaction_can_be_under_way(folder, at, capsys):
    """`cordata verify` names it; nothing is wrong with it, so the exit status is 0."""
    from django.db import transaction

    from cordata.cli import verify

    with transaction.atomic():
        store_bytes(b"x", name="x.json", media_type="application/json", by=SYSTEM, at=at)
        transaction.set_rollback(True)
    store_bytes(b"y", name="y.json", media_type="application/json", by=SYSTEM, at=at)

    assert verify.run(Namespace(quiet=False)) == 0
    assert "left over" not in capsys.readouterr().out
    for path in folder.glob("*/*"):
        os.utime(path, (0, 0))
    assert verify.run(Namespace(quiet=False)) == 0
    assert capsys.readouterr().out.count("left over") == 1


class Scanner(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM and answers what the test says."""

    def handle(self):
        self.rfile.read(len(b"zINSTREAM\0"))
        body = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            body += self.rfile.read(size)
        self.server.seen = body
        self.wfile.write(self.server.answer)


@pytest.fixture
def scanner(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        server.answer = b"stream: OK\0"
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "scan"),
    [
        (b"stream: OK\0", Scan.CLEAN),
        (b"stream: Eicar-Test FOUND\0", Scan.REFUSED),
        (b"nonsense", Scan.PENDING),
    ],
)
def test_the_scanner_has_the_last_word(scanner, at, answer, scan):
    """FIL-07."""
    scanner.answer = answer
    content = files.pdf()
    stored = store("a.pdf", content, at=at)
    assert stored.scan == Scan.PENDING

    jobs.run_now()

    stored.refresh_from_db()
    assert stored.scan == scan
    assert scanner.seen == content


def test_a_scanner_that_is_down_is_asked_again(settings, at):
    settings.CLAMD = "127.0.0.1:9"
    stored = store("a.pdf", files.pdf(), at=at)
    jobs.run_now()
    stored.refresh_from_db()
    assert stored.scan == Scan.PENDING

    assert scanning.scan_forgotten() == 1


def test_without_a_scanner_the_structure_is_what_was_checked(at):
    stored = store("a.pdf", files.pdf(), at=at)

    assert (stored.scan, stored.scan_reason) == (Scan.CLEAN, "structure")

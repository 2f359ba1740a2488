"""SUB-05: whoever filed keeps a proof that anyone can verify off line, byte for byte."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client

from cordata.applications.jobs import render_dossier
from tests.applications.test_pages import signed_in, submitted
from tests.factories.applications import complete_application

pytestmark = pytest.mark.django_db
OTHER_KEY = "d04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737"
DOCS = Path(__file__).parents[2] / "docs"
SCRIPT, OF_DOSSIERS = DOCS / "verify_receipt.py", DOCS / "verify_dossier.py"


@pytest.fixture
def taken(call: Any, at: datetime) -> dict[str, bytes]:
    """The files of a receipt as its owner took them away."""
    cast = complete_application(call, at)
    submitted(cast, at)
    answer = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/receipt.zip")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def key() -> str:
    return Client().get("/fr/applications/verify/key/").content.decode().strip()


def verified(
    folder: Path, files: dict[str, bytes], with_key: str = ""
) -> subprocess.CompletedProcess[str]:
    path = folder / "receipt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    command = [sys.executable, str(SCRIPT), str(path), with_key or key()]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("script", "library"),
    [(SCRIPT, {"zipfile", "cryptography"}), (OF_DOSSIERS, {"cryptography", "pypdf"})],
)
def test_a_script_has_twenty_lines_at_most_and_needs_little(
    script: Path, library: set[str]
) -> None:
    text = script.read_text("utf-8")
    assert len(text.splitlines()) <= 20
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    needed = {line.split()[1].partition(".")[0] for line in imports}
    assert needed == {"hashlib", "json", "sys", *library}


@pytest.fixture
def dossier(call: Any, at: datetime, tmp_path: Path) -> Path:
    """The PDF that everybody on the file may keep."""
    cast = complete_application(call, at)
    filed = submitted(cast, at)
    render_dossier(filed.pk)
    answer = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/dossier/")
    path = tmp_path / "dossier.pdf"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def told_of(path: Path, with_key: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(OF_DOSSIERS), str(path), with_key]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_dossier_in_pdf_proves_itself(dossier: Path) -> None:
    """It carries what was sealed, and the seal."""
    told = told_of(dossier, key())
    assert told.returncode == 0, told.stderr
    assert "Genuine: submission MP2-0001" in told.stdout


def test_a_dossier_with_another_content_is_not_genuine(dossier: Path) -> None:
    with pikepdf.open(dossier, allow_overwriting_input=True) as document:
        name = next(one for one in document.attachments if not one.endswith("seal.json"))
        content = document.attachments[name].get_file().read_bytes()
        changed = pikepdf.AttachedFileSpec(document, flipped(content), filename=name)
        del document.attachments[name]
        document.attachments[name] = changed
        document.save()
    told = told_of(dossier, key())
    assert told.returncode != 0
    assert "Not genuine" in told.stderr


def test_a_dossier_under_another_sites_key_is_not_genuine(dossier: Path) -> None:
    assert told_of(dossier, OTHER_KEY).returncode != 0


def test_a_genuine_receipt_is_told_with_its_number(tmp_path: Path, taken: dict[str, bytes]) -> None:
    told = verified(tmp_path, taken)
    assert told.returncode == 0
    assert "Genuine: submission MP2-0001" in told.stdout


def flipped(content: bytes) -> bytes:
    return content.replace(b"Sentiers", b"Sentierz", 1)


@pytest.mark.parametrize("name", ["kind", "number", "previous", "sealed_at", "sha256", "seal"])
def test_a_changed_seal_is_not_genuine(tmp_path: Path, taken: dict[str, bytes], name: str) -> None:
    """One sign of each part of the seal."""
    seal = json.loads(taken["seal.json"])
    last = seal[name][-1]
    seal[name] = seal[name][:-1] + ("0" if last != "0" else "1")
    assert verified(tmp_path, {**taken, "seal.json": json.dumps(seal).encode()}).returncode != 0


def test_a_changed_byte_of_the_content_is_not_genuine(
    tmp_path: Path, taken: dict[str, bytes]
) -> None:
    changed = flipped(taken["content.json"])
    assert changed != taken["content.json"]
    told = verified(tmp_path, {**taken, "content.json": changed})
    assert told.returncode != 0
    assert "Not genuine" in told.stderr


def test_another_sites_key_is_not_genuine(tmp_path: Path, taken: dict[str, bytes]) -> None:
    assert verified(tmp_path, taken, OTHER_KEY).returncode != 0


def test_the_receipt_names_the_secretariat_and_what_silence_means(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    submitted(cast, at)
    page = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/receipt/")
    shown = page.content.decode()
    assert "secretariat@alcotra.example" in shown
    assert "Le silence ne vaut pas acceptation" in shown

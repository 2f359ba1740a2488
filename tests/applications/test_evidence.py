"""REL-23, AB01: a dispute about a late filing has its evidence, of one file, verified off line."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from cordata.applications import evidence
from cordata.applications.actions import note_late_attempt, submit_application
from cordata.applications.models import Application, LateAttempt
from cordata.documents import keys
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.programme.models import Call
from cordata.watch.models import Failed, Probe
from cordata.web.catalogue import sentence
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    Cast,
    another,
    complete_application,
)
from tests.factories.watch import MINUTE, span, watched
from tests.remembering import remembered

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_evidence.py"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
Parts = dict[str, bytes]


def late(cast: Cast, call: Call, key: str = "k") -> LateAttempt:
    at = call.closes_at + SECOND
    return note_late_attempt(
        cast.application, by=cast.signatory, key=key, statements=STATED, received_at=at, at=at
    )


@remembered
def disputed(call: Call, at: datetime) -> tuple[Cast, Parts]:
    """Filed once in time and sent again a second late, the service watched but for 3 minutes."""
    made = complete_application(call, at)
    submit_application(
        made.application.pid, by=made.signatory, key="a", statements=STATED, received_at=at, at=at
    )
    watched(call.closes_at - 80 * HOUR, call.closes_at + 3 * HOUR,
            missing=span(call.closes_at - 40 * MINUTE, 3))  # fmt: skip
    late(made, call)
    return made, packed(made.reload(), call)


def packed(application: Application, call: Call) -> Parts:
    content = evidence.evidence_pack(application, by=SYSTEM, at=call.closes_at + 5 * HOUR)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def dispute(call: Call, at: datetime, settings: Any) -> tuple[Cast, Parts]:
    settings.WATCH_GAPS = True
    return disputed(call, at)


@pytest.fixture
def cast(dispute: tuple[Cast, Parts]) -> Cast:
    return dispute[0]


@pytest.fixture
def parts(dispute: tuple[Cast, Parts]) -> Parts:
    return dispute[1]


def read(parts: Parts, name: str) -> Any:
    return json.loads(parts[name])


def test_it_is_found_by_number_by_id_and_by_the_id_of_an_attempt(cast: Cast) -> None:
    file, attempt = cast.reload(), LateAttempt.objects.get()
    for asked in (file.number, file.pid, attempt.pid):
        assert evidence.find(asked) == file
    for asked in ("", "MP2-9999", "%"):
        assert evidence.find(asked) is None


def test_both_instants_and_both_seals_are_in_it(parts: Parts, call: Call, at: datetime) -> None:
    told = read(parts, "filings.json")
    assert told["submissions"][0]["received_at"].startswith(f"{at:%Y-%m-%dT%H:%M:%S}")
    assert told["late_attempts"][0]["seconds_late"] == 1
    for one in (*told["submissions"], *told["late_attempts"]):
        assert len(one["seal"]["seal"]) == 128


def test_the_call_comes_with_its_version_and_deadline(parts: Parts, call: Call) -> None:
    told = read(parts, "call.json")
    assert told["digest"] == call.current_version.digest
    assert told["closes_at"] == "2025-04-23T10:00:00.000000Z"
    assert told["extension_rule"]["more_than_minutes"] == 10


def test_the_measures_run_from_72_hours_before_to_2_after_with_the_gap(
    parts: Parts, call: Call
) -> None:
    """TIM-07."""
    probes = read(parts, "probes.json")
    assert len(probes) == 74 * 60 - 3
    assert probes[0]["minute"] == "2025-04-20T10:00:00.000000Z"
    assert probes[-1]["minute"] == "2025-04-23T11:59:00.000000Z"


def test_the_journal_of_the_file_is_in_it_with_its_digests(parts: Parts, cast: Cast) -> None:
    journal = read(parts, "journal.json")
    whole = [one for one in journal if "previous" in one]
    assert {"application.submitted", "application.came_late"} <= {one["kind"] for one in whole}
    assert {one["subject_id"] for one in whole if one["subject_type"] == "application"} == {
        cast.application.pid
    }
    named = {one.number: one.digest for one in Event.objects.all()}
    assert all(named[one["number"]] == one["digest"] for one in journal)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["retard de 1 s", "1437 minutes disponibles", "3 sans contrôle"]),
        ("it", ["ritardo di 1 s", "1437 minuti disponibili", "3 senza controllo"]),
    ],
)
def test_people_read_it_in_their_language(parts: Parts, language: str, words: list[str]) -> None:
    text = parts[f"summary.{language}.txt"].decode()
    for one in words:
        assert one in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Pièces de cette archive", "Écart le plus grand avec un serveur de temps : 7 ms"]),
        ("it", ["Parti di questo archivio", "Scarto maggiore rispetto a un server dell’ora: 7 ms"]),
    ],
)
def test_the_summary_names_each_part_with_its_hash_the_faults_and_the_clock(
    cast: Cast, call: Call, language: str, words: list[str]
) -> None:
    """What an auditor looks for first."""
    minute = call.closes_at - 5 * MINUTE
    Probe.objects.filter(minute=minute).update(failed=Failed.SAVING, offset_ms=-7)
    parts = packed(cast.reload(), call)
    text = parts[f"summary.{language}.txt"].decode().replace("\xa0", " ")
    for name, content in parts.items():
        if name.endswith((".csv", "s.json", "l.json")) and name != "seal.json":
            assert f"- {name}; " in text
            assert hashlib.sha256(content).hexdigest() in text
    with override(language):
        words = [*words, sentence("programme.status.failed.saving").replace("\xa0", " ")]
    assert [one for one in words if one not in text] == []


def test_it_holds_no_word_of_the_file_no_address_and_nothing_of_another(
    cast: Cast, call: Call, at: datetime
) -> None:
    """Personal data: the names of those who filed, nothing else."""
    sides = (another(SEMNOZ, 41), another(VALFREDDA, 41))
    other = complete_application(call, at, *sides)
    late(other, call, key="other")
    everything = b"\n".join(packed(cast.reload(), call).values()).decode()
    theirs = (other.application.pid, other.signatory.name, *(s.name for s in sides))
    own = (
        *(one.text for one in cast.application.answers.exclude(text="") if len(one.text) > 8),
        *(person.email for person in (cast.editor, cast.signatory, cast.partner_editor)),
        cast.partner_editor.name,
        *(one.organisation.name for one in cast.partners),
    )
    for secret in (*theirs, *own):
        assert secret
        assert secret not in everything, secret
    assert cast.signatory.name in everything


# Off line


def verified(folder: Path, parts: Parts) -> subprocess.CompletedProcess[str]:
    path = folder / "evidence.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    command = [sys.executable, str(SCRIPT), str(path), keys.public_key_hex()]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_anybody_verifies_it_without_the_site(tmp_path: Path, parts: Parts) -> None:
    told = verified(tmp_path, parts)
    assert told.returncode == 0, told.stderr
    assert "Genuine: evidence MP2-0001" in told.stdout


@pytest.mark.parametrize(
    "name",
    [
        "content.json", "call.json", "filings.json", "journal.json", "probes.json",
        "saves.csv", "mails.csv", "summary.fr.txt", "summary.it.txt",
    ],
)  # fmt: skip
def test_one_changed_sign_of_any_part_is_seen(tmp_path: Path, parts: Parts, name: str) -> None:
    changed = bytearray(parts[name])
    changed[len(changed) // 2] ^= 1
    assert verified(tmp_path, parts | {name: bytes(changed)}).returncode != 0


def test_a_part_taken_away_or_added_is_seen(tmp_path: Path, parts: Parts) -> None:
    less = {name: content for name, content in parts.items() if name != "mails.csv"}
    assert verified(tmp_path, less).returncode != 0
    assert verified(tmp_path, parts | {"more.json": b"{}"}).returncode != 0


def test_that_it_was_made_stands_in_the_journal(parts: Parts) -> None:
    told = Event.objects.get(kind="application.evidence_made")
    assert told.data["sha256"] == read(parts, "seal.json")["sha256"]

"""The audit file: complete, checkable without us, of one meeting alone (LOG-06, ACC-09, OUT-02)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
import tracemalloc
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from cordata.desk.breach import breach_pack
from cordata.documents import storing
from cordata.documents.models import Scan
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, audit_file, notices
from cordata.meetings.models import Mailing
from cordata.notify.letters import LetterState
from cordata.notify.models import Message
from cordata.notify.wordings import wordings_of
from tests.factories.meetings import (
    asked,
    document,
    invited,
    mailing,
    photo,
    proof,
    question,
    registered,
    signed_sheet,
)

pytestmark = pytest.mark.django_db
MORNING = "2025-02-13-morning"


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


class Opened:
    """A ZIP read back: names, contents, sums."""

    def __init__(self, content: bytes) -> None:
        self.book = ZipFile(io.BytesIO(content))
        assert self.book.testzip() is None
        self.names = self.book.namelist()
        self.files = {name: self.book.read(name) for name in self.names}

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8-sig")

    def rows(self, name: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text(name)), delimiter=";"))

    def one(self, *parts: str) -> str:
        found = [name for name in self.names if all(part in name for part in parts)]
        assert len(found) == 1, (parts, self.names)
        return found[0]


def workbook(content: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def taken(meeting: Any, language: str = "fr", at: Any = None) -> Opened:
    target = io.BytesIO()
    audit_file.write(meeting, target, language, at=at or meeting.ends_at + timedelta(days=1))
    return Opened(target.getvalue())


@pytest.fixture
def held(annecy, at, person):
    """A meeting with everything: people of both sides, mails, evidence, an answered question."""
    olga = person("olga", roles=("organiser",))
    came = registered(annecy, at, name="Élise Favre", country="FR", nuts3="FRK28")
    registered(annecy, at, name="=cmd|' /C calc'!A0", country="IT", language="it", meal="vegan")
    asked(annecy, at, name="Jamais Confirmé")
    invited(annecy, at, email="guest@invites.example")
    document(annecy, at)
    text = mailing(annecy, olga, at, "coming", text="Le car part à 7 h 30.")
    actions.send_mailing(text.pid, seen=2, by=olga, at=at)
    while actions.post_mailing(text.pid, at=at):
        pass
    actions.publish_answer(
        question(annecy, at, text="=1+1 Qui paie ?", name="Ines Bertrand").pid,
        titles={"fr": "Qui paie ?", "it": "Chi paga?", "en": "Who pays?"},
        texts={"fr": "Le programme.", "it": "Il programma.", "en": "The programme."},
        form_field="", by=olga, at=at,
    )  # fmt: skip
    question(annecy, at)
    actions.check_in(came.pid, by=SYSTEM, at=annecy.starts_at)
    signed_sheet(annecy, annecy.ends_at, MORNING)
    photo(annecy, annecy.ends_at)
    proof(annecy, annecy.ends_at)
    return annecy


def test_every_sum_is_true_and_every_file_has_one(held):
    opened = taken(held)
    lines = opened.text("SHA256SUMS").splitlines()
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    assert set(sums) == set(opened.names) - {"SHA256SUMS"}
    for path, digest in sums.items():
        assert hashlib.sha256(opened.files[path]).hexdigest() == digest, path


@pytest.mark.parametrize("language", ["fr", "it"])
def test_the_usual_tool_accepts_the_sums(held, tmp_path, language):
    """LOG-06: it verifies off line, with accents in the names."""
    target = io.BytesIO()
    audit_file.write(held, target, language, at=held.ends_at)
    with ZipFile(target) as book:
        book.extractall(tmp_path)
    tool = shutil.which("sha256sum")
    assert tool
    done = subprocess.run([tool, "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, check=False,
                          capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_folders_and_files_are_named_in_the_readers_language(held):
    french, italian = taken(held, "fr"), taken(held, "it")
    assert french.one("04-emargement/feuille-signee-2025-02-13-morning-1.pdf")
    assert italian.one("04-fogli-firme/foglio-firmato-2025-02-13-morning-1.pdf")
    assert italian.one("06-fotografie/01-così è la sala.jpg")
    assert french.one("02-ordre-du-jour/ordre-du-jour-it.pdf")
    assert taken(held, "it").names == italian.names  # stable


def test_nothing_the_issue_names_is_missing(held):
    opened = taken(held)
    for language in ("fr", "it", "en"):
        with pikepdf.open(io.BytesIO(opened.files[opened.one(f"invitation-{language}.pdf")])):
            pass
    for part in ("feuille-2025-02-13-morning.pdf", "courriels.pdf", "chiffres.pdf", "presents.xlsx",
                 "01-diapositives.pdf", "questions.csv", "01-affiche.png"):  # fmt: skip
        assert opened.one(part)


class Links(HTMLParser):
    """What an index page leads to, in which languages, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.to: set[str] = set()
        self.languages: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.to.add(unquote(given["href"] or ""))
        if tag == "section":
            self.languages.append(given["lang"] or "")
        if tag in {"script", "img", "link", "iframe"}:
            self.fetched.append(tag)


def test_the_index_lists_each_file_in_french_and_italian(held):
    opened = taken(held)
    links = Links()
    links.feed(opened.text("index.html"))
    inside = set(opened.names) - {"SHA256SUMS", "index.html", "index.csv"}
    assert links.to == inside
    assert links.languages == ["fr", "it"]
    assert links.fetched == []
    head, *rows = opened.rows("index.csv")
    assert {row[0] for row in rows} == inside
    assert head[1:3] == ["Ce que c’est", "Che cos’è"]
    for path, french, italian, _date, size, digest in rows:
        assert french
        assert italian
        assert int(size) == len(opened.files[path])
        assert hashlib.sha256(opened.files[path]).hexdigest() == digest


def test_the_index_says_the_rights_of_a_photograph(held):
    rows = taken(held).rows("index.csv")
    said = next(row for row in rows if row[0].endswith(".jpg"))
    assert "Antoine Favre" in said[1]
    assert "tutte quelle riconoscibili hanno dato il consenso" in said[2]
    assert "il programma può pubblicarla" in said[2]


def test_the_lists_hold_what_a_controller_needs_and_no_more(held):
    opened = taken(held)
    cells = [cell for row in workbook(opened.files[opened.one("inscrits.xlsx")]) for cell in row]
    assert "Élise Favre" in cells
    assert not any("@" in cell or "végan" in cell.lower() for cell in cells)
    came = workbook(opened.files[opened.one("presents.xlsx")])
    assert [row[0] for row in came][1:] == ["Élise Favre"]


def test_no_cell_is_a_formula(held):
    """OUT-02, in each CSV."""
    opened = taken(held)
    tables = [name for name in opened.names if name.endswith(".csv")]
    assert len(tables) >= 4
    cells = [cell for name in tables for row in opened.rows(name) for cell in row]
    assert "'=1+1 Qui paie ?" in cells
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


def test_answers_are_there_and_no_asker(held):
    opened = taken(held)
    text = opened.text(opened.one("questions.csv"))
    assert "Le programme." in text
    assert "Il programma." in text
    assert "Ines" not in b"".join(opened.files.values()).decode("latin-1")


def test_the_figures_count_by_country_and_territory(held):
    rows = taken(held).rows("10-chiffres/chiffres.csv")
    by_place = {row[0]: [int(cell) for cell in row[1:]] for row in rows[1:]}
    assert rows[0][1:6] == ["Inscrits", "Avec une place", "En attente", "Annulés", "Présents"]
    assert by_place["France"] == [1, 1, 0, 0, 1, 0]
    assert by_place["Italie"] == [1, 1, 0, 0, 0, 0]
    assert by_place["France, Haute-Savoie"] == [1, 1, 0, 0, 1, 0]
    assert by_place["Total"] == [2, 2, 0, 0, 1, 0]


def test_mails_say_to_whom_they_went(held):
    opened = taken(held)
    rows = opened.rows(opened.one("destinataires.csv"))
    assert len(rows) == 3
    assert Mailing.objects.get().state == LetterState.SENT


def paper_text(content: bytes) -> str:
    return " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)


def wordings(code: str, meeting: Any) -> list[Any]:
    return [one for one in wordings_of(meeting) if one.notice == f"meetings.{code}"]


def test_log_06_what_guests_were_told_stands_once_per_wording_and_language(annecy, at, person):
    """Two who read French share a wording, who reads Italian has another; none names anybody."""
    registered(annecy, at, name="Élise Favre", language="fr")
    registered(annecy, at, name="Bruno Rey", language="fr")
    registered(annecy, at, name="Chiara Gallo", language="it")
    french, italian = wordings("registration_confirmed", annecy)
    assert [(one.language, one.count) for one in (french, italian)] == [("fr", 2), ("it", 1)]
    assert "Votre place est réservée" in french.text
    assert "(prénom et nom)" in french.text
    assert "(link personale)" in italian.text
    everything = " ".join(f"{one.subject} {one.text}" for one in wordings_of(annecy))
    for own in ("Favre", "Rey", "Gallo", "@", "/meetings/registration"):
        assert own not in everything


def test_a_meeting_that_moves_has_a_second_wording(annecy, at):
    """As sent, not as it would be written today."""
    coming = registered(annecy, at, name="Élise Favre")
    before = wordings("registration_confirmed", annecy)[0].text
    annecy.starts_at += timedelta(days=7)
    annecy.ends_at += timedelta(days=7)
    annecy.save()
    coming.meeting = annecy
    notices.registration_confirmed(coming, at=at)
    first, second = wordings("registration_confirmed", annecy)
    assert first.text == before
    assert "13 février" in first.text
    assert "20 février" in second.text


def test_pri_05_what_was_told_outlives_the_names_without_anybody_in_it(held):
    """A year later the mails are erased; the paper still says what they said and how often."""
    later = held.ends_at + timedelta(days=400)
    actions.erase_registrations(held.pid, at=later)
    assert not Message.objects.filter(notice="meetings.registration_confirmed").exclude(text="")
    opened = taken(held, at=later)
    text = " ".join(paper_text(opened.files[opened.one("courriels.pdf")]).split())
    assert "Votre place est réservée. Le rendez-vous est joint" in text
    assert "Il vostro posto è riservato" in text
    assert "L’iscrizione è obbligatoria" in text
    assert "Favre" not in text


def test_mails_from_before_their_words_were_kept_are_counted_and_said_to_lack_them(held):
    Message.objects.filter(notice="meetings.registration_confirmed").update(said_of="")
    opened = taken(held)
    assert "2 courriels sont partis avant que le texte" in opened.text("index.html")


def test_nothing_of_another_meeting_is_in_it(held, meeting, at, person):
    other = meeting()
    before = taken(held)
    registered(other, at, name="Quelqu’un d’Ailleurs", nuts3="FRL03")
    signed_sheet(other, at)
    proof(other, at, title="Affiche d’ailleurs")
    document(other, at, titles={"fr": "Document d’ailleurs", "it": "Altrove", "en": "Elsewhere"})
    question(other, at, text="Question d’ailleurs")
    after = taken(held)
    assert after.names == before.names
    said = [name for name in after.names if name.endswith((".csv", ".html", ".xlsx"))]
    assert {name: after.files[name] for name in said if "index" not in name} == {
        name: before.files[name] for name in said if "index" not in name
    }
    assert "ailleurs" not in after.text("index.html").replace("Ailleurs", "")


def test_what_is_missing_is_said_and_breaks_nothing(annecy, at):
    opened = taken(annecy)
    index = opened.text("index.html")
    for words in (
        "La feuille signée manque",
        "Manca il foglio firmato",
        "Personne ne s’est inscrit",
        "Aucune photographie",
    ):
        assert words in index


def test_once_names_are_erased_the_file_says_so(held):
    later = held.ends_at + timedelta(days=365)
    actions.erase_needs(held.pid, at=later)
    actions.erase_registrations(held.pid, at=later)
    actions.erase_guests(held.pid, at=later)
    actions.erase_records(held.pid, ["photo", "proof"], at=later)
    opened = taken(held, at=later + timedelta(days=1))
    index = opened.text("index.html")
    assert "Les noms sont effacés depuis le 13 février 2026" in index
    assert "I nomi sono cancellati dal 13 febbraio 2026" in index
    assert opened.one("feuille-signee")  # kept until the programme's day
    assert not [name for name in opened.names if name.endswith((".xlsx", ".jpg", "affiche.png"))]
    assert "Favre" not in "".join(
        opened.text(name) for name in opened.names if name.endswith((".csv", ".html"))
    )
    assert opened.rows("10-chiffres/chiffres.csv")[-1][1] == "2"


def test_a_file_not_checked_stays_out_and_is_named(held):
    kept = held.records.get(kind="photo")
    kept.file.scan = Scan.REFUSED
    kept.file.save()
    opened = taken(held)
    assert not [name for name in opened.names if name.endswith(".jpg")]
    assert "refusé au contrôle" in opened.text("index.html")


def test_a_file_changed_or_lost_on_the_disk_is_told(held):
    storing.path_of(held.records.get(kind="photo").file).write_bytes(b"something else")
    storing.path_of(held.records.get(kind="proof").file).unlink()
    opened = taken(held)
    assert "n’est plus celui qui avait été reçu" in opened.text("index.html")
    assert "ne se trouve plus sur le disque" in opened.text("index.html")
    assert not [name for name in opened.names if name.endswith("affiche.png")]


# Taking it out


def test_who_took_it_out_is_a_line_of_the_journal_first(client, person, held, django_user_model):
    """ACC-09: the line names the sums, so the very file can be told."""
    auditor = person("aude", roles=("auditor",))
    client.force_login(auditor)
    with held_at(held.ends_at):
        answer = client.get(page("audit_file", held.pid, language="it"))
        content = b"".join(answer.streaming_content)
    assert "annecy-2025-02-13-fascicolo-audit.zip" in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == len(content)
    assert "no-store" in answer["Cache-Control"]
    told = Event.objects.get(kind="meeting.audit_file_read")
    assert told.actor == auditor.actor_key
    opened = Opened(content)
    assert told.data["sha256"] == hashlib.sha256(opened.files["SHA256SUMS"]).hexdigest()
    assert told.data["files"] == len(opened.names) - 1
    with held_at(held.ends_at), override("fr"):
        shown = client.get(reverse("desk:reads")).content.decode()
    assert "le dossier d’audit d’une réunion" in shown
    assert held.code in shown
    pack = breach_pack(held.starts_at, held.ends_at, files=[held.code])
    assert [line["file"] for line in pack["readings"]] == [held.code]
    assert "Élise Favre" in json.dumps(pack["concerned"], ensure_ascii=False)


def test_a_line_that_cannot_be_written_keeps_the_file_here(client, person, held, monkeypatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise NotPossible("record.too_many", limit=1)

    monkeypatch.setattr(actions, "note_audit_file", refuse)
    client.force_login(person("aude", roles=("auditor",)))
    with held_at(held.ends_at):
        assert client.get(page("audit_file", held.pid)).status_code == 409


def test_a_full_disk_is_said_and_leaves_nothing(client, person, held, settings, monkeypatch):
    class Full(io.BytesIO):
        def write(self, _part: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_where: Full())
    client.force_login(person("aude", roles=("auditor",)))
    with held_at(held.ends_at):
        answer = client.get(page("audit_file", held.pid))
    assert answer.status_code == 409
    assert "espace de stockage est plein" in answer.content.decode()
    assert not Event.objects.filter(kind="meeting.audit_file_read").exists()
    assert not list(Path(settings.FILES_DIR, storing.INCOMING).glob("*"))


@pytest.mark.parametrize("way", ["audit_file", "records"])
@pytest.mark.counting
def test_one_person_and_thirty_cost_the_same_queries(
    client, person, meeting, annecy, at, way, django_assert_num_queries
):
    client.force_login(person("olga", roles=("organiser",)))
    few, many = meeting(places=100), meeting(places=100)
    for some, count in ((few, 1), (many, 30)):
        for _one in range(count):
            registered(some, at)
            signed_sheet(some, at, MORNING)
        olga = person(f"olga-{count}")
        text = mailing(some, olga, at, "coming")
        actions.send_mailing(text.pid, seen=count, by=olga, at=at)
    with held_at(annecy.ends_at):
        for some in (few, many):  # what was written since joins its wordings, once
            client.get(page(way, some.pid))
        with CaptureQueriesContext(connection) as asked_for:
            client.get(page(way, few.pid))
        with django_assert_num_queries(len(asked_for)):
            client.get(page(way, many.pid))


def test_a_big_file_passes_in_steps(held, tmp_path):
    """Memory stays flat: 24 MB of evidence cost no more than a few steps."""
    kept = held.records.get(kind="proof")
    with storing.path_of(kept.file).open("wb") as stream:
        for _step in range(96):
            stream.write(b"\0" * 262_144)
    taken(held)  # everything is loaded
    with (tmp_path / "audit.zip").open("wb") as target:
        tracemalloc.start()
        audit_file.write(held, target, "fr", at=held.ends_at)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 12_000_000

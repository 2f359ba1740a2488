"""The papers of a session: agenda and whole files in one PDF, for those who decide (EVA-02,
ACC-04, ACC-09, A11-06)."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.selection.actions import prepare_session, stand_aside
from cordata.selection.models import CommitteeSession
from cordata.selection.papers import boards_for, papers_pdf
from cordata.web.numerals import euros
from tests.factories.assessment import staff
from tests.factories.selection import files, prepared, sitting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(at: datetime) -> Person:
    return staff("Milo Membre", "committee")


def asked(person: Any, session: CommitteeSession, at: datetime, language: str = "") -> Any:
    client = Client()
    client.force_login(person)
    with held_at(at), override("fr"):
        address = reverse("selection:papers", args=[session.pid])
        return client.get(address, {"in": language} if language else {})


def text_of(answer: Any) -> str:
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_one_pdf_holds_the_agenda_the_sheets_and_every_file(
    call: Any, at: datetime, member: Person
) -> None:
    found = files(call, at, 5, 3)
    session, day = prepared(call), sitting_at(call)
    answer = asked(staff("Odile Officier", "officer"), session, day, "fr")
    assert answer["Content-Type"] == "application/pdf"
    document = pikepdf.open(io.BytesIO(answer.content))
    assert document.Root.MarkInfo.Marked
    with document.open_outline() as outline:
        titles = [str(one.title) for one in outline.root]
    text = text_of(answer)
    for review in found:
        assert any(title.startswith(review.application.number) for title in titles)
    for words in (
        "Documents de la séance", "Ce qui est proposé", "Fiche consolidée", "Fiche 1",
        "Chemins de mémoire", "Exemplaire de Odile Officier, confidentiel",
        euros(found[0].submission.erdf, language="fr"),
    ):  # fmt: skip
        assert " ".join(words.split()) in text


def test_no_assessor_is_named_and_every_motivation_is_there(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    session = prepared(call)
    text = text_of(asked(staff("Odile Officier", "officer"), session, sitting_at(call), "fr"))
    sheets = list(review.assignments.select_related("assessor").prefetch_related("scores"))
    assert len(sheets) == 2
    for one in sheets:
        assert str(one.assessor) not in text
        for score in one.scores.all():
            assert " ".join(score.motivation.split()) in text


def test_the_papers_speak_the_language_asked_for(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, day, officer = prepared(call), sitting_at(call), staff("Odile Officier", "officer")
    french, italian, both = (
        text_of(asked(officer, session, day, code)) for code in ("fr", "it", "")
    )
    assert "Chemins de mémoire" in french
    assert "Sentieri della memoria" not in french
    assert "Sentieri della memoria" in italian
    assert "Documenti della seduta" in italian
    assert "Documents de la séance" in both
    assert "Sentieri della memoria" in both


def test_whoever_stands_aside_gets_neither_the_file_nor_the_sums_of_its_theme(
    call: Any, at: datetime, member: Person
) -> None:
    """EVA-02: nothing of it may be read, in whatever form."""
    own, other = files(call, at, 5, 4)
    session, day = prepared(call), sitting_at(call)
    decision = session.decisions.get(application=own.application)
    before = text_of(asked(member, session, day, "fr"))
    stand_aside(session.pid, decision.pid, because="Un proche y travaille.", by=member, at=day)
    after = text_of(asked(member, session, day, "fr"))
    themes = before.count("Enveloppe disponible")
    assert themes == len(session.themes)
    assert after.count("Enveloppe disponible") == themes - 1
    assert f"sur le dossier {own.application.number}" in after
    assert after.count(own.application.number) == 1
    assert other.application.number in after
    taken = Event.objects.filter(kind="call.files_taken", actor=member.actor_key).last()
    assert taken is not None
    assert taken.data["files"] == [other.application.number]


def test_who_stands_aside_on_the_only_file_gets_no_papers(
    call: Any, at: datetime, member: Person
) -> None:
    (review,) = files(call, at, 5)
    session, day = prepared(call), sitting_at(call)
    decision = session.decisions.get(application=review.application)
    stand_aside(session.pid, decision.pid, because="Un proche.", by=member, at=day)
    assert asked(member, session, day).status_code == 404


def test_before_the_convocation_a_member_gets_no_papers(
    call: Any, at: datetime, member: Person
) -> None:
    files(call, at, 5)
    day, officer = sitting_at(call), staff("Odile Officier", "officer")
    themes = [theme.code for theme in call.definition.themes]
    session = prepare_session(call, themes, held_on=day.date(), by=officer, at=day)
    assert asked(member, session, day).status_code == 404
    assert asked(officer, session, day).status_code == 200


def test_each_download_stands_in_the_journal_file_by_file(call: Any, at: datetime) -> None:
    found = files(call, at, 5, 3)
    officer = staff("Odile Officier", "officer")
    asked(officer, prepared(call), sitting_at(call), "fr")
    (taken,) = Event.objects.filter(kind="call.files_taken")
    numbers = sorted(review.application.number for review in found)
    assert (taken.actor, sorted(taken.data["files"])) == (officer.actor_key, numbers)
    read = Event.objects.filter(kind="application.file_read", actor=officer.actor_key)
    assert [one.data["what"] for one in read] == ["papers"] * 2


@pytest.mark.counting
def test_three_files_cost_as_many_queries_as_one(call: Any, at: datetime) -> None:
    def counted(*points: int) -> int:
        files(call, at, *points)
        session = prepared(call)
        person = staff("Odile Officier", "officer")
        session = CommitteeSession.objects.get(pk=session.pk)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            boards = boards_for(person, session)
            papers_pdf(session, boards, languages=["fr"], reader="x", at=sitting_at(call))
        return len(seen)

    assert counted(5) == counted(5, 4, 3)

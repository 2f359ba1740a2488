"""The minutes of a session: in every language of the call, a draft before the signature, and from
then on what was sealed (EVA-02, ACC-09)."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.selection import access
from cordata.selection.actions import (
    cast_votes,
    change_outcome,
    choose_first,
    open_session,
    propose_again,
    release_session,
    sign_session,
    stand_aside,
    take_choice_back,
)
from cordata.selection.minutes import minutes_of
from cordata.selection.minutes_pdf import minutes_data, minutes_pdf
from cordata.selection.models import CommitteeSession, Decision, Seat
from tests.factories.assessment import staff
from tests.factories.selection import committee, envelope_of, files, prepared, signed, sitting_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def member() -> Person:
    return staff("Milo Membre", "committee")


def sitting(call: Any) -> CommitteeSession:
    return open_session(prepared(call).pid, by=committee().chair, at=sitting_at(call))


def read(session: CommitteeSession, at: datetime) -> str:
    """The text of the PDF, on one line: where a line breaks is the page's affair."""
    pages = pypdf.PdfReader(io.BytesIO(minutes_pdf(session, at=at))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(session: CommitteeSession, at: datetime) -> dict[str, Any]:
    found = CommitteeSession.objects.get(pk=session.pk)
    return minutes_data(found, at=at)


def test_the_minutes_speak_every_language_of_the_call(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    day = sitting_at(call)
    text = read(signed(call), day)
    for words in (
        "Procès-verbal du comité de sélection", "Quorum Atteint", "Milo Membre", "approuvé",
        "Verbale del comitato di selezione", "Numero legale Raggiunto", "approvato",
        "Chiara Presidente", "Urgence.", "Chambéry", review.application.number,
    ):  # fmt: skip
        assert words in text
    assert "PROJET" not in text
    assert "BOZZA" not in text


def test_before_the_signature_the_minutes_are_a_draft_in_words(call: Any, at: datetime) -> None:
    files(call, at, 5)
    text = read(sitting(call), sitting_at(call))
    assert "PROJET. Ce procès-verbal n’est pas signé" in text
    assert "BOZZA. Questo verbale non è firmato" in text
    assert "pas encore signé" in text


def test_no_assessor_is_named(call: Any, at: datetime) -> None:
    """EVA-04: the motivations are quoted without their authors."""
    (review,) = files(call, at, 5)
    text = read(signed(call), sitting_at(call))
    names = [str(one.assessor) for one in review.assignments.all()]
    assert names
    assert not [name for name in names if name in text]


def test_once_signed_the_minutes_are_what_was_sealed(call: Any, at: datetime) -> None:
    """Rows that change later change nothing of it."""
    files(call, at, 5, 4)
    session, day = signed(call), sitting_at(call)
    before = printed(session, day)
    Decision.objects.update(grant=1, score=1, reasons={"fr": "Autre.", "it": "Altro."})
    Seat.objects.update(attendance="excused")
    Person.objects.filter(name="Chiara Presidente").update(name="Une autre")
    CommitteeSession.objects.update(place="Ailleurs", remainder="hold", kind="written")
    assert printed(session, day + DAY) == before


def test_the_second_person_stands_under_the_signature_once_notified(
    call: Any, at: datetime
) -> None:
    files(call, at, 5)
    session, later = signed(call), sitting_at(call) + DAY
    assert "pas encore faite" in read(session, later)
    with held_at(later):
        session = release_session(session.pid, by=committee().authority, at=later)
    assert "Armand Autorite, le" in read(session, later)


def test_what_members_say_is_quoted_and_counted(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, day = sitting(call), sitting_at(call)
    everything = list(session.decisions.values_list("pid", flat=True))
    cast_votes(session.pid, everything, "for", comment="Bon projet.", by=member(), at=day)
    text = read(sign_session(session.pid, by=committee().chair, at=day), day)
    assert "Pour 1, contre 0, abstentions 0, sans vote exprimé 1. Résultat : accord" in text
    assert "Milo Membre (pour) : « Bon projet. »" in text
    assert "A favore 1, contrari 0" in text


def test_an_objection_stays_in_the_minutes_when_its_file_is_put_off(
    call: Any, at: datetime
) -> None:
    """A changed proposal takes its votes with it; the objection was promised its place."""
    (review,) = files(call, at, 5)
    session, day = sitting(call), sitting_at(call)
    pid = session.decisions.get().pid
    cast_votes(session.pid, [pid], "against", comment="Doublon.", by=member(), at=day)
    change_outcome(
        session.pid, pid, "deferred", because="Opposition.", by=committee().officer, at=day
    )
    record = minutes_of(sign_session(session.pid, by=committee().chair, at=day), day)
    number = review.application.number
    assert record["objections"] == [{"file": number, "seat": "Milo Membre", "comment": "Doublon."}]
    text = read(session_again(session), day)
    assert "Dossiers reportés à une autre séance • " + number in text
    assert "« Doublon. »" in text


def session_again(session: CommitteeSession) -> CommitteeSession:
    return CommitteeSession.objects.get(pk=session.pk)


def test_a_choice_between_equals_is_told_with_its_reason(call: Any, at: datetime) -> None:
    first, second = files(call, at, 4, 4)
    envelope_of(call, "60000.00")
    session, day = prepared(call), sitting_at(call)
    people = committee()
    choose_first(
        session.pid, second.application.pid, because="Plus de classes.", by=people.officer, at=day
    )
    propose_again(session.pid, remainder="skip_and_fill", by=people.officer, at=day)
    text = read(session, day)
    assert "Plus de classes." in text
    assert f"en premier {second.application.number}" in text
    assert first.application.number in text
    take_choice_back(session.pid, session.ties.get().pid, by=people.officer, at=day)
    assert "Plus de classes." not in read(session, day)


def address(session: CommitteeSession) -> str:
    with override("fr"):
        return reverse("selection:minutes", args=[session.pid])


def test_who_stands_aside_is_named_and_gets_no_minutes(
    call: Any, at: datetime, client: Client
) -> None:
    """EVA-02: ranks and sums would tell the rest, before and after the signature."""
    (review,) = files(call, at, 5)
    session, day = sitting(call), sitting_at(call)
    assert access.read_minutes(member(), session, at=day)
    pid = session.decisions.get().pid
    stand_aside(session.pid, pid, because="Ma commune.", by=member(), at=day)
    signed_one = sign_session(session.pid, by=committee().chair, at=day)
    text = read(signed_one, day)
    assert f"{review.application.number} : Milo Membre. Les autres ont décidé." in text
    assert "Ma commune." not in text  # the reason stays with the secretariat
    assert access.read_minutes(member(), signed_one, at=day).code == "selection.minutes_aside"
    assert access.read_minutes(committee().officer, signed_one, at=day)
    client.force_login(member())
    with held_at(day):
        assert client.get(address(session)).status_code == 403
        page = client.get(address(session).removesuffix("minutes/")).content.decode()
    assert address(session) not in page
    assert "ne vous est pas remis" in page


def test_who_opened_the_minutes_stands_in_the_journal_once_a_day(
    call: Any, at: datetime, client: Client
) -> None:
    """ACC-09, decision 15."""
    files(call, at, 5)
    session, day = signed(call), sitting_at(call)
    client.force_login(member())
    with held_at(day):
        answer = client.get(address(session))
        client.get(address(session))
        assert (
            address(session)
            in client.get(address(session).removesuffix("minutes/")).content.decode()
        )
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(kind="committeesession.minutes_read").count() == 1

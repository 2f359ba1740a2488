"""The pages of the committee and of the letters: who sees what, and when (ACC-11)."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from cordata.documents import storing
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.selection.models import CommitteeSession, Letter
from cordata.web import moments
from tests.factories.assessment import consolidated, copies, filed, staff
from tests.factories.selection import (
    committee,
    files,
    gathered,
    prepared,
    released,
    signed,
    sitting_at,
)

pytestmark = pytest.mark.django_db


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_session_goes_from_its_preparation_to_its_release(call: Any, at: datetime) -> None:
    consolidated(call, at)
    people, day = committee(), sitting_at(call)
    officer, chair = signed_in(people.officer), signed_in(people.chair)
    authority = signed_in(people.authority)
    with held_at(day):
        assert officer.get(reverse("selection:sessions", args=[call.code])).status_code == 200
        url = reverse("selection:prepare", args=[call.code])
        assert officer.get(url).status_code == 200
        made = officer.post(
            url,
            {"themes": ["education"], "held_on": str(day.date()), "kind": "meeting",
             "place": "Chambéry"},
        )  # fmt: skip
        assert made.status_code == 302
        session = CommitteeSession.objects.get()
        gathered(session, day)
        board = reverse("selection:session", args=[session.pid])
        for client in (officer, chair, authority):
            assert client.get(board).status_code == 200
        assert chair.post(reverse("selection:open", args=[session.pid])).status_code == 302
        assert officer.post(reverse("selection:sign", args=[session.pid])).status_code == 403
        assert chair.post(reverse("selection:sign", args=[session.pid])).status_code == 302
        assert "2 lettres" in authority.get(board).content.decode()
        assert chair.post(reverse("selection:release", args=[session.pid])).status_code == 403
        assert authority.post(reverse("selection:release", args=[session.pid])).status_code == 302
        assert authority.get(board).status_code == 200


def test_an_effect_can_be_seen_and_kept_without_deciding(call: Any, at: datetime) -> None:
    files(call, at, 4, 3)
    session, day = prepared(call), sitting_at(call)
    client = signed_in(committee().officer)
    with held_at(day):
        url = reverse("selection:session", args=[session.pid])
        assert client.get(url, {"remainder": "skip_and_fill"}).status_code == 200
        session.refresh_from_db()
        assert session.remainder == "stop"
        kept = client.post(
            reverse("selection:again", args=[session.pid]), {"remainder": "skip_and_fill"}
        )
    session.refresh_from_db()
    assert kept.status_code == 302
    assert session.remainder == "skip_and_fill"


def test_an_outcome_is_changed_only_with_a_reason(call: Any, at: datetime) -> None:
    consolidated(call, at)
    session, day = prepared(call), sitting_at(call)
    decision = session.decisions.get()
    client = signed_in(committee().officer)
    url = reverse("selection:change", args=[session.pid, decision.pid])
    with held_at(day):
        refused = client.post(url, {"outcome": "rejected", "because": ""})
        kept = client.post(url, {"outcome": "rejected", "because": "Doublon d’un projet financé."})
        shown = client.get(reverse("selection:preview", args=[session.pid, decision.pid]))
    decision.refresh_from_db()
    assert (refused.status_code, kept.status_code) == (422, 302)
    assert decision.outcome == "rejected"
    assert decision.grant == 0
    assert "Doublon" in shown.content.decode()


@pytest.mark.parametrize(
    ("written", "missing"),
    [(("fr", "it"), ()), (("fr",), ("it",)), (("it",), ("fr",)), ((), ("fr", "it"))],
)
def test_conditions_are_written_in_each_language_of_the_call(
    call: Any, at: datetime, written: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    """The letters go out in all of them; what is missing is said beside its field."""
    files(call, at, 5)
    session = prepared(call)
    decision = session.decisions.get()
    url = reverse("selection:change", args=[session.pid, decision.pid])
    typed = {"outcome": "conditions", "because": "Oui."}
    typed |= {f"conditions_{language}": "Calendrier" for language in written}

    with held_at(sitting_at(call)):
        answer = signed_in(committee().officer).post(url, typed)

    decision.refresh_from_db()
    assert (answer.status_code == 302) is (decision.outcome == "conditions") is (not missing)
    page = answer.content.decode()
    for language in ("fr", "it"):
        linked = f'href="#d-{decision.pid}-conditions_{language}"' in page
        assert linked is (language in missing)


@pytest.mark.counting
def test_the_board_costs_the_same_for_one_file_and_for_many(
    call: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    client, day = signed_in(committee().officer), sitting_at(call)
    review = consolidated(call, at, 4)
    first = prepared(call)
    copies(review, 29)
    second = prepared(call)
    assert second.decisions.count() == 30
    with held_at(day):
        client.get(reverse("selection:session", args=[first.pid]))
        with django_assert_max_num_queries(20) as one:
            client.get(reverse("selection:session", args=[first.pid]))
        with django_assert_max_num_queries(20) as many:
            client.get(reverse("selection:session", args=[second.pid]))
    assert len(one) == len(many)


def test_nothing_shows_one_second_before_the_release(call: Any, at: datetime) -> None:
    """ACC-11: page, list, file, mail and count, at the clock's -1 s and 0."""
    review = consolidated(call, at)
    people = review.application.partners.get(is_lead=True).organisation.memberships
    lead = signed_in(people.first().person)
    instant = sitting_at(call) + timedelta(days=7)
    released(call, at=instant)
    jobs.run_now()
    letter = Letter.objects.order_by("number")[0]
    pages = [
        reverse("selection:letter", args=[letter.pid]),
        reverse("selection:letter_file", args=[letter.pid]),
    ]
    listed = reverse("applications:letters")
    with held_at(instant - timedelta(seconds=1)):
        assert [lead.get(url).status_code for url in pages] == [404, 404]
        assert letter.number not in lead.get(listed).content.decode()
    with held_at(instant):
        assert [lead.get(url).status_code for url in pages] == [200, 200]
        assert letter.number in lead.get(listed).content.decode()


def test_a_signed_session_shows_nothing_to_applicants(call: Any, at: datetime) -> None:
    """ACC-11: between the signature and the release."""
    review = consolidated(call, at)
    session = signed(call)
    members = review.application.partners.get(is_lead=True).organisation.memberships
    lead = signed_in(members.first().person)
    with held_at(sitting_at(call) + timedelta(days=1)):
        assert lead.get(reverse("selection:session", args=[session.pid])).status_code == 404
        assert lead.get(reverse("selection:sessions", args=[call.code])).status_code == 404
        assert not Letter.objects.exists()


def test_the_sealed_letter_speaks_each_language_on_the_clocks_of_the_call(
    call: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has shown no page that told it the programme's cities; the sums have two heads."""
    monkeypatch.setattr(moments, "_default", [lambda: moments.Zone("Europe/Paris")])
    consolidated(call, at)
    released(call)
    jobs.run_now()
    hours = {"fr": "heure de Paris et Rome", "it": "ora di Parigi e Roma"}
    heads = {"fr": "Partenaire / Partner", "it": "Partner / Partenaire"}

    letters = Letter.objects.exclude(file=None)

    assert {letter.language for letter in letters} == {"fr", "it"}
    for letter in letters:
        assert letter.file
        pages = pypdf.PdfReader(io.BytesIO(storing.read(letter.file))).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert hours[letter.language] in text
        assert heads[letter.language] in text


def test_a_stranger_learns_nothing_of_a_letter(call: Any, at: datetime) -> None:
    consolidated(call, at)
    released(call)
    other = filed(call, at)
    letter = Letter.objects.order_by("number")[0]
    with held_at(sitting_at(call) + timedelta(days=8)):
        for person in (other.signatory, staff("Zoe Etrangere"), staff("Anna Assessore")):
            url = reverse("selection:letter", args=[letter.pid])
            assert signed_in(person).get(url).status_code == 404


@pytest.mark.counting
def test_the_sessions_cost_the_same_for_one_and_for_thirty(
    call: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    consolidated(call, at)
    client = signed_in(committee().officer)
    url = reverse("selection:sessions", args=[call.code])
    with held_at(sitting_at(call)):
        prepared(call)
        client.get(url)
        with django_assert_max_num_queries(12) as one:
            client.get(url)
        for _n in range(29):
            prepared(call)
        with django_assert_max_num_queries(12) as many:
            client.get(url)
    assert len(one) == len(many)

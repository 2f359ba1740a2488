"""Where an application stands: with dates, for every partner, in both languages (SUB-08).

Here because the line crosses all the steps: each adds what it did.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.actions import submit_application, withdraw_application
from cordata.applications.models import Application
from cordata.applications.status import status_line, stops_of
from cordata.assessment.actions import admit, find_eligible, refuse_admission
from cordata.assessment.queries import ADMISSIBILITY, ELIGIBILITY
from cordata.kernel.clock import held_at
from cordata.selection import actions as selection
from cordata.selection.models import Lifting
from tests.factories.applications import STATED, Cast, complete_application, started
from tests.factories.assessment import (
    after_closing,
    answered,
    filed,
    given_to,
    review_of,
    scored,
    staff,
    told,
    turned_away,
)
from tests.factories.projects import drawn_up, reported, signed
from tests.factories.selection import committee, conditional, notified_at, prepared, sitting_at

pytestmark = pytest.mark.django_db
LINE = re.compile(r'id="wh".*?<ol class="tl".*?</ol>', re.S)
WORDS = {
    "submitted": ("Candidature déposée", "Candidatura presentata"),
    "admitted": ("Recevable", "Ricevibile"),
    "eligible": ("Éligible", "Ammissibile"),
    "assessed": ("Évaluation terminée", "Valutazione conclusa"),
    "approved": ("Projet approuvé", "Progetto approvato"),
    "project_opened": ("Projet ouvert", "Progetto aperto"),
}


def shown(application: Application, person: Person, language: str) -> str:
    """The line as this person's page draws it: one request."""
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    with override(language):
        page = client.get(reverse("applications:detail", args=[application.pid]))
    found = LINE.search(page.content.decode())
    assert found is not None
    return found[0]


def everybody_reads(cast: Cast, code: str, day: str, giorno: str) -> None:
    """Both sides, both languages, with the day, in the request after the act."""
    french, italian = WORDS[code]
    for person in (cast.editor, cast.signatory, cast.partner_editor, cast.partner_signatory):
        in_french, in_italian = (shown(cast.application, person, one) for one in ("fr", "it"))
        assert french in in_french
        assert day in in_french
        assert italian in in_italian
        assert giorno in in_italian


def test_each_step_moves_the_line_within_one_request(call: Any, at: datetime) -> None:
    """SUB-08: from the filing to the open project."""
    cast, people = complete_application(call, at), committee()
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    everybody_reads(cast, "submitted", "3 février 2025", "3 febbraio 2025")

    review, later = review_of(cast), after_closing(call)
    with held_at(later):
        answered(review, ADMISSIBILITY, by=people.officer, at=later)
        admit(review.pid, by=people.officer, at=later)
        everybody_reads(cast, "admitted", "24 avril 2025", "24 aprile 2025")
        answered(review, ELIGIBILITY, by=people.officer, at=later)
        find_eligible(review.pid, by=people.officer, at=later)
        everybody_reads(cast, "eligible", "24 avril 2025", "24 aprile 2025")
        for name in ("Anna Assessore", "Bruno Bilancio"):
            scored(given_to(review, staff(name, "assessor"), by=people.officer, at=later), 4,
                   at=later)  # fmt: skip
        everybody_reads(cast, "assessed", "24 avril 2025", "24 aprile 2025")
    session, sits = prepared(call), sitting_at(call)
    selection.open_session(session.pid, by=people.chair, at=sits)
    selection.sign_session(session.pid, by=people.chair, at=sits)
    released = notified_at(call)
    with held_at(released):
        selection.release_session(session.pid, by=people.authority, at=released)
        everybody_reads(cast, "approved", "30 juin 2025", "30 giugno 2025")
        everybody_reads(cast, "project_opened", "30 juin 2025", "30 giugno 2025")


def test_a_signed_decision_does_not_show_before_it_is_notified(call: Any, at: datetime) -> None:
    """ACC-11: at the clock's -1 s and 0."""
    lifting = conditional(call, at)
    application, instant = lifting.decision.application, notified_at(call)
    before = {one.code for one in stops_of(application, instant - timedelta(seconds=1))}
    assert before == {"started", "submitted", "admitted", "eligible", "assessed"}
    assert "conditions" in {one.code for one in stops_of(application, instant)}


def test_conditions_and_their_lifting_are_on_the_line(call: Any, at: datetime) -> None:
    lifting, people = conditional(call, at), committee()
    later = notified_at(call) + timedelta(days=3)
    selection.state_conditions(lifting.pid, met=True, because="Vu.", by=people.officer, at=later)
    application = Lifting.objects.get().decision.application
    assert "conditions_lifted" not in {one.code for one in stops_of(application, later)}
    selection.confirm_conditions(lifting.pid, by=people.authority, at=later)
    codes = [one.code for one in stops_of(Application.objects.get(pk=application.pk), later)]
    assert codes[-2:] == ["conditions_lifted", "project_opened"]


def test_no_score_and_no_name_stands_on_the_line(call: Any, at: datetime) -> None:
    """EVA-04."""
    lifting = conditional(call, at)
    application = lifting.decision.application
    people = application.partners.get(is_lead=True).organisation.memberships
    with held_at(notified_at(call)):
        line = shown(application, people.first().person, "fr")
    line = re.sub("<[^>]*>", " ", line)  # an address may hold any two digits
    assert "Assessore" not in line
    assert "Bilancio" not in line
    assert "87" not in line


def test_a_project_goes_on_along_the_line(call: Any, at: datetime) -> None:
    running = signed(call, at)
    assert "agreement_signed" in {one.code for one in stops_of(running.cast.reload(), at)}
    reported(running, at)
    assert stops_of(running.cast.reload(), at)[-1].code == "reported"
    assert drawn_up(call, at).project.pk


def test_a_draft_looks_ahead_to_the_closing(call: Any, at: datetime) -> None:
    cast = started(call, at)
    line = status_line(cast.application, at)
    assert [one["state"] for one in line] == ["done", "now", ""]
    assert line[-1]["iso"] == "2025-04-23"


def test_what_has_ended_looks_ahead_to_nothing(call: Any, at: datetime) -> None:
    cast = filed(call, at)
    withdraw_application(cast.application.pid, because="Abandon.", by=cast.signatory, at=at)
    assert stops_of(cast.reload(), at)[-1].code == "withdrawn"
    assert {one["state"] for one in status_line(cast.application, at)} == {"done"}
    other, later = filed(call, at), after_closing(call)
    officer = staff("Odile Officier", "officer")
    turned_away(review_of(other), refuse_admission, "Hors délai.", by=officer, at=later)
    assert "now" in {one["state"] for one in status_line(other.reload(), later)}
    told(review_of(other), at=later)
    assert {one["state"] for one in status_line(other.reload(), later)} == {"done"}


def test_a_second_submission_replaces_the_first_on_the_line(call: Any, at: datetime) -> None:
    cast = filed(call, at)
    again = at + timedelta(days=1)
    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key="second",
        statements=STATED,
        received_at=again,
        at=again,
    )
    codes = [one.code for one in stops_of(cast.reload(), again)]
    assert codes == ["started", "submitted", "replaced"]


@pytest.mark.counting
def test_the_line_costs_a_handful_of_queries(call: Any, at: datetime) -> None:
    application = conditional(call, at).decision.application
    application = Application.objects.with_call().get(pk=application.pk)
    with CaptureQueriesContext(connection) as queries:
        status_line(application, notified_at(call))
    assert len(queries) <= 9


def ahead(application: Application, at: datetime) -> dict[str, tuple[str, str]]:
    """What is expected of the examination: text -> day and note."""
    line = status_line(application, at)
    return {one["text"]: (one["iso"], one["note"]) for one in line if one.get("note")}


def test_what_is_expected_counts_working_days_of_both_countries(call: Any, at: datetime) -> None:
    """15 days after the closing of 23 April: 25 April closes Italy, 8 May France, 1 May both."""
    cast, officer = filed(call, at), staff("Odile Officier", "officer")
    later = after_closing(call)
    with override("fr"):
        told_days = {text: day for text, (day, _note) in ahead(cast.application, later).items()}
        assert told_days == {"Recevabilité": "2025-05-19", "Éligibilité": "2025-06-12",
                             "Évaluation": "2025-07-18"}  # fmt: skip
        answered(review_of(cast), ADMISSIBILITY, by=officer, at=later)
        admit(review_of(cast).pid, by=officer, at=later)
        again = ahead(cast.reload(), later)
    assert "Recevabilité" not in again
    assert again["Éligibilité"][0] == "2025-05-20"


def test_a_term_that_has_passed_says_so_and_promises_no_other(call: Any, at: datetime) -> None:
    cast, late = filed(call, at), after_closing(call) + timedelta(days=60)
    with override("fr"):
        day, note = ahead(cast.application, late)["Recevabilité"]
    assert day == ""
    assert "19 mai 2025" in note


def test_the_letters_are_beside_the_line(call: Any, at: datetime) -> None:
    cast, later = filed(call, at), after_closing(call)
    officer = staff("Odile Officier", "officer")
    turned_away(review_of(cast), refuse_admission, "Hors délai.", by=officer, at=later)
    told(review_of(cast), at=later)
    with held_at(later), override("it"):
        client = Client()
        client.force_login(Person.objects.get(pk=cast.partner_editor.pk))
        page = client.get(reverse("applications:detail", args=[cast.application.pid]))
    assert f"{cast.application.number}/A2" in page.content.decode()
    assert f"{cast.application.number}/A1" not in page.content.decode()

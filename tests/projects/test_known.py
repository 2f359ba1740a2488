"""Checks 39 and 44 of a new application look among the operations the platform knows.

Where it knows none, or where something is alike, a person decides: nothing passes in silence.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordata.applications.facts import facts_of
from cordata.applications.known import ALIKE, ALIKE_OF_OWN, operations_known
from cordata.applications.models import Answer, Application
from cordata.applications.queries import fully_loaded
from cordata.assessment.actions import verify_check
from cordata.assessment.models import Review
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import ELIGIBILITY, rows_unanswered
from cordata.programme.queries import local_day
from cordata.projects.models import Project
from cordata.rules.eligibility import check
from cordata.rules.finding import Finding, Outcome
from tests.factories.applications import SEMNOZ, VALFREDDA, Cast, another, complete_application
from tests.factories.assessment import answered, filed, review_of, staff
from tests.factories.projects import opened

pytestmark = pytest.mark.django_db
ONCE, NEW = "funding.double", "partnership.new_body"
OLD, ALIKE_TITLE, OTHER = "Les sentiers du Semnoz", "LES SENTIERS DU SEMNOZ.", "Un verger partagé"
NEAR = "Les sentiers partagés du Semnoz"  # not as close: only a partner of its own makes it asked


def titled(application: Application, text: str) -> None:
    Answer.objects.filter(application=application, partner=None, field="title").update(text=text)


def operation(call: Any, at: datetime, title: str = OLD, **project: Any) -> Project:
    """A granted project, of two bodies of its own."""
    running = opened(call, at, another(SEMNOZ, 71), another(VALFREDDA, 71))
    titled(running.cast.application, title)
    Project.objects.filter(pk=running.project.pk).update(
        **{"notified_on": local_day(call, at), **project}
    )
    return running.project


def asking(call: Any, at: datetime, title: str, number: int = 72) -> Cast:
    """A new application; with number 71, of the two bodies of the operation."""
    cast = complete_application(call, at, another(SEMNOZ, number), another(VALFREDDA, number))
    titled(cast.application, title)
    return cast


def found(application: Application, at: datetime, code: str) -> Finding:
    loaded = fully_loaded(application)
    findings = check(facts_of(loaded, at), loaded.call_version.definition.ruleset)
    return next(one for one in findings if one.code == code)


def said(finding: Finding) -> tuple[Outcome, str]:
    return finding.verdict, finding.reason


def test_where_no_operation_is_known_a_person_decides(call: Any, at: datetime) -> None:
    cast = asking(call, at, OTHER)
    assert said(found(cast.application, at, ONCE)) == (Outcome.UNKNOWN, "not_looked")
    assert said(found(cast.application, at, NEW)) == (Outcome.UNKNOWN, "not_looked")


def test_an_operation_counts_from_the_day_it_is_made_known(call: Any, at: datetime) -> None:
    operation(call, at, notified_on=local_day(call, at) + timedelta(days=1))
    cast = asking(call, at, ALIKE_TITLE)
    assert said(found(cast.application, at, ONCE)) == (Outcome.UNKNOWN, "not_looked")
    assert found(cast.application, at + timedelta(days=1), ONCE).reason == "looks_alike"


def test_a_declaration_is_met_where_nothing_known_is_alike(call: Any, at: datetime) -> None:
    operation(call, at)
    cast = asking(call, at, OTHER)
    assert found(cast.application, at, ONCE).verdict is Outcome.MET
    assert found(cast.application, at, NEW).verdict is Outcome.MET


def test_an_alike_title_is_put_before_a_person_with_its_number(call: Any, at: datetime) -> None:
    project = operation(call, at)
    finding = found(asking(call, at, ALIKE_TITLE).application, at, ONCE)
    assert said(finding) == (Outcome.UNKNOWN, "looks_alike")
    assert finding.params["titles"] == (f"{project.number} {OLD}",)


def test_a_partner_in_the_operation_asks_for_less_likeness(call: Any, at: datetime) -> None:
    assert ALIKE_OF_OWN < ALIKE
    operation(call, at)
    assert found(asking(call, at, NEAR, 72).application, at, ONCE).verdict is Outcome.MET
    assert found(asking(call, at, NEAR, 71).application, at, ONCE).reason == "looks_alike"


def test_a_body_of_an_operation_that_says_it_is_new_is_put_before_a_person(
    call: Any, at: datetime
) -> None:
    operation(call, at)
    cast = asking(call, at, OTHER, 71)
    new = cast.application.partners.filter(previously_funded=False).order_by("position")
    finding = found(cast.application, at, NEW)
    assert said(finding) == (Outcome.UNKNOWN, "history_differs")
    assert finding.params["names"]
    assert finding.params["names"] == tuple(one.organisation.name for one in new)


def test_an_application_is_not_compared_with_its_own_operation(call: Any, at: datetime) -> None:
    project = operation(call, at)
    assert found(project.application, at, ONCE).reason == "not_looked"


@pytest.mark.counting
def test_what_is_known_costs_the_same_whatever_its_number(call: Any, at: datetime) -> None:
    operation(call, at)
    application = fully_loaded(asking(call, at, OTHER).application)
    assert operations_known(application, at)  # its call and programme are read by now
    with CaptureQueriesContext(connection) as one:
        assert len(operations_known(application, at) or ()) == 1
    opened(call, at)
    Project.objects.update(notified_on=local_day(call, at))
    with CaptureQueriesContext(connection) as two:
        assert len(operations_known(application, at) or ()) == 2
    assert len(one) == len(two) == 3


@pytest.fixture
def waiting(call: Any, at: datetime) -> Review:
    """A filed application whose new body nobody could compare."""
    return review_of(filed(call, at))


def test_points_for_a_new_body_wait_for_the_officers_word(waiting: Review, at: datetime) -> None:
    officer = staff("Odile Officier", "officer")
    assert NEW in [one.code for one in rows_unanswered(waiting, ELIGIBILITY)]
    assert "P1" not in priorities_of(waiting)

    verify_check(waiting.pid, NEW, "met", by=officer, at=at)

    assert NEW not in [one.code for one in rows_unanswered(waiting, ELIGIBILITY)]
    assert "P1" in priorities_of(Review.objects.get(pk=waiting.pk))


def test_an_officers_no_takes_the_points_and_bars_nothing(waiting: Review, at: datetime) -> None:
    officer = staff("Odile Officier", "officer")
    answered(waiting, ELIGIBILITY, by=officer, at=at)
    verify_check(waiting.pid, NEW, "unmet", reason="Financé en 2019.", by=officer, at=at)
    assert rows_unanswered(waiting, ELIGIBILITY) == []
    assert "P1" not in priorities_of(Review.objects.get(pk=waiting.pk))

"""The scenario played through the real actions: to its end, once, and beside a visitor."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cordata.accounts.models import Membership, Organisation
from cordata.applications.actions import submit_application, withdraw_application
from cordata.applications.models import Application, Submission
from cordata.applications.states import State
from cordata.assessment.models import Review
from cordata.assessment.states import ReviewState
from cordata.kernel import clock
from cordata.kernel.journal import verify
from cordata.kernel.models import Event
from cordata.matching.models import PartnerSearch
from cordata.meetings.models import Invitee, Question, Registration, SurveyAnswer
from cordata.meetings.states import QuestionState
from cordata.notify.models import Message
from cordata.programme.models import Call
from cordata.projects.models import Project
from cordata.projects.states import ProjectState
from cordata.rehearsal import moving
from cordata.rehearsal.models import Played
from cordata.rehearsal.scenario import all_steps, steps_until
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.step import made
from cordata.selection.models import Decision, Lifting
from cordata.selection.states import LiftingState, Outcome
from tests.factories.applications import STATED, complete_application, started
from tests.rehearsal.conftest import DEMO

pytestmark = pytest.mark.django_db

END = datetime(2028, 1, 1, tzinfo=UTC)
MARCH = datetime(2025, 3, 3, 9, tzinfo=UTC)
SAMPLE = {
    *("lacs", "semences", "compost", "carnet"),  # first call: three run, one is not admissible
    *("contes", "musique", "berger"),  # education: from an introduction; turned down; conditions
    *("memoire", "tables2", "villages"),  # culture: funded, turned down, not eligible
}


def play_until(end: datetime) -> list[moving.Stop]:
    return list(moving.travel(end))


def refusals() -> list[tuple[str, str]]:
    return sorted(Played.objects.exclude(problem="").values_list("key", "problem"))


def test_a_sample_of_files_lives_to_its_end(sample: Callable[..., Book]) -> None:
    """Every act is an ordinary one: none is refused, and the journal holds (LOG-02)."""
    sample(SAMPLE, everybody=True)

    play_until(END)

    assert refusals() == []
    assert list(verify()) == []
    assert Organisation.objects.count() == 24
    assert PartnerSearch.objects.count() == 37
    assert Registration.objects.filter(meeting__code="annecy-2025-02-13").count() == 40
    assert Question.objects.filter(state=QuestionState.OPEN).count() == 0
    assert SurveyAnswer.objects.count() == 13
    assert Message.objects.filter(notice="meetings.thanks").count() == 35 + 3 + 3
    assert outcomes() == {
        "lacs": Outcome.APPROVED,
        "semences": Outcome.APPROVED,
        "carnet": Outcome.APPROVED,
        "contes": Outcome.APPROVED,
        "musique": Outcome.REJECTED,
        "berger": Outcome.CONDITIONS,
        "memoire": Outcome.APPROVED,
        "tables2": Outcome.REJECTED,
    }
    assert Lifting.objects.get().state == LiftingState.LIFTED
    reminder = Event.objects.get(kind="lifting.reminded")
    assert f"{reminder.at:%Y-%m-%d}" == "2025-12-06"  # the lead answers on the 9th
    assert {"history_differs"}.isdisjoint(
        finding["reason"] for one in Submission.objects.all() for finding in one.findings
    )  # whoever was funded in the first call says so in the second
    assert set(Project.objects.values_list("state", flat=True)) == {ProjectState.CLOSED}
    assert PartnerSearch.objects.filter(state="published").count() == 0


def outcomes() -> dict[str, str]:
    """The scenario's key of each file decided on -> what was decided."""
    keys = Played.objects.filter(key__regex=r"^application:[^:]+$")
    things = dict(keys.values_list("thing", "key"))
    found = Decision.objects.values_list("application__pid", "outcome")
    return {things[pid].removeprefix("application:"): outcome for pid, outcome in found}


@pytest.mark.retold
def test_moving_twice_plays_nothing_twice(sample: Callable[..., Book]) -> None:
    sample({"lacs"})
    at = datetime(2024, 12, 1, tzinfo=UTC)
    play_until(at)
    events = Event.objects.count()

    again = play_until(at)

    assert again == []
    assert Event.objects.count() == events
    assert steps_until(at) == []


@pytest.mark.retold
def test_the_guests_of_annecy_are_invited_and_some_answer(sample: Callable[..., Book]) -> None:
    sample({"lacs"})
    play_until(datetime(2025, 1, 22, tzinfo=UTC))

    states = Counter(Invitee.objects.values_list("state", flat=True))
    assert states == {"sent": 12, "declined": 2, "colleague": 1, "unsubscribed": 1}
    assert Message.objects.filter(notice="meetings.invitation").count() == 15
    assert not Played.objects.filter(key__startswith="guest").exclude(problem="").exists()


@pytest.mark.retold
def test_a_visitors_draft_and_file_are_left_alone(sample: Callable[..., Book]) -> None:
    """What a visitor wrote for one of the demo's own organisations stays as it was."""
    sample({"contes"})
    play_until(MARCH)
    call = Call.objects.get(code="microprojets-2")
    with clock.held_at(MARCH):
        draft = started(call, MARCH).application
        cast = complete_application(call, MARCH)
        file = cast.application
        at = MARCH + timedelta(minutes=5)
        submit_application(
            file.pid, by=cast.signatory, key="visitor", statements=STATED, received_at=at, at=at
        )
    written = {one.pid: one.changed_at for one in Application.objects.filter(pk=draft.pk)}
    submissions = file.submissions.count()

    play_until(END)

    draft.refresh_from_db()
    file.refresh_from_db()
    assert draft.state == State.ERASED  # never filed, its term is over, as for anyone
    assert written == {draft.pid: draft.changed_at}
    assert (file.state, file.submissions.count()) == (State.SUBMITTED, submissions)
    review = Review.objects.get(application=file)
    assert (review.state, review.officer) == (ReviewState.ADMISSIBILITY, None)
    assert not Decision.objects.filter(application=file).exists()
    assert refusals() == []


@pytest.mark.retold
def test_who_was_there_first_does_not_stop_the_others(sample: Callable[..., Book]) -> None:
    """A visitor who signs for an organisation withdraws its file: the demo goes on."""
    sample({"contes", "memoire"})
    play_until(datetime(2025, 4, 23, 9, 59, tzinfo=UTC))
    file = Application.objects.get(acronym="CONTALP")
    lead = Membership.objects.get(
        organisation__partnerships__application=file,
        organisation__partnerships__is_lead=True,
        kind=Membership.Kind.SIGNATORY,
    ).person
    at = datetime(2025, 4, 23, 9, 59, 30, tzinfo=UTC)
    with clock.held_at(at):
        withdraw_application(file.pid, by=lead, at=at, because="Une autre idée.")

    play_until(END)

    kept = {key for key, _problem in refusals()}
    assert kept
    assert all("contes" in key or key.startswith("session:chambery") for key in kept)
    assert Project.objects.get().application.acronym == "MEMOSENT"
    assert list(verify()) == []


@pytest.mark.retold
def test_a_file_kept_from_the_committee_does_not_stop_its_session(
    sample: Callable[..., Book],
) -> None:
    """The committee meant to change what was proposed for it; the other files are decided."""
    sample({"contes", "musique"})
    before = datetime(2025, 4, 23, 9, 59, tzinfo=UTC)
    play_until(before)
    file = Application.objects.get(pid=made("application:musique"))
    lead = file.partners.get(is_lead=True).organisation
    head = lead.memberships.get(kind=Membership.Kind.SIGNATORY).person
    with clock.held_at(before):
        withdraw_application(file.pid, by=head, at=before, because="Une autre idée.")

    play_until(END)

    assert [key for key, _problem in refusals() if "musique" not in key] == []
    assert Project.objects.get().application.acronym == "CONTALP"


@pytest.mark.retold
@pytest.mark.parametrize(("name", "stopped"), [(None, False), ("Somebody Else", True)])
def test_a_person_whose_address_a_visitor_changed_goes_on_and_never_stops_the_clock(
    sample: Callable[..., Book], name: str | None, stopped: bool
) -> None:
    """A mailbox was recovered; or its owner is nobody the tables know, and nothing is reported."""
    sample({"carnet"})
    play_until(datetime(2025, 2, 3, 8, tzinfo=UTC))
    lead = Application.objects.get().partners.get(is_lead=True).organisation
    writer = lead.memberships.get(kind=Membership.Kind.EDITOR).person
    writer.email, writer.name = "elsewhere@cordata.example", name or writer.name
    writer.save()

    play_until(END)

    refused = [key for key, _problem in refusals()]
    assert ("project:carnet:balance_ordered" in refused) is stopped
    assert bool(refused) is stopped
    assert (Project.objects.get().state == ProjectState.CLOSED) is not stopped
    assert list(verify()) == []


def test_without_a_folder_nobody_else_acts(settings: object) -> None:
    settings.SCENARIO_DIR = ""  # type: ignore[attr-defined]

    assert all_steps() == ()
    assert play_until(END) == []


@pytest.mark.skipif(
    not os.environ.get("CORDATA_WHOLE_SCENARIO"), reason="CORDATA_WHOLE_SCENARIO=1 plays it all"
)
def test_the_whole_scenario_has_the_numbers_of_the_programme(
    playing: Callable[[Path], Book],
) -> None:
    """19 of 52 in education, 16 of them approved on 13 November 2025; 17 of the first call run."""
    book = playing(DEMO)

    play_until(book.stands_at)
    assert list(verify()) == []
    assert Project.objects.filter(state=ProjectState.RUNNING).count() == 17
    assert Application.objects.filter(call__code="microprojets-2", state=State.DRAFT).count() >= 10
    play_until(END)

    assert refusals() == []
    assert list(verify()) == []
    assert Organisation.objects.count() == 24
    assert PartnerSearch.objects.count() == 37
    assert Registration.objects.count() == 40
    files = Application.objects.filter(submitted_at__isnull=False)
    assert Counter(files.values_list("call__code", flat=True)) == {
        "microprojets-1": 20,
        "microprojets-2": 52,
    }
    assert files.filter(theme="education").count() == 19
    approved = Decision.objects.filter(outcome__in=[Outcome.APPROVED, Outcome.CONDITIONS])
    assert Lifting.objects.filter(state=LiftingState.LIFTED).count() == 1
    assert approved.filter(theme="education", session__held_on="2025-11-13").count() == 16
    assert approved.filter(session__held_on="2024-11-07").count() == 17
    culture = Counter(
        Decision.objects.filter(theme="culture-tourisme").values_list("outcome", flat=True)
    )
    assert culture[Outcome.RESERVE] == 3
    assert culture[Outcome.REJECTED] == 2

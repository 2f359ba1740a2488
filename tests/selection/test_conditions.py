"""An approval with conditions: its term, two persons, the project that opens or the file that
goes back to the committee; never a refusal by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.actions import withdraw_application
from cordata.applications.states import State
from cordata.desk import agenda, tasks
from cordata.documents.sealing import holds
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.queries import local_day
from cordata.projects.models import Project
from cordata.selection import actions
from cordata.selection.models import Letter, Lifting
from cordata.selection.queries import money_left, reviews_to_decide
from cordata.selection.states import LiftingState, Outcome
from cordata.transparency.counting import by_theme, files_of
from cordata.transparency.queries import funded
from tests.access.worlds import stored
from tests.documents.files import png, upload
from tests.factories.applications import SEMNOZ, VALFREDDA, organisation, people
from tests.factories.assessment import copies
from tests.factories.selection import committee, conditional, notified_at, prepared

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GRANT = Decimal("54379.82")


@pytest.fixture
def lifting(call: Any, at: datetime) -> Lifting:
    return conditional(call, at, SEMNOZ, VALFREDDA)


@pytest.fixture
def later(call: Any) -> datetime:
    """Ten days into the term."""
    return notified_at(call) + 10 * DAY


def lead() -> Person:
    return people(SEMNOZ)[0]


def partner() -> Person:
    return people(VALFREDDA)[0]


def stated(lifting: Lifting, at: datetime, *, met: bool = True) -> Lifting:
    return actions.state_conditions(
        lifting.pid, met=met, because="Calendrier vérifié.", by=committee().officer, at=at
    )


def told(notice: str) -> int:
    return Message.objects.filter(notice=f"selection.{notice}").count()


def kinds(lifting: Lifting) -> list[str]:
    events = Event.objects.filter(subject_type="lifting", subject_id=lifting.pid)
    return [one.kind.partition(".")[2] for one in events.order_by("number")]


# The term and the two persons


def test_the_term_is_the_one_the_letter_names(call: Any, lifting: Lifting) -> None:
    """Thirty days after the notification, to the end of that day where the deadlines are."""
    days = call.definition.grid.conditions_days
    assert local_day(call, lifting.due_at) == local_day(call, notified_at(call)) + days * DAY
    assert local_day(call, lifting.due_at + timedelta(minutes=1)) > local_day(call, lifting.due_at)
    letter = Letter.objects.filter(decision=lifting.decision).order_by("number")[0]
    with override("fr"):
        assert f"{lifting.due_at:%d}".lstrip("0") in letter.texts["fr"]


def test_no_project_opens_and_nothing_is_published_before_the_conditions_are_lifted(
    call: Any, lifting: Lifting, later: datetime
) -> None:
    stated(lifting, later)
    assert not Project.objects.exists()
    assert not funded(call.programme, later).exists()
    with held_at(later):
        assert [row.counts["funded"] for row in by_theme(files_of(call, later))] == [0]


def test_two_persons_lift_the_conditions_and_the_project_opens(
    call: Any, lifting: Lifting, later: datetime
) -> None:
    actions.answer_conditions(lifting.pid, "Exposition décalée.", by=lead(), at=later)
    stated(lifting, later)
    lifted = actions.confirm_conditions(lifting.pid, by=committee().authority, at=later + DAY)

    project = Project.objects.get()
    assert lifted.state == LiftingState.LIFTED
    assert project.grant == GRANT
    assert project.notified_on == local_day(call, later + DAY)  # day 0 is that of the lifting
    assert kinds(lifting) == ["opened", "answered", "stated", "lifted"]
    assert (told("conditions_answered"), told("conditions_stated")) == (1, 1)
    assert told("conditions_lifted") == 4
    assert funded(call.programme, later + DAY).get() == project
    assert not funded(call.programme, later).exists()
    rows = by_theme(files_of(call, later + DAY))
    education = next(one for one in rows if one.key == "education")
    assert (education.counts["funded"], education.erdf) == (1, GRANT)


def test_every_partner_gets_the_letter_of_the_grant_sealed(
    lifting: Lifting, later: datetime
) -> None:
    stated(lifting, later)
    actions.confirm_conditions(lifting.pid, by=committee().authority, at=later)
    with held_at(later):
        jobs.run_now()
    letters = Letter.objects.filter(kind=Letter.Kind.GRANT).order_by("number")
    assert [one.number[-3:] for one in letters] == ["/G1", "/G2"]
    assert all(holds(one.sealed) and one.file for one in letters if one.sealed)
    assert "54\u00a0379,82\u00a0€" in letters[0].texts["fr"]
    assert "54.379,82\u00a0€" in letters[1].texts["it"]
    assert "{{" not in "".join(letters[0].texts.values())


def test_whoever_stated_does_not_confirm(lifting: Lifting, later: datetime) -> None:
    stated(lifting, later)
    with pytest.raises(NotPossible, match="conditions_four_eyes"):
        actions.confirm_conditions(lifting.pid, by=committee().officer, at=later)
    with pytest.raises(NotPossible, match="conditions_four_eyes"):
        actions.send_back_conditions(lifting.pid, because="Non.", by=committee().officer, at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lifting.objects.update(confirmed_by=committee().officer)
    assert not Project.objects.exists()


def test_confirming_twice_opens_one_project(lifting: Lifting, later: datetime) -> None:
    """AB04: the second click finds nothing to confirm."""
    stated(lifting, later)
    actions.confirm_conditions(lifting.pid, by=committee().authority, at=later)
    with pytest.raises(NotPossible, match="conditions_not_stated"):
        actions.confirm_conditions(lifting.pid, by=committee().authority, at=later)
    assert Project.objects.count() == 1


def test_a_statement_needs_its_reason_and_may_be_sent_back(
    lifting: Lifting, later: datetime
) -> None:
    people_ = committee()
    with pytest.raises(NotPossible, match="reason_missing"):
        actions.state_conditions(lifting.pid, met=True, because=" ", by=people_.officer, at=later)
    stated(lifting, later)
    actions.send_back_conditions(
        lifting.pid, because="Le devis manque.", by=people_.authority, at=later
    )
    lifting.refresh_from_db()
    assert (lifting.state, lifting.met, lifting.stated_by) == (LiftingState.AWAITED, None, None)
    assert told("conditions_sent_back") == 1
    assert stated(lifting, later + DAY).state == LiftingState.STATED


# The end of the term


def test_the_lead_is_reminded_seven_days_before_the_term(lifting: Lifting) -> None:
    """Once, to the lead's own people, while nothing has been answered."""
    day = lifting.due_at - 7 * DAY
    assert run_up_to(day - timedelta(microseconds=1)) == []
    assert run_up_to(day) == ["selection.remind"]
    assert run_up_to(day + DAY) == []
    reminders = Message.objects.filter(notice="selection.conditions_near")
    assert {mail.to for mail in reminders} == {one.email for one in people(SEMNOZ)}
    assert "reminded" in kinds(lifting)


def test_who_has_answered_is_not_reminded(lifting: Lifting, later: datetime) -> None:
    actions.answer_conditions(lifting.pid, "La voici.", by=lead(), at=later)
    run_up_to(lifting.due_at)
    assert told("conditions_near") == 0


def test_a_later_term_is_reminded_of_anew_and_a_short_one_not(lifting: Lifting) -> None:
    run_up_to(lifting.due_at)
    for number, days in enumerate((7, 8), start=1):  # seven days after that term, then eight more
        now = lifting.due_at
        actions.extend_conditions(
            lifting.pid, due_at=now + days * DAY, because="Utile.", by=committee().officer, at=now
        )
        lifting.refresh_from_db()
        run_up_to(lifting.due_at)
        assert told("conditions_near") == 2 * number


def test_the_end_of_the_term_gives_a_task_and_refuses_nothing(lifting: Lifting) -> None:
    officer, after = committee().officer, lifting.due_at + timedelta(seconds=1)
    assert run_up_to(lifting.due_at) == ["selection.remind"]  # the term itself is still in time
    assert run_up_to(after) == ["selection.term_passed"]
    assert run_up_to(after + DAY) == []

    lifting.refresh_from_db()
    assert lifting.state == LiftingState.AWAITED
    assert lifting.decision.outcome == Outcome.CONDITIONS
    assert told("conditions_term_passed") == 1
    with held_at(after):
        codes = {task.code: task.count for task in tasks.tasks_of(officer, after)}
    assert codes["conditions_passed"] == 1


def run_up_to(until: datetime) -> list[str]:
    return [act.code for act in agenda.carry_out(until) if act.code.startswith("selection.")]


def test_an_answer_after_the_term_is_still_read(lifting: Lifting) -> None:
    late = lifting.due_at + DAY
    actions.answer_conditions(lifting.pid, "La voici.", by=lead(), at=late)
    assert Event.objects.get(kind="lifting.answered").data["late"] is True
    assert stated(lifting, late).state == LiftingState.STATED


def test_a_later_term_has_a_reason_and_every_partner_is_told(lifting: Lifting) -> None:
    officer, now = committee().officer, lifting.due_at + DAY
    run_up_to(now)
    wanted = lifting.due_at + 30 * DAY
    for due_at, because, code in (
        (lifting.due_at, "Utile.", "term_not_later"),
        (now, "Utile.", "term_not_later"),  # later than the old term, but not than now
        (wanted, "", "reason_missing"),
    ):
        with pytest.raises(NotPossible, match=code):
            actions.extend_conditions(
                lifting.pid, due_at=due_at, because=because, by=officer, at=now
            )
    actions.extend_conditions(
        lifting.pid, due_at=wanted, because="La commune vote le 12.", by=officer, at=now
    )
    assert told("conditions_extended") == 4
    assert run_up_to(wanted + DAY) == ["selection.remind", "selection.term_passed"]  # anew


# Not met


def test_conditions_not_met_put_the_file_before_the_committee_again(
    call: Any, lifting: Lifting, later: datetime
) -> None:
    assert not reviews_to_decide(call, ["education"]).exists()
    stated(lifting, later, met=False)
    actions.confirm_conditions(lifting.pid, by=committee().authority, at=later)

    assert not Project.objects.exists()
    assert told("conditions_returned") == 4
    assert reviews_to_decide(call, ["education"]).count() == 1
    again = prepared(call)
    assert again.decisions.get().outcome == Outcome.APPROVED  # the rules propose, it decides
    assert money_left(again)["education"] == Decimal("500000.00")  # nothing is held back for it


def test_a_file_approved_with_conditions_is_no_longer_taken_back(
    lifting: Lifting, later: datetime
) -> None:
    application = lifting.decision.application
    with pytest.raises(NotPossible, match=r"application.withdraw.decided"):
        withdraw_application(application.pid, because="Abandon.", by=lead(), at=later)
    stated(lifting, later)


def test_a_file_taken_back_before_that_was_refused_waits_for_nobody(
    lifting: Lifting, later: datetime
) -> None:
    """Earlier releases let a decided file go: such rows may stand."""
    lifting.decision.application.state = State.WITHDRAWN
    lifting.decision.application.save(update_fields=["state"])
    with pytest.raises(NotPossible, match=r"selection.withdrawn"):
        stated(lifting, later)
    assert run_up_to(lifting.due_at + DAY) == []
    with held_at(later):
        assert "conditions" not in {one.code for one in tasks.tasks_of(lead(), later)}


# Pages


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(lifting: Lifting, person: Person) -> str:
    with override("fr"):
        path = reverse("selection:conditions", args=[lifting.pid])
    response = browser(person).get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def sent(lifting: Lifting, person: Person, act: str, **data: Any) -> int:
    with override("fr"):
        path = reverse(f"selection:conditions_{act}", args=[lifting.pid])
    return browser(person).post(path, data).status_code


def plan() -> Any:
    return upload("plan.png", png())


def test_the_way_through_the_pages(lifting: Lifting, later: datetime) -> None:
    """Lead answers with a file, officer states with one, authority confirms; desks lead there."""
    staff = committee()
    with held_at(later):
        assert "conditions" in {one.code for one in tasks.tasks_of(lead(), later)}
        assert sent(lifting, lead(), "answer", text="", file="") == 422
        assert sent(lifting, lead(), "answer", text="Décalée.", file=plan()) == 302
        assert sent(lifting, partner(), "answer", text="Moi aussi.") == 403
        assert sent(lifting, staff.officer, "state", met="yes", because="") == 422
        assert sent(lifting, staff.officer, "confirm") == 403
        assert (
            sent(
                lifting,
                staff.officer,
                "state",
                met="yes",
                because="Vu.",
                file=plan(),
            )
            == 302
        )
        assert "conditions_stated" in {one.code for one in tasks.tasks_of(staff.authority, later)}
        assert sent(lifting, staff.authority, "confirm") == 302
    assert Project.objects.count() == 1


def test_partners_learn_nothing_of_a_statement_before_it_is_confirmed(
    lifting: Lifting, later: datetime
) -> None:
    """ACC-11: neither its words nor its file, in page or by address."""
    actions.state_conditions(
        lifting.pid, met=True, because="Canari du secrétariat.", by=committee().officer,
        file=stored(later), at=later,
    )  # fmt: skip
    entry = lifting.entries.get()
    with override("fr"):
        file = reverse("selection:conditions_file", args=[entry.pid])
    with held_at(later):
        assert "Canari" not in page_of(lifting, lead())
        assert "à remplir" in page_of(lifting, lead()).lower()
        assert browser(lead()).get(file).status_code == 404
        assert "Canari" in page_of(lifting, committee().officer)
        assert browser(committee().authority).get(file).status_code == 200
        actions.confirm_conditions(lifting.pid, by=committee().authority, at=later)
        assert "Canari" in page_of(lifting, partner())
        assert browser(lead()).get(file).status_code == 200


def test_what_staff_say_among_themselves_stays_there(lifting: Lifting, later: datetime) -> None:
    stated(lifting, later)
    actions.send_back_conditions(
        lifting.pid, because="Canari interne.", by=committee().authority, at=later
    )
    stated(lifting, later + DAY)
    actions.confirm_conditions(lifting.pid, by=committee().authority, at=later + DAY)
    with held_at(later + DAY):
        assert "Canari interne" not in page_of(lifting, lead())
        assert "Canari interne" in page_of(lifting, committee().officer)


@pytest.mark.counting
def test_the_list_of_a_call_costs_the_same_for_one_and_for_many(
    call: Any, lifting: Lifting, later: datetime
) -> None:
    client = browser(committee().officer)
    with override("fr"):
        path = reverse("selection:sessions", args=[call.code])

    def read() -> str:
        return str(client.get(path).content.decode())

    with held_at(later):
        read()
        first = counted(read)
        for number in range(29):
            copied(lifting, number)
        many = counted(read)
        assert read().count("/conditions/") == 30
    assert many == first


def counted(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def copied(lifting: Lifting, number: int) -> None:
    review = copies(lifting.decision.application.review, 1)[0]
    application = review.application
    application.number = f"COPY-{number}"
    application.save()
    decision = lifting.decision
    decision.pk, decision.pid, decision.application = None, f"d{number:013d}", application
    decision.save()
    Lifting.objects.create(decision=decision, due_at=lifting.due_at)


def test_only_the_partners_of_the_file_reach_its_conditions(
    call: Any, lifting: Lifting, later: datetime, person: Any
) -> None:
    """ACC-02: a stranger gets the page of what does not exist."""
    assert organisation(SEMNOZ)
    with held_at(later), override("fr"):
        path = reverse("selection:conditions", args=[lifting.pid])
        assert browser(person("stranger")).get(path).status_code == 404

"""What the bench puts into the installation, by the real actions wherever a person would act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from tests.factories.applications import SEMNOZ, TICKS, VALFREDDA, another, complete_application
from tests.factories.assessment import filed, review_of, staff
from tests.factories.matching import PartnerSearchFactory
from tests.factories.meetings import meeting_with, registered, typed
from tests.factories.transparency import operation

from cordata.accounts.models import Person
from cordata.applications.models import Answer, Application, Partner, Submission
from cordata.assessment.models import Review
from cordata.documents.models import Sealed
from cordata.kernel import clock
from cordata.kernel.ids import public_id
from cordata.meetings.models import Meeting, Registration
from cordata.programme.models import Call

OPEN, CLOSED = "microprojets-2", "microprojets-1"
MEETING = "annecy-2025-02-13"
SEARCHES, OPERATIONS = 37, 17  # as many as in the demo
BATCH = 500


def prepare(places: str) -> dict[str, Any]:
    """Searches, operations, an officer, two meetings; the addresses of what is measured."""
    call, at = Call.objects.get(code=OPEN), clock.now()
    PartnerSearchFactory.create_batch(SEARCHES, call=call, published_at=at)
    for _project in range(OPERATIONS):
        operation(call, at)
    officer = second_factor(staff("bench", "officer", "organiser"))
    meeting = Meeting.objects.get(code=MEETING)
    race = open_meeting(meeting, places=int(places))
    return {
        "officer": officer.email,
        "race": race.pid,
        "crowd": open_meeting(meeting, places=None).pid,
        "pages": {
            "home": reverse("programme:home"),
            "call": reverse("programme:call", args=[OPEN]),
            "meeting": reverse("meetings:detail", args=[meeting.pid]),
            "partner board": reverse("matching:board"),
            "operations": reverse("transparency:list"),
        },
        "lists": {
            "files": reverse("assessment:reviews", args=[CLOSED]),
            "projects": reverse("projects:list"),
            "people registered": reverse("meetings:people", args=[race.pid]),
        },
    }


def second_factor(person: Person) -> Person:
    """Staff have set theirs up: without it every page leads to the page that asks for it."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    return person


def open_meeting(model: Meeting, places: int | None) -> Meeting:
    """A meeting like `model` ten days ahead that takes registrations now."""
    now = clock.now()
    starts = now + timedelta(days=10)
    return meeting_with(
        model,
        places=places,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        registration_opens_at=now - timedelta(days=1),
        registration_closes_at=starts - timedelta(days=1),
    )


def meeting(places: str) -> str:
    """Another meeting like the first, open, with so many places or with no limit."""
    model = Meeting.objects.get(code=MEETING)
    return open_meeting(model, int(places) if places != "all" else None).pid


def crowd(pid: str, count: str) -> dict[str, str]:
    """Fill a meeting with people, copied into the table; the pages an organiser asks for."""
    asked = Meeting.objects.get(pid=pid)
    first = registered(asked, clock.now())
    with transaction.atomic():
        for start in range(1, int(count), BATCH):
            numbers = range(start, min(start + BATCH, int(count)))
            Registration.objects.bulk_create(someone(first, number) for number in numbers)
    people = reverse("meetings:people", args=[pid])
    return {
        "list": people,
        "search": f"{people}?q=personne+1234",
        "csv": reverse("meetings:export", args=[pid]),
        "xlsx": reverse("meetings:export_xlsx", args=[pid]),
    }


def someone(like: Registration, number: int) -> Registration:
    name = f"Personne {number:05d}"
    return again(like, name=name, email=f"{public_id()}@cordata.example", country="FR")


def forms(pid: str, count: str) -> list[dict[str, Any]]:
    """What so many people type; each has an address of their own."""
    meeting = Meeting.objects.get(pid=pid)
    return [typed(meeting, email=f"{public_id()}@cordata.example") for _one in range(int(count))]


def people(pid: str, email: str = "") -> list[dict[str, str]]:
    """Everyone registered for a meeting, or the one with this address: link of the mail, state."""
    found = Meeting.objects.get(pid=pid).registrations.order_by("pk")
    return [
        {"link": reverse("meetings:registration", args=[one.pid, one.key]), "state": one.state}
        for one in (found.filter(email=email) if email else found)
    ]


def ready_to_submit() -> tuple[str, str, dict[str, str]]:
    """Who signs, the address of the act and what the last page sends."""
    call, at = Call.objects.get(code=OPEN), clock.now()
    number = Application.objects.count() + 2  # nobody's colleagues are told of another's filing
    sides = another(SEMNOZ, number), another(VALFREDDA, number)
    cast = complete_application(call, at, *sides, mandates=True)
    path = reverse("applications:submit", args=[cast.application.pid])
    return cast.signatory.email, path, {"key": public_id(), **TICKS}


# Lists in quantity: one file by the real actions, the rest copied into the tables


def fill(count: str) -> int:
    """Copies of one filed application until the closed call has so many under examination."""
    call = Call.objects.get(code=CLOSED)
    reviews = Review.objects.filter(application__call=call)
    with transaction.atomic():
        review = reviews.order_by("pk").first() or first_of(call)
        numbers = range(reviews.count() + 1, int(count) + 1)
        for start in range(numbers.start, numbers.stop, BATCH):
            copy(review, range(start, min(start + BATCH, numbers.stop)))
    return reviews.count()


def first_of(call: Call) -> Review:
    at = call.opens_at + timedelta(days=10)
    with clock.held_at(at):
        return review_of(filed(call, at))


def whole(count: str) -> dict[str, str]:
    """So many files whose sealed content is whole, four partners of twenty budget lines each, and
    where an officer searches all there is and takes them away."""
    call = Call.objects.get(code=CLOSED)
    review = first_of(call)
    content = widened(review.submission.sealed.content)
    for start in range(1, int(count), BATCH):
        with transaction.atomic():
            copy(review, range(start, min(start + BATCH, int(count))), content)
    place = f"/fr/assessment/calls/{call.code}/"
    tables = {name: f"{place}{name}" for name in ("files.csv", "lines.csv", "lines.xlsx")}
    asked = {"number": f"B-{int(count) - 1:05d}", "name": SEMNOZ.name, "nothing": "Belledonne"}
    search = {
        f"search, {what}": f"{reverse('desk:search')}?{urlencode({'q': words})}"
        for what, words in asked.items()
    }
    return {"list": place, **search, **tables}


def widened(content: dict[str, Any]) -> dict[str, Any]:
    """The content with four partners, each with twenty lines."""
    partners = (content["partners"] * 4)[:4]
    partners = [one | {"lines": (one["lines"] * 20)[:20]} for one in partners]
    return content | {"partners": partners}


def copy(review: Review, numbers: range, content: dict[str, Any] | None = None) -> None:
    """So many files like this one: application, partners, title, submission, review."""
    old, submission = review.application, review.submission
    applications = Application.objects.bulk_create(
        again(old, number=f"B-{number:05d}", key="") for number in numbers
    )
    partners, answers = list(old.partners.all()), list(old.answers.filter(field="title"))
    Partner.objects.bulk_create(
        again(one, application=made) for made in applications for one in partners
    )
    Answer.objects.bulk_create(
        again(one, application=made) for made in applications for one in answers
    )
    count = len(applications)
    seals = (
        seals_like(submission.sealed, count, content or {}),
        seals_like(submission.sealed, count),
    )
    submissions = Submission.objects.bulk_create(
        again(submission, application=made, key=public_id(), sealed=sealed, sealed_aid=aid)
        for made, sealed, aid in zip(applications, *seals, strict=True)
    )
    Review.objects.bulk_create(
        again(review, application=made, submission=sent)
        for made, sent in zip(applications, submissions, strict=True)
    )


def seals_like(sealed: Sealed, count: int, content: dict[str, Any] | None = None) -> list[Sealed]:
    rows = (again(sealed, content=content or {}) for _one in range(count))
    return Sealed.objects.bulk_create(rows)


def again(row: Any, **changed: Any) -> Any:
    """A row like `row`, not saved, with its own public id where it has one."""
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in {"id", "pid", *changed}
    }
    return type(row)(**fields, **changed)

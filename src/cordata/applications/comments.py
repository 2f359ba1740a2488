"""What is remarked at the fields of a draft: threads to read, and how many are open where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from cordata.accounts.models import Organisation, Person
from cordata.applications import questions
from cordata.applications.models import Application, Comment, Guest
from cordata.applications.queries import people_of_all
from cordata.applications.versions import Place
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition, Repeat

QUIET = timedelta(minutes=10)  # after the first remark nobody was told of
APART = timedelta(hours=1)  # between two mails of one draft
Counts = Mapping[tuple[int | None, str], int]  # (organisation, field) -> open threads


@dataclass(slots=True)
class Thread:
    """A remark with its answers."""

    first: Comment
    question: FieldDefinition
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.first.resolved_at is None


def threads_of(application: Application, rows: QuerySet[Comment] | None = None) -> list[Thread]:
    """Every remark with its answers, as they were written."""
    rows = application.comments.all() if rows is None else rows
    form = application.definition.form
    threads: dict[int, Thread] = {}
    for one in rows.select_related("by", "resolved_by", "organisation").order_by(
        "written_at", "pk"
    ):
        asked = form.field(one.field)
        if one.thread_id in threads:
            threads[one.thread_id].answers.append(one)
        elif one.thread_id is None and asked is not None:
            threads[one.pk] = Thread(one, asked)
    return list(threads.values())


def threads_at(place: Place) -> list[Thread]:
    """Those at one field."""
    rows = place.application.comments.filter(
        organisation=place.organisation, field=place.question.key
    )
    return threads_of(place.application, rows)


def open_counts(application: Application) -> Counts:
    """How many threads are open, field by field: one query."""
    rows = application.comments.filter(thread=None, resolved_at=None).order_by()
    counted = rows.values_list("organisation", "field").annotate(Count("pk"))
    return {(body, key): count for body, key, count in counted}


def open_by_step(application: Application) -> Mapping[str, int]:
    """How many threads are open on each step of the form."""
    definition = application.definition
    found: Counter[str] = Counter()
    for (_body, key), count in open_counts(application).items():
        asked = definition.form.field(key)
        if asked is not None:
            found[questions.step_of(definition, asked)] += count
    return found


def place_at(application: Application, key: str, organisation: str = "") -> Place | None:
    """The field of the project or of an organisation's sheet, where something may be remarked."""
    asked = application.definition.form.field(key)
    if asked is None or is_of_partners(application.definition, asked) != bool(organisation):
        return None
    partners = application.partners.all()
    partner = next((one for one in partners if one.organisation.pid == organisation), None)
    body = partner.organisation if partner else _remarked(application, organisation)
    if organisation and body is None:
        return None
    return Place(application, asked, body, partner)


def _remarked(application: Application, pid: str) -> Organisation | None:
    """An organisation that was taken out, about whose sheet something was remarked."""
    known = application.comments.values("organisation")
    return Organisation.objects.filter(pid=pid, pk__in=known).first() if pid else None


def is_of_partners(definition: CallDefinition, asked: FieldDefinition) -> bool:
    """Whether each partner has an answer of its own."""
    sections = (one for one in definition.form.sections if one.repeat is Repeat.PARTNER)
    return any(asked in section.fields for section in sections)


def comments_due() -> Mapping[str, datetime]:
    """Application -> when its people are to be written to about new comments."""
    waiting = Comment.objects.filter(told_at=None).values("application")
    rows = Comment.objects.filter(application__in=waiting).order_by()
    found = rows.values_list("application__pid").annotate(
        first=Min("written_at", filter=Q(told_at=None)), last=Max("told_at")
    )
    return {
        pid: max(first + QUIET, last + APART) if last else first + QUIET
        for pid, first, last in found
    }


def readers_of(application: Application, at: datetime) -> Iterable[Person]:
    """Who reads the comments: the partners' people, and the advisers they invited."""
    advisers = application.guests.running(at).filter(kind=Guest.Kind.ADVISER)
    invited = Person.objects.filter(email__in=advisers.values("email"), is_active=True)
    everybody = {one.pk: one for one in (*people_of_all(application), *invited)}
    return [everybody[pk] for pk in sorted(everybody)]

"""What applicants are written: one function per notice. No draft text leaves by mail (ACC-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.applications.models import Annex, Application, Comment, LateAttempt, Submission
from cordata.applications.news import News, said_of
from cordata.applications.queries import people_of, people_of_all
from cordata.notify import links, outbox


def application_submitted(submission: Submission, *, at: datetime) -> None:
    """To everybody who acts for a partner: it is filed, here is the receipt."""
    application = submission.application
    facts = {
        "submission": submission,
        "number": application.number,
        "version": submission.version,
        "received_at": submission.received_at,
        "submitted_by": submission.sealed.content["filing"]["submitted_by"]["name"],
        "may_replace": at <= application.call.closes_at,
        "sha256": submission.sealed.sha256,
        "total": submission.total,
        "erdf": submission.erdf,
    }
    for person in people_of_all(application):
        link = _page("applications:receipt", person, application)
        _post("submitted", person, application, {**facts, "link": link}, submission.pid, at)


def application_withdrawn(application: Application, *, by: Person, at: datetime) -> None:
    """To everybody who acts for a partner: it was taken back, by whom."""
    facts = {"number": application.number, "withdrawn_by": str(by), "withdrawn_at": at}
    for person in people_of_all(application):
        _post("withdrawn", person, application, facts, "withdrawn", at)


def came_late(attempt: LateAttempt, *, at: datetime) -> None:
    """To everybody who acts for a partner: it arrived too late, and is kept apart (TIM-08)."""
    application = attempt.application
    facts = {
        "received_at": attempt.received_at,
        "missed_at": attempt.closes_at,
        "sent_by": str(attempt.by),
        "sha256": attempt.sealed.sha256,
    }
    for person in people_of_all(application):
        link = _page("applications:late", person, application)
        _post("came_late", person, application, {**facts, "link": link}, attempt.pid, at)


def closing_near(application: Application, due_at: datetime, *, at: datetime) -> None:
    """To everybody who acts for a partner of a draft: how long there is, and that it is a draft."""
    closes_at = application.call.closes_at
    left = closes_at - at
    facts = {"days": left.days, "hours": left.seconds // 3600}
    for person in people_of_all(application):
        link = _page("applications:detail", person, application)
        _post("closing_near", person, application, {**facts, "link": link}, f"{due_at:%m%d%H}", at)


def closing_moved(application: Application, number: int, *, at: datetime) -> None:
    """To everybody who acts for a partner of a draft or file: the new closing."""
    facts = {"submitted": application.submitted_at is not None}
    for person in people_of_all(application):
        _post("closing_moved", person, application, facts, f"moved:{number}", at)


def draft_lapsed(application: Application, *, at: datetime) -> None:
    """To everybody who acts for a partner: the call closed, the draft was not submitted."""
    for person in people_of_all(application):
        _post("lapsed", person, application, {}, "lapsed", at)


def call_news(
    application: Application, news: Sequence[News], until: datetime, *, at: datetime
) -> None:
    """To everybody who acts for a partner: what was published on the call, once for each person
    however many drafts they have of it."""
    for person in people_of_all(application):
        facts = {"news": [said_of(one, application.call, person.language) for one in news]}
        once = f"{until:%Y%m%d%H%M%S}"
        _post("call_news", person, application, facts, once, at, of=application.call.pid)


def comments_written(comments: Sequence[Comment], person: Person, *, at: datetime) -> None:
    """To somebody of the draft: how many remarks others wrote, by whom, at which questions."""
    application = comments[0].application
    form = application.definition.form
    fields = dict.fromkeys(one.field for one in comments)
    facts = {
        "count": len(comments),
        "authors": list(dict.fromkeys(str(one.by) for one in comments)),
        "questions": [asked.labels for key in fields if (asked := form.field(key))],
        "link": _page("applications:comments", person, application),
    }
    _post("comments_written", person, application, facts, comments[0].pid, at)


def annex_refused(annex: Annex, *, at: datetime) -> None:
    """To whoever joined the file and to the lead's people: the scanner refused it afterwards."""
    application = annex.application
    facts = {"name": annex.file.name, "submitted": application.submitted_at is not None}
    lead = application.partners.get(is_lead=True)
    told = {annex.added_by, *people_of(lead)}
    for person in sorted(told, key=lambda one: one.pk):
        link = _page("applications:annexes", person, application)
        _post("annex_refused", person, application, {**facts, "link": link}, annex.pid, at)


def _post(
    code: str,
    person: Person,
    application: Application,
    facts: dict[str, Any],
    once: str,
    at: datetime,
    *,
    of: str = "",
) -> None:
    """`of` is what the mail is sent once about; the application where nothing is said."""
    outbox.post(
        f"applications.{code}",
        person,
        application,
        {
            "call": application.call,
            "call_names": application.definition.names,
            "acronym": application.acronym,
            "closes_at": application.call.closes_at,
            "link": _page("applications:detail", person, application),
            **facts,
        },
        once=f"{code}:{of or application.pid}:{person.pid}:{once}",
        at=at,
    )


def _page(url_name: str, person: Person, application: Application) -> str:
    return links.page(url_name, person.language, pid=application.pid)

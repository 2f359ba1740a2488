"""What is written when a draft is deleted, brought back, or about to be erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.queries import people_of_all
from cordata.notify import links, outbox


def draft_deleted(application: Application, until: datetime, *, by: Person, at: datetime) -> None:
    """To everybody who acts for a partner: deleted by whom, until when it can be brought back."""
    facts = {"by": str(by), "until": until}
    _to_all("draft_deleted", application, f"{at:%Y%m%d%H%M%S}", at, **facts)


def draft_restored(application: Application, *, by: Person, at: datetime) -> None:
    """To everybody who acts for a partner: it is there again."""
    _to_all("draft_restored", application, f"{at:%Y%m%d%H%M%S}", at, by=str(by))


def erasure_near(
    application: Application, until: datetime, due_at: datetime, *, at: datetime
) -> None:
    """To everybody who acts for a partner: when it is erased, and how to take a copy."""
    _to_all("erasure_near", application, f"{due_at:%Y%m%d}", at, until=until)


def draft_erased(application: Application, people: Iterable[Person], *, at: datetime) -> None:
    """To those who acted for a partner until now: nothing of it is left."""
    for person in people:
        _post("draft_erased", application, person, "erased", at)


def people_told(application: Application) -> list[Person]:
    """Everybody who acts for a partner, read before the partners are erased."""
    return list(people_of_all(application))


def _to_all(code: str, application: Application, once: str, at: datetime, **facts: Any) -> None:
    for person in people_of_all(application):
        _post(code, application, person, once, at, **facts)


def _post(
    code: str, application: Application, person: Person, once: str, at: datetime, **facts: Any
) -> None:
    context = {
        "call": application.call,
        "call_names": application.definition.names,
        "acronym": application.acronym,
        "link": links.page("applications:detail", person.language, pid=application.pid),
        **facts,
    }
    key = f"{code}:{application.pid}:{person.pid}:{once}"
    outbox.post(f"applications.{code}", person, application, context, once=key, at=at)

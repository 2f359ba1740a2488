"""What is written to the two sides of an introduction. No notice holds an address too early."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from cordata.accounts.models import Person
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.queries import title_of
from cordata.notify import outbox
from cordata.notify.links import page


def introduction_asked(introduction: Introduction, *, at: datetime) -> None:
    """To the search's side: who asks, with the message, without any address."""
    for person in members_to_tell(introduction.search):
        _post("introduction_asked", person, introduction, introduction, at=at)


def introduction_accepted(introduction: Introduction, *, at: datetime) -> None:
    """To both: each gets the other's name and address."""
    answered = introduction.answered_by
    if answered is None:
        raise ValueError("an accepted introduction has been answered")
    pairs = ((introduction.asked_by, answered), (answered, introduction.asked_by))
    for reader, other in pairs:
        _post("introduction_accepted", reader, introduction, introduction, at=at, other=other)


def introduction_declined(introduction: Introduction, *, at: datetime) -> None:
    """To the one who asked."""
    _post("introduction_declined", introduction.asked_by, introduction, introduction, at=at)


def search_returned(search: PartnerSearch, reason: str, *, at: datetime) -> None:
    """To the author: the secretariat asks for a change before publishing."""
    address = page("matching:mine", search.author.language)
    outbox.post(
        "matching.search_returned",
        search.author,
        search,
        {"title": title_of(search, search.author.language), "reason": reason, "link": address},
        at=at,
    )


def members_to_tell(search: PartnerSearch) -> list[Person]:
    """The author while still a member of the organisation, else its present members."""
    present = Person.objects.filter(
        memberships__organisation=search.organisation_id,
        memberships__ended_at__isnull=True,
        is_active=True,
    )
    return list(present.filter(pk=search.author_id) or present.distinct())


def _post(
    code: str,
    reader: Person,
    introduction: Introduction,
    about: Model,
    *,
    at: datetime,
    **more: Any,
) -> None:
    search, language = introduction.search, reader.language
    outbox.post(
        f"matching.{code}",
        reader,
        about,
        {
            "title": title_of(search, language),
            "searching": search.organisation,
            "asking": introduction.organisation,
            "message": introduction.message,
            "call": search.call,
            "closes_at": search.call.closes_at,
            "link": page("matching:introduction", language, pid=introduction.pid),
            "board": page("matching:board", language),
            **more,
        },
        at=at,
        once=f"{code}:{introduction.pid}:{reader.pid}",
    )

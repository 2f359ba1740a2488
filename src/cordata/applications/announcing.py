"""To whom the secretariat writes about a call, what it wrote, and what drafts show of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.notify.letters import LetterState
from cordata.programme.models import Announcement, AnnouncementCopy, Call

GROUPS = {"drafts": (State.DRAFT,), "submitted": (State.SUBMITTED,)}
SHOWN = 3  # on the page of a draft, the latest first


def readers(call: Call, groups: Iterable[str]) -> QuerySet[Person]:
    """Everybody who acts for a partner of a draft, or of a submitted file, once each, by name."""
    states = [state for group in groups for state in GROUPS.get(group, ())]
    concerned = Application.objects.filter(call=call, state__in=states)
    acting = Person.objects.filter(
        memberships__organisation__partnerships__application__in=concerned,
        memberships__ended_at__isnull=True,
        is_active=True,
    )
    return acting.distinct().order_by("name", "email", "pk")


def group_sizes(call: Call) -> dict[str, tuple[int, int]]:
    """How many files each group holds and how many people they reach."""
    rows = dict(
        Application.objects.filter(call=call).order_by().values_list("state").annotate(Count("pk"))
    )
    return {
        group: (sum(rows.get(state, 0) for state in states), readers(call, [group]).count())
        for group, states in GROUPS.items()
    }


def announcements_of(call: Call) -> QuerySet[Announcement]:
    """What was written, the newest first."""
    return call.announcements.select_related("written_by").order_by("-written_at", "-pk")


def copies_of(announcement: Announcement) -> QuerySet[AnnouncementCopy]:
    """Who got one that was sent."""
    return announcement.copies.select_related("person").order_by("person__name", "pk")


def shown_on(application: Application) -> list[Announcement]:
    """What was announced to files such as this one, the latest first; also to who began later."""
    groups = {group for group, states in GROUPS.items() if application.state in states}
    sent = Announcement.objects.filter(call=application.call_id, state=LetterState.SENT)
    found = [one for one in sent.order_by("-sent_at", "-pk") if groups & {*one.audiences}]
    return found[:SHOWN]


def sent_since(call: Call, since: datetime) -> int:
    """How many announcements of a call were sent from `since` on."""
    return call.announcements.filter(state=LetterState.SENT, sent_at__gt=since).count()

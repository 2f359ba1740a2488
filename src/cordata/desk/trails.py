"""What followed a meeting, carried on after its names are erased: counts, and nobody in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch

from cordata.applications.models import Application
from cordata.desk.followed import Carried, Follower, followers_of
from cordata.desk.models import Trail
from cordata.kernel.models import Event
from cordata.meetings.models import Meeting
from cordata.selection.queries import grants

_KEYS = Prefetch("applications", Application.objects.only("pk"))


def keep_trails(meeting: Meeting, event: Event) -> None:
    """The reaction to `meeting.registrations_erased`, told while the names still stand."""
    followers = [one for one in followers_of(meeting, event.at) if one.came and not one.is_erased]
    groups = Counter(_group(one) for one in followers)
    for (nuts3, steps, before, applications), people in groups.items():
        trail = Trail.objects.create(
            meeting=meeting,
            nuts3=nuts3,
            steps=sorted(steps),
            began_before=before,
            people=people,
            kept_at=event.at,
        )
        trail.applications.set(applications)


def _group(one: Follower) -> tuple[str, frozenset[str], bool, frozenset[int]]:
    """Who shares all of it is one row; a path at its end needs no application any more."""
    open_still = frozenset() if "funded" in one.steps else one.applications
    return one.registration.nuts3, one.steps, one.began_before, open_still


def trails_of(meeting: Meeting, at: datetime) -> list[Carried]:
    """Each group with what its applications reached since; four queries."""
    trails = list(Trail.objects.filter(meeting=meeting).prefetch_related(_KEYS))
    reached = _reached({one.pk for trail in trails for one in trail.applications.all()}, at)
    return [
        Carried(
            trail.nuts3,
            frozenset(trail.steps).union(
                *(reached.get(one.pk, frozenset()) for one in trail.applications.all())
            ),
            trail.began_before,
            trail.people,
        )
        for trail in trails
    ]


def _reached(applications: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """Application -> `filed`, and `funded` from the notification of its grant on (ACC-11)."""
    granted = set(
        grants(at).filter(application__in=applications).values_list("application", flat=True)
    )
    sent = Application.objects.filter(pk__in=applications, submitted_at__lte=at)
    return {
        pk: frozenset({"filed", "funded"} if pk in granted else {"filed"})
        for pk in sent.values_list("pk", flat=True)
    }

"""The programme's operations, for the checks of a new application: titles, and who was in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from cordata.applications.known import Operation
from cordata.applications.models import Answer, Application, Partner
from cordata.programme.queries import local_day
from cordata.projects.models import Project


def operations(application: Application, at: datetime) -> Iterator[Operation]:
    """Those notified by `at`, in three queries whatever their number."""
    call = application.call
    known = Project.objects.filter(
        application__call__programme=call.programme_id, notified_on__lte=local_day(call, at)
    ).exclude(application=application.pk)
    numbers = dict(known.order_by("number").values_list("application_id", "number"))
    if not numbers:
        return
    titles, bodies = defaultdict(list), defaultdict(set)
    named = Answer.objects.filter(application__in=numbers, field="title", partner=None)
    for owner, text in named.exclude(text="").order_by("pk").values_list("application_id", "text"):
        titles[owner].append(text)
    own = [partner.organisation_id for partner in application.partners.all()]
    were_in = Partner.objects.filter(application__in=numbers, organisation__in=own)
    for owner, organisation in were_in.values_list("application_id", "organisation_id"):
        bodies[owner].add(organisation)
    for owner, number in numbers.items():
        yield Operation(number, tuple(titles[owner]), frozenset(bodies[owner]))

"""One application read at once says what its relations say one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from cordata.applications.actions import submit_application
from cordata.applications.loading import loaded
from cordata.applications.models import Application
from tests.factories.applications import STATED, Cast, complete_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(call: Any, at: datetime) -> Cast:
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    return cast


def relations(application: Application) -> Iterator[tuple[str, Any]]:
    """Everything of it that facts and snapshots read."""
    for name in ("partners", "activities"):
        yield name, list(getattr(application, name).all())
    for name in ("answers", "agreements", "indicators"):
        yield name, sorted(getattr(application, name).all(), key=lambda one: one.pk)
    yield "annexes", [one for one in application.annexes.all() if one.removed_at is None]
    for partner in application.partners.all():
        yield "identifiers", {*partner.organisation.identifiers.all()}
        for name in ("lines", "sources", "mandates"):
            yield name, list(getattr(partner, name).all())
    for activity in application.activities.all():
        yield "deliverables", list(activity.deliverables.all())
        yield "taking part", list(activity.partners.all())


def test_it_is_what_each_relation_says(filed: Cast, django_assert_num_queries: Any) -> None:
    expected = list(relations(Application.objects.get(pk=filed.application.pk)))
    application = loaded(filed.application.pk)

    with django_assert_num_queries(0):
        found = list(relations(application))
        people = [one.agreed_by.email for one in application.agreements.all()]
        people += [
            one.signed_by.email for p in application.partners.all() for one in p.mandates.all()
        ]

    assert found == expected
    assert people
    assert {name for name, rows in found if rows} >= {"lines", "mandates", "deliverables"}


def test_a_relation_can_still_be_asked_more(filed: Cast) -> None:
    """As after `prefetch_related`: a filter asks the database, of this application alone."""
    application = loaded(filed.application.pk)

    assert application.partners.filter(is_lead=True).count() == 1
    assert not application.partners.exclude(application=filed.application).exists()


def test_one_that_is_not_there_is_said(filed: Cast) -> None:
    with pytest.raises(Application.DoesNotExist):
        loaded(filed.application.pk + 1)

"""TIM-06, TIM-07: the call's written rule proposes, an officer asks, another person confirms."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cordata.accounts.models import Person
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.notify.models import Message
from cordata.programme import due
from cordata.programme.extending import measured
from cordata.programme.models import Call, ClosingMove, Publication
from tests.factories.applications import started
from tests.factories.assessment import staff
from tests.factories.watch import MINUTE, span, watched

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _production(settings: Any) -> None:
    settings.WATCH_GAPS = True


def officer() -> Person:
    return staff("Odile Officier", "officer")


def authority() -> Person:
    return staff("Armand Autorite", "authority")


def outage(call: Call, minutes: int, *, ends: timedelta = HOUR) -> None:
    """The whole day watched, but for so many minutes that end so long before the closing."""
    since = call.closes_at - 30 * HOUR
    gone = span(call.closes_at - ends - minutes * MINUTE, minutes)
    watched(since, call.closes_at + HOUR, missing=gone)


def told(at: datetime) -> int:
    """What the worker carries out of the rule in this minute."""
    acts = [one for one in due.due_acts(at) if one.code == "programme.extension"]
    for act in acts:
        act.run(act.at)
    return len(acts)


@pytest.mark.parametrize(("minutes", "proposes"), [(0, False), (10, False), (11, True)])
def test_the_rule_proposes_from_the_eleventh_minute_on(
    call: Call, minutes: int, proposes: bool
) -> None:
    outage(call, minutes)
    found = measured(call, call.closes_at)
    assert found is not None
    assert found.minutes.unavailable == minutes
    assert (found.extension is not None) is proposes
    assert told(call.closes_at) == int(proposes)


@pytest.mark.parametrize(
    ("ends", "unavailable"),
    [
        (timedelta(0), 12),
        (24 * HOUR - 12 * MINUTE, 12),
        (24 * HOUR - 5 * MINUTE, 5),
        (24 * HOUR, 0),
    ],
)  # fmt: skip
def test_only_the_last_24_hours_count(call: Call, ends: timedelta, unavailable: int) -> None:
    outage(call, 12, ends=ends)
    found = measured(call, call.closes_at + HOUR)
    assert found is not None
    assert found.minutes.unavailable == unavailable


def test_what_happens_after_the_closing_adds_nothing(call: Call) -> None:
    watched(call.closes_at - 25 * HOUR, call.closes_at)
    found = measured(call, call.closes_at + 5 * HOUR)
    assert found is not None
    assert found.minutes.unavailable == 0


def test_a_call_without_the_rule_gets_no_proposal(call: Call) -> None:
    outage(call, 60)
    version = call.current_version
    definition = replace(call.definition, extension=None)
    version.data, version.digest = definition.frozen(), definition.digest
    version.save()
    assert measured(Call.objects.get(pk=call.pk), call.closes_at) is None


def test_officers_and_authority_are_told_once_and_nothing_moves(call: Call) -> None:
    """Never automatic."""
    outage(call, 30)
    people, before = [officer(), authority()], call.closes_at
    assert told(before) == 1
    assert told(before + MINUTE) == 0
    mails = Message.objects.filter(notice="programme.extension_proposed")
    assert {one.to for one in mails} == {one.email for one in people}
    assert "30" in mails[0].text
    call.refresh_from_db()
    assert call.closes_at == before
    assert not ClosingMove.objects.exists()
    assert Event.objects.get(kind="call.outage_measured").data["unavailable"] == 30


def sent(person: Person, path: str, fields: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(path, fields)


def test_from_the_measured_minutes_to_a_published_later_closing(
    call: Call, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    """The officer sends the form as the rule fills it in; the authority confirms; everybody with
    a draft is written to, the call's page and its feed carry the reason."""
    started(call, at)
    outage(call, 30)
    path, before = f"/fr/calls/{call.code}/closing/", call.closes_at
    client = Client()
    client.force_login(officer())
    with held_at(before + MINUTE):
        page = client.get(path)
        form = page.context["form"]
        fields = {one.html_name: one.value() for one in form.visible_fields()}
        assert "30 minutes indisponibles" in page.content.decode().replace("\xa0", " ")
        assert client.post(path, fields | {"day": f"{fields['day']:%d/%m/%Y}"}).status_code == 302
        move = ClosingMove.objects.get()
        assert move.after == before + 5 * HOUR  # 60 minutes, yet four hours of notice
        confirm = f"{path}{move.pid}/confirm/"
        assert sent(move.proposed_by, confirm, {}).status_code == 403
        assert sent(authority(), confirm, {}).status_code == 302
        jobs.run_now()
    call.refresh_from_db()
    assert call.closes_at == before + 5 * HOUR
    published = Publication.objects.get(kind="erratum")
    assert "30" in published.texts["it"]
    assert Message.objects.filter(notice="applications.closing_moved").count() == 4
    with held_at(before + 2 * MINUTE):
        assert published.texts["fr"][:40] in Client().get("/fr/news.atom").content.decode()
        page = Client().get(f"/it/calls/{call.code}/").content.decode()
    assert published.titles["it"] in page


def test_the_rule_stands_where_everybody_reads_it_before_it_is_needed(call: Call) -> None:
    for language, words in (("fr", "plus de 10 minutes"), ("it", "più di 10 minuti")):
        page = Client().get(f"/{language}/status/").content.decode()
        assert words in page.replace("\xa0", " ")

"""A call changes while people write: drafts follow, their people are told once, with the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.applications import due
from cordata.applications.actions import delete_draft, restore_draft, submit_application
from cordata.applications.actions.closing import lapse_draft
from cordata.applications.models import Application, Partner
from cordata.applications.states import MandateState
from cordata.kernel import clock, jobs
from cordata.kernel.journal import SYSTEM
from cordata.notify.models import Message
from cordata.packs import Pack
from cordata.programme.actions import confirm_closing, load_pack, propose_closing, publish
from cordata.programme.models import Call, Publication
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    another,
    begun,
    complete_application,
    started,
)
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WHY = {"fr": "Taux corrigé.", "it": "Tasso corretto.", "en": "Rate corrected."}


def say(
    call: Call, at: datetime, kind: str = "faq", *, title: str = "Devis", field: str = ""
) -> Publication:
    languages = call.programme.definition.languages
    return publish(
        call.programme,
        kind,
        titles={code: f"{title} {code}" for code in languages},
        texts=dict.fromkeys(languages, "Oui."),
        call=call,
        form_field=field,
        by=SYSTEM,
        at=at,
    )


def run(until: datetime) -> list[datetime]:
    """What the calendar does about news, with the jobs it leaves; when."""
    done = []
    while acts := sorted(
        act for act in due.due_acts(until) if act.code == "applications.news" and act.at <= until
    ):
        acts[0].run(acts[0].at)
        done.append(acts[0].at)
    jobs.run_now()
    return done


def told() -> list[str]:
    return sorted(one.to for one in Message.objects.filter(notice="applications.call_news"))


def everybody(cast: Any) -> list[str]:
    people = (cast.signatory, cast.editor, cast.partner_signatory, cast.partner_editor)
    return sorted(one.email for one in people)


def test_what_is_published_within_an_hour_is_one_mail_to_each(call: Any, at: Any) -> None:
    cast = started(call, at)
    first = at + DAY
    say(call, first)
    say(call, first + HOUR, "erratum", title="Annexe")
    say(call, first + HOUR + SECOND, title="Plus tard")

    assert run(first + HOUR - SECOND) == []
    assert run(first + HOUR) == [first + HOUR]
    assert told() == everybody(cast)
    letter = Message.objects.filter(to=cast.partner_signatory.email).latest("pk")
    assert letter.language == "it"
    assert "Devis it" in letter.text
    assert "Annexe it" in letter.text
    assert "Plus tard" not in letter.text
    assert "/it/calls/microprojets-2/#faq" in letter.text

    assert run(first + 2 * HOUR) == []
    assert run(first + 2 * HOUR + SECOND) == [first + 2 * HOUR + SECOND]
    assert len(told()) == 2 * len(everybody(cast))


def test_the_same_is_never_told_twice_and_a_person_with_two_drafts_reads_it_once(
    call: Any, at: Any
) -> None:
    cast = started(call, at)
    again = Application.objects.count()
    started(call, at)
    assert Application.objects.count() == again + 1
    say(call, at + SECOND)
    run(at + HOUR + SECOND)
    assert run(at + DAY) == []
    assert told() == everybody(cast)


def test_who_opened_a_draft_afterwards_has_read_the_call_as_it_is(call: Any, at: Any) -> None:
    early = started(call, at)
    say(call, at + SECOND)
    started(call, at + SECOND, another(SEMNOZ, 1), another(VALFREDDA, 1))
    run(at + DAY)
    assert told() == everybody(early)


def test_news_an_instant_before_the_closing_is_told_before_it(call: Any, at: Any) -> None:
    cast = started(call, at)
    say(call, call.closes_at - SECOND)
    assert run(call.closes_at) == [call.closes_at]
    assert told() == everybody(cast)


def test_what_is_published_after_the_closing_disturbs_no_draft(call: Any, at: Any) -> None:
    started(call, at)
    say(call, call.closes_at + SECOND)
    assert run(call.closes_at + 2 * HOUR) == []
    assert told() == []


def test_a_filed_application_hears_of_it_until_the_closing_and_a_deleted_draft_does_not(
    call: Any, at: Any
) -> None:
    filed = complete_application(call, at)
    submit_application(
        filed.application.pid, by=filed.signatory, key="k", statements=STATED,
        received_at=at, at=at,
    )  # fmt: skip
    gone = started(call, at, another(SEMNOZ, 1), another(VALFREDDA, 1))
    delete_draft(gone.application.pid, by=gone.editor, at=at)
    say(call, at + SECOND)
    run(at + DAY)
    assert told() == everybody(filed)


def test_a_closing_that_moved_has_its_own_mail_and_no_other(call: Any, at: Any) -> None:
    started(call, at)
    asked = propose_closing(
        call, call.closes_at + DAY, reasons=WHY, by=staff("Odile Officier", "officer"), at=at
    )
    confirm_closing(asked.pid, by=staff("Aldo Autorità", "authority"), at=at + SECOND)
    run(at + DAY)
    assert told() == []


def test_news_is_not_told_of_another_programmes_or_calls(call: Any, at: Any) -> None:
    started(call, at)
    other = Call.objects.get(code="microprojets-1")
    say(other, at + SECOND)
    say(call, at + SECOND, "news")  # has the page of news and its feed
    assert run(at + DAY) == []


def test_the_drafts_page_names_it_and_leads_to_the_place(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    say(call, at + SECOND, title="Calendrier", field="start_on")
    say(call, at + 2 * SECOND, "erratum", title="Annexe")
    client.force_login(cast.partner_editor)
    where = reverse("applications:detail", args=[cast.application.pid])
    with clock.held_at(at + 3 * SECOND):
        rows = client.get(where).context["news"]
    assert [row.news.titles["fr"] for row in rows] == ["Annexe fr", "Calendrier fr"]
    assert rows[0].url.endswith("/calls/microprojets-2/#errata")
    assert rows[1].url.startswith(reverse("applications:project", args=[cast.application.pid]))


def dearer(pack: Pack, code: str) -> Pack:
    """The same pack with another staff rate in each cost option of the call."""
    calls = []
    for one in pack.calls:
        if one.code == code:
            options = {
                key: replace(option, rates={name: rate + 1 for name, rate in option.rates.items()})
                for key, option in one.ruleset.cost_options.items()
            }
            one = replace(one, ruleset=replace(one.ruleset, cost_options=options))
        calls.append(one)
    return replace(pack, calls=tuple(calls))


def test_a_version_with_its_reason_is_told_and_drafts_follow_it(
    call: Any, at: Any, alcotra: Pack
) -> None:
    """MON-05: a filed one keeps its own; SUB-09: another total of the same lines is not signed."""
    cast = complete_application(call, at)
    before = cast.application.call_version_id
    load_pack(dearer(alcotra, call.code), by=SYSTEM, at=at + SECOND, reasons=WHY)
    run(at + SECOND + HOUR)

    assert cast.reload().call_version_id != before
    assert Partner.objects.get(pk=cast.partners[1].pk).mandate_state == MandateState.REOPENED
    assert Message.objects.filter(notice="applications.mandate_reopened").count() == 1
    assert told() == everybody(cast)
    assert "Taux corrigé" in Message.objects.filter(to=cast.signatory.email).latest("pk").text


def test_a_draft_brought_back_follows_the_version_it_missed(
    call: Any, at: Any, alcotra: Pack
) -> None:
    cast = started(call, at)
    delete_draft(cast.application.pid, by=cast.editor, at=at)
    load_pack(dearer(alcotra, call.code), by=SYSTEM, at=at + SECOND, reasons=WHY)
    restore_draft(cast.application.pid, by=cast.editor, at=at + HOUR)
    call.refresh_from_db()
    assert cast.reload().call_version_id == call.version_id


def test_a_draft_that_a_later_closing_opens_again_follows_the_version_it_missed(
    call: Any, at: Any, alcotra: Pack
) -> None:
    """MON-05, TIM-06; and what was signed at another total is given anew (SUB-09)."""
    cast, over = complete_application(call, at), call.closes_at + SECOND
    lapse_draft(cast.application.pid, at=over)
    load_pack(dearer(alcotra, call.code), by=SYSTEM, at=over, reasons=WHY)
    jobs.run_now()
    reasons = dict.fromkeys(call.programme.definition.languages, "Panne.")
    officer, authority = staff("Odile Officier", "officer"), staff("Aldo Autorità", "authority")
    asked = propose_closing(call, over + DAY, reasons=reasons, by=officer, at=over + HOUR)
    confirm_closing(asked.pid, by=authority, at=over + HOUR)
    jobs.run_now()
    call.refresh_from_db()
    assert (cast.reload().state, cast.reload().call_version_id) == ("draft", call.version_id)
    assert Partner.objects.get(pk=cast.partners[1].pk).mandate_state == MandateState.REOPENED


def test_a_version_of_words_alone_reopens_no_mandate(call: Any, at: Any, alcotra: Pack) -> None:
    cast = complete_application(call, at)
    calls = [replace(one, number=9) if one.code == call.code else one for one in alcotra.calls]
    load_pack(replace(alcotra, calls=tuple(calls)), by=SYSTEM, at=at + SECOND, reasons=WHY)
    jobs.run_now()
    assert Partner.objects.get(pk=cast.partners[1].pk).mandate_state == MandateState.GIVEN


@pytest.mark.counting
def test_looking_for_news_costs_the_same_for_one_draft_and_for_thirty(call: Any, at: Any) -> None:
    """REL-20: the mails are the worker's, in batches."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            found = [act.code for act in due.due_acts(at + DAY)]
        assert found.count("applications.news") == 1
        return len(seen)

    started(call, at, another(SEMNOZ, 0), another(VALFREDDA, 0))
    say(call, at + SECOND)
    first = cost()
    for number in range(1, 30):
        begun(call, at, another(SEMNOZ, number), another(VALFREDDA, number))
    assert cost() == first

"""Somebody without a draft follows a call: asked, proved by a link, told once, ended at a click."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.applications import actions, due
from cordata.applications.actions.followers import tell_followers
from cordata.applications.models import Follower
from cordata.kernel import clock, jobs
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.actions import confirm_closing, open_call, propose_closing
from cordata.programme.models import Call
from cordata.programme.states import CallState
from tests.applications.test_following import WHY, run, say
from tests.applications.test_following import told as told_drafts
from tests.factories.applications import started
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
MAIL = "lettrice@refuge.example"


def follower(call: Call, at: Any, email: str = MAIL, language: str = "it") -> Follower:
    return actions.follow(call, email, language, proven=True, at=at)


def told(notice: str = "followed_news") -> list[Message]:
    return list(Message.objects.filter(notice=f"applications.{notice}").order_by("pk"))


def erased(until: Any) -> list[str]:
    """What the calendar forgets of followers."""
    acts = [one for one in due.due_acts(until) if one.code.startswith("applications.forget")]
    for act in sorted(acts):
        act.run(act.at)
    return [one.code for one in acts]


def asked(client: Client, call: Call, **said: str) -> Any:
    where = reverse("applications:follow", args=[call.code])
    return client.post(where, {"email": MAIL, "language": "it"} | said)


def test_a_visitor_follows_by_the_mailed_link_and_not_before(
    client: Client, call: Any, at: Any
) -> None:
    """NOT-04: a request proves nothing; opening the link proves nothing either, the button does."""
    with clock.held_at(at):
        assert asked(client, call).status_code == 200
        (letter,) = told("follow_link")
        assert (letter.to, letter.language) == (MAIL, "it")
        link = re.search(r"http://testserver(/it/applications/following/\S+)", letter.text)
        assert link is not None
        client.get(link[1])
        assert Follower.objects.get().confirmed_at is None
        client.post(link[1])
    assert Follower.objects.get().confirmed_at == at


def test_the_page_says_the_same_of_a_known_address_and_writes_once_an_hour(
    client: Client, call: Any, at: Any
) -> None:
    with clock.held_at(at):
        first = asked(client, call)
    follower(call, at)
    with clock.held_at(at + HOUR):
        again = asked(client, call)
        asked(client, call)
    assert again.context["call"] == first.context["call"]
    assert [one.subject for one in told("follow_link")] == [
        "Confermate: le novità del bando",
        "Seguite già questo bando",
    ]


def test_who_is_signed_in_follows_with_one_button_and_cannot_enrol_others(
    client: Client, call: Any, at: Any
) -> None:
    person = started(call, at).editor
    client.force_login(person)
    with clock.held_at(at):
        asked(client, call, email=person.email)
        asked(client, call)
    known = dict(Follower.objects.values_list("email", "confirmed_at"))
    assert known == {person.email: at, MAIL: None}


def test_what_is_published_within_an_hour_is_one_mail_with_its_end(call: Any, at: Any) -> None:
    own = follower(call, at)
    actions.follow(call, "nessuno@refuge.example", "it", proven=False, at=at)
    say(call, at + SECOND)
    say(call, at + HOUR, "erratum", title="Allegato")
    run(at + HOUR + SECOND)
    (letter,) = told()
    stop = f"http://testserver/it/applications/following/{own.pid}/{own.key}/stop/"
    assert (letter.to, letter.language, letter.unsubscribe, letter.bulk) == (MAIL, "it", stop, True)
    assert all(word in letter.text for word in ("Devis it", "Allegato it", stop))
    run(at + DAY)
    assert len(told()) == 1


def test_who_has_a_draft_is_told_once_with_its_people(call: Any, at: Any) -> None:
    cast = started(call, at)
    follower(call, at, cast.editor.email)
    follower(call, at)
    say(call, at + SECOND)
    run(at + DAY)
    assert [one.to for one in told()] == [MAIL]
    assert told_drafts().count(cast.editor.email) == 1


def test_a_moved_closing_is_news_to_who_has_no_draft(call: Any, at: Any) -> None:
    follower(call, at)
    officer, authority = staff("Odile Officier", "officer"), staff("Aldo Autorità", "authority")
    proposed = propose_closing(call, call.closes_at + DAY, reasons=WHY, by=officer, at=at)
    confirm_closing(proposed.pid, by=authority, at=at + SECOND)
    run(at + DAY)
    assert len(told()) == 1


def test_who_asked_before_the_opening_hears_of_it(call: Any, at: Any) -> None:
    Call.objects.filter(pk=call.pk).update(state=CallState.SCHEDULED)
    follower(call, at)
    follower(call, at + HOUR, "tardi@refuge.example")
    open_call(call.pk, by=SYSTEM, at=at + HOUR)
    jobs.run_now()
    assert [one.to for one in told("followed_opening")] == [MAIL]


def test_news_from_before_one_asked_is_not_told(call: Any, at: Any) -> None:
    say(call, at + SECOND)
    follower(call, at + SECOND)
    run(at + DAY)
    assert told() == []


def test_one_click_of_the_mail_program_erases_the_address_everywhere(call: Any, at: Any) -> None:
    """RFC 8058: no cookie, no token; the link stays true afterwards."""
    own = follower(call, at)
    say(call, at + SECOND)
    run(at + DAY)
    where = reverse("applications:follow_stop", args=[own.pid, own.key])
    mailer = Client(enforce_csrf_checks=True)
    assert mailer.get(where).status_code == 200
    assert Follower.objects.exists()
    for _time in range(2):
        assert mailer.post(where, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert not Message.objects.filter(to=MAIL).exists()
    assert MAIL not in str(list(Event.objects.values()))
    assert mailer.post(where.replace(own.key, "a-wrong-key")).status_code == 404


def test_an_address_nobody_proved_is_forgotten_after_three_days(call: Any, at: Any) -> None:
    """PRI-05, both sides of the limit."""
    actions.follow(call, MAIL, "it", proven=False, at=at)
    assert erased(at + 3 * DAY - SECOND) == []
    assert erased(at + 3 * DAY) == ["applications.forget_unproved"]
    assert not Follower.objects.exists()


def test_the_addresses_of_a_call_are_erased_thirty_days_after_its_closing(
    call: Any, at: Any
) -> None:
    """PRI-05, both sides of the limit; that there were some stays, as a count."""
    follower(call, at)
    assert erased(call.closes_at + 30 * DAY - SECOND) == []
    assert erased(call.closes_at + 30 * DAY) == ["applications.forget_followers"]
    assert not Follower.objects.exists()
    assert Event.objects.get(kind="call.followers_erased").data["count"] == 1


def test_a_call_is_followed_until_its_closing(client: Client, call: Any) -> None:
    actions.follow(call, MAIL, "it", proven=False, at=call.closes_at)
    with pytest.raises(NotPossible, match=r"call\.follow\.closed"):
        actions.follow(call, MAIL, "it", proven=False, at=call.closes_at + SECOND)
    with clock.held_at(call.closes_at + SECOND):
        assert asked(client, call).context["form"] is None


def test_one_network_cannot_have_the_whole_valley_written_to(
    client: Client, call: Any, at: Any
) -> None:
    with clock.held_at(at):
        answers = [asked(client, call, email=f"a{one}@refuge.example") for one in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [422]


@pytest.mark.counting
def test_looking_for_who_was_told_costs_the_same_for_one_and_for_thirty(call: Any, at: Any) -> None:
    """REL-20: a batch asks once who has a draft and what was published."""
    say(call, at + SECOND)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            tell_followers(call.pk, at.isoformat(), (at + HOUR).isoformat(), 0)
        return sum("notify_message" not in one["sql"] for one in seen.captured_queries)

    follower(call, at + 2 * SECOND)  # nothing is newer: the mails apart
    first = cost()
    for number in range(1, 30):
        follower(call, at + 2 * SECOND, f"a{number}@refuge.example")
    assert cost() == first

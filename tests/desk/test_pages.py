"""The desk: what waits for each person, the journal for those who check, the agenda."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Role
from cordata.desk import agenda
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.notify.models import Message
from cordata.notify.models import State as MessageState
from cordata.projects import actions
from tests.factories.applications import complete_application
from tests.factories.assessment import after_closing, filed, fresh_sides, staff
from tests.factories.projects import after, paid, prove, reported, signed, verified

HOME = "/fr/desk/"


@pytest.fixture
def signed_in(client: Client) -> Callable[[Any], Client]:
    def enter(person: Any) -> Client:
        client.force_login(person)
        return client

    return enter


def test_a_newcomer_is_told_where_to_begin(signed_in, person, call) -> None:
    page = signed_in(person("nina")).get(HOME).content.decode()

    assert reverse("programme:calls") in page
    assert reverse("matching:board") in page


def test_a_lead_sees_its_draft_and_that_it_waits(signed_in, call, at) -> None:
    """NOT-01: what can be done is said."""
    cast = complete_application(call, at)

    page = signed_in(cast.signatory).get(HOME).content.decode()

    assert "1 brouillon à poursuivre" in page
    assert reverse("applications:detail", args=[cast.application.pid]) in page


def test_an_officer_sees_how_many_files_wait_after_the_closing(signed_in, call, at) -> None:
    for _ in range(2):
        filed(call, at, *fresh_sides())

    with clock.held_at(after_closing(call)):
        page = signed_in(staff("olga", "officer")).get(HOME).content.decode()

    assert "2 dossiers à vérifier" in page


def test_before_the_closing_nothing_waits_for_the_officer(signed_in, call, at) -> None:
    """A version may still be replaced: nobody examines it yet."""
    filed(call, at, *fresh_sides())

    page = signed_in(staff("olga", "officer")).get(HOME).content.decode()

    assert "dossier à vérifier" not in page


@pytest.mark.counting
def test_the_desk_costs_the_same_for_one_file_and_for_thirty(
    signed_in, call, at, django_assert_max_num_queries
) -> None:
    """REL-20."""
    officer = staff("olga", "officer")
    cast = filed(call, at, *fresh_sides())
    client = signed_in(officer)
    with clock.held_at(after_closing(call)):
        client.get(HOME)
        with django_assert_max_num_queries(20):
            client.get(HOME)
    assert cast.application.number


ROLES = [role for role in Role if role != Role.ADVISER]


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_and_the_menu_offer_nobody_a_page_that_refuses_them(
    signed_in, call, at, role: str
) -> None:
    """Every link of a desk, and of the menu above it, opens."""
    filed(call, at, *fresh_sides())
    with clock.held_at(after_closing(call)):
        client = signed_in(staff("olga", role))
        page = client.get(HOME).content.decode()
        links = set(re.findall(r'href="(/fr/[^"#]*)"', page))
        refused = {link for link in links if client.get(link).status_code >= 400}

    assert len(links) > 8
    assert refused == set()


def test_an_officer_opens_the_files_that_wait(signed_in, call, at) -> None:
    filed(call, at, *fresh_sides())

    with clock.held_at(after_closing(call)):
        client = signed_in(staff("olga", "officer"))
        page = client.get(HOME).content.decode()
        files = reverse("assessment:reviews", args=[call.code])
        assert page.count(f'href="{files}"') == 2  # the task, and the call's own line
        assert client.get(files).status_code == 200


def test_an_organiser_finds_the_meetings_not_the_files(signed_in, call, alcotra, at) -> None:
    load_meetings(call.programme, alcotra, by=SYSTEM, at=at)

    page = signed_in(staff("orso", "organiser")).get(HOME).content.decode()

    assert "Personnes inscrites" in page
    assert reverse("assessment:reviews", args=[call.code]) not in page
    assert "Mes candidatures" not in page


def test_a_member_of_a_body_finds_the_menu_of_applicants(signed_in, call, at) -> None:
    cast = complete_application(call, at)

    page = signed_in(cast.signatory).get(HOME).content.decode()

    for words in ("Mes candidatures", "Mes projets", "Mes lettres"):
        assert words in page


def test_the_journal_is_for_auditors_not_for_officers(signed_in, person, call, at) -> None:
    assert signed_in(staff("olga", "officer")).get("/fr/desk/journal/").status_code == 403
    assert signed_in(staff("aldo", "auditor")).get("/fr/desk/journal/").status_code == 200


def test_an_auditor_follows_one_thing_through_the_journal(signed_in, call, at) -> None:
    """LOG-01."""
    cast = complete_application(call, at)

    client = signed_in(staff("aldo", "auditor"))
    page = client.get(
        f"/fr/desk/journal/?kind=application.started&subject={cast.application.pid}"
    ).content.decode()

    rows = page.partition("<tbody")[2]
    assert "application.started" in rows
    assert "programme." not in rows


def test_one_click_says_whether_the_chain_holds(signed_in, call, at) -> None:
    """LOG-02."""
    client = signed_in(staff("aldo", "auditor"))
    client.post("/fr/desk/journal/check/")

    assert "La chaîne tient" in client.get("/fr/desk/journal/check/").content.decode()


def test_a_message_that_was_given_up_can_be_tried_again(signed_in, person, call, at) -> None:
    """NOT-02: after the last try it is a task for staff."""
    message = Message.objects.create(
        notice="web.test", to="a@cordata.example", language="fr", subject="Essai", text="Essai",
        state=MessageState.FAILED, created_at=at, send_after=at,
    )  # fmt: skip
    client = signed_in(staff("olga", "officer"))

    assert "Essai" in client.get("/fr/desk/messages/").content.decode()
    client.post(f"/fr/desk/messages/{message.pid}/again/")

    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert message.tries == 0


def test_a_stranger_reaches_no_given_up_message(signed_in, person, call, at) -> None:
    assert signed_in(person("nina")).get("/fr/desk/messages/").status_code == 403


def test_what_falls_due_is_carried_out_in_order_and_once(call: Any, at: datetime) -> None:
    """Closings, expiries and reminders, each at its own instant; the second round finds nothing."""
    complete_application(call, at)
    eve, until = call.closes_at - timedelta(hours=1), call.closes_at + timedelta(days=1)

    done = [*agenda.carry_out(eve), *agenda.carry_out(until)]

    assert [act.at for act in done] == sorted(act.at for act in done)
    assert any(act.at <= call.closes_at for act in done)  # reminders before
    assert any(act.at > call.closes_at for act in done)  # the closing and what lapses with it
    assert list(agenda.carry_out(until)) == []


def test_an_orderer_is_told_of_the_payments_that_wait_for_an_order_and_of_no_other(
    signed_in, call, at
) -> None:
    """The desk counts what the page of payments offers, and leads there."""
    running = signed(call, at)

    def desk() -> str:
        return str(signed_in(running.orderer).get(HOME).content.decode())

    assert "1 paiement à ordonner" in desk()
    assert reverse("projects:payments") in desk()
    paid(running, "advance", at)
    assert "à ordonner" not in desk()

    later = after(at, 430)
    prove(running, later, 1, 2, 3)
    reported(running, later)
    verified(running, later, 1, 2, 3)
    assert "1 paiement à ordonner" in desk()
    actions.order_payment(running.pid, "balance", key="b", by=running.orderer, at=later)
    assert "à ordonner" not in desk()

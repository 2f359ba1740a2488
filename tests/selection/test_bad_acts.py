"""What the committee's people may not do: each is refused with a sentence, changes nothing, and is
a line of the journal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.applications.actions import withdraw_application
from cordata.desk import exceptions
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.programme.actions import change_envelope
from cordata.programme.queries import envelope_of
from cordata.selection.actions import change_outcome
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.queries import awarded
from cordata.web.catalogue import sentence
from tests.factories.assessment import consolidated, staff
from tests.factories.selection import committee, files, prepared, signed, sitting_at

pytestmark = pytest.mark.django_db


def sent(person: Any, name: str, *args: str, **data: str) -> Any:
    client = Client()
    client.force_login(person)
    with override("fr"):
        return client.post(reverse(name, args=args), data)


def refusals(thing: str) -> list[tuple[str, str]]:
    events = Event.objects.filter(kind=f"{thing}.attempt_refused").order_by("number")
    return [(one.actor, one.data["code"]) for one in events]


def lowered(call: Any, amount: str, at: Any, person: Any) -> Any:
    theme = call.definition.themes[0].code
    words = {f"reason_{code}": "Motif." for code in call.programme.definition.languages}
    return sent(
        person, "programme:change_envelope", call.code, theme=theme, amount=amount,
        decided_on=at.date().isoformat(), reference="CS 2025-09", **words,
    )  # fmt: skip


@pytest.fixture
def one_signed(call: Any, at: Any) -> CommitteeSession:
    theme = call.definition.themes[0].code
    files(call, at, 5, 4, theme=theme)
    return signed(call, [theme])


def test_an_envelope_is_not_lowered_under_what_is_signed(call: Any, one_signed: Any) -> None:
    theme, later = call.definition.themes[0].code, sitting_at(call) + timedelta(days=1)
    held, people = awarded(call)[theme], committee()
    before = envelope_of(call, theme).amount
    assert Decimal(0) < held < before

    with held_at(later):
        answer = lowered(call, str(held - Decimal("0.01")), later, people.authority)

    assert answer.status_code == 422

    assert "déjà signé" in answer.content.decode()
    assert envelope_of(call, theme).amount == before
    assert refusals("call") == [(people.authority.actor_key, "envelope.below_signed")]
    with held_at(later):
        assert lowered(call, str(held), later, people.authority).status_code == 302
    assert envelope_of(call, theme).amount == held


def test_an_envelope_of_the_whole_call_holds_the_signed_sums_of_all_its_themes(
    call: Any, one_signed: Any
) -> None:
    later, held = sitting_at(call) + timedelta(days=1), sum(awarded(call).values())

    def whole(amount: Decimal) -> None:
        change_envelope(
            call, "", amount=amount, decided_on=later.date(), reference="CS", by=SYSTEM, at=later
        )

    with pytest.raises(NotPossible, match=r"envelope\.below_signed"):
        whole(held - Decimal("0.01"))
    whole(held)


def test_nothing_is_decided_on_a_withdrawn_file(call: Any, at: Any) -> None:
    """The committee is told which file, and to compute anew; its proposal stays what it was."""
    review = consolidated(call, at, 4)
    session, people, day = prepared(call), committee(), sitting_at(call)
    decision = session.decisions.get()
    application = review.application
    lead = application.partners.get(is_lead=True).organisation
    by = lead.memberships.filter(kind="signatory").first().person
    withdraw_application(application.pid, because="Nous renonçons.", by=by, at=day)

    with held_at(day):
        answer = sent(
            people.officer, "selection:change", session.pid, decision.pid,
            outcome="rejected", because="Hors sujet.",
        )  # fmt: skip

    assert answer.status_code == 422
    assert application.number in answer.content.decode()
    assert Decision.objects.get(pk=decision.pk).outcome == decision.outcome
    assert refusals("committeesession") == [(people.officer.actor_key, "selection.file_withdrawn")]
    with pytest.raises(NotPossible, match="file_withdrawn"):
        change_outcome(
            session.pid, decision.pid, "rejected", because="Non.", by=people.officer, at=day
        )


def test_nothing_is_changed_after_the_signature(call: Any, one_signed: Any) -> None:
    people, later = committee(), sitting_at(call) + timedelta(days=1)
    decision = one_signed.decisions.first()

    with held_at(later):
        answer = sent(
            people.officer, "selection:change", one_signed.pid, decision.pid,
            outcome="rejected", because="Non.",
        )  # fmt: skip
        again = sent(people.chair, "selection:sign", one_signed.pid)

    assert (answer.status_code, again.status_code) == (403, 403)
    assert sentence("selection.signed", "fr") in answer.content.decode()
    assert Decision.objects.get(pk=decision.pk).outcome == decision.outcome
    assert refusals("committeesession") == [
        (people.officer.actor_key, "selection.signed"),
        (people.chair.actor_key, "selection.signed"),
    ]


def test_a_stranger_to_the_act_leaves_no_line(call: Any, one_signed: Any) -> None:
    """Only who may, and came too late, is noted: an auditor reads that a rule held."""
    member = staff("Milo Membre", "committee")
    with held_at(sitting_at(call) + timedelta(days=1)):
        answer = sent(member, "selection:sign", one_signed.pid)

    assert answer.status_code == 403
    assert refusals("committeesession") == []


def test_the_auditor_reads_each_refusal_as_a_sentence(call: Any, one_signed: Any) -> None:
    later, people = sitting_at(call) + timedelta(days=1), committee()
    with held_at(later):
        lowered(call, "1", later, people.authority)
        sent(people.chair, "selection:sign", one_signed.pid)

    with override("fr"):
        lines = exceptions.lines_of(exceptions.exceptions_of(call, "refused"), call)
    assert [line.office for line in lines] == ["présidence du comité", "agent de l’autorité"]
    assert "déjà signé" in lines[1].reason

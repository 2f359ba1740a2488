"""A pack becomes a programme with calls; an open call never moves by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cordata.kernel import journal
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.packs import Pack
from cordata.packs.canonical import digest
from cordata.programme import actions, queries
from cordata.programme.due import due_acts
from cordata.programme.models import Call, Programme, Publication, read
from cordata.programme.states import CallState

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
WHY = {"fr": "Correction", "it": "Correzione", "en": "Correction"}


def changed(pack: Pack, code: str, **values: Any) -> Pack:
    """The pack with one of its calls changed."""
    calls = tuple(replace(call, **values) if call.code == code else call for call in pack.calls)
    return replace(pack, calls=calls)


def run_due(until: datetime) -> list[str]:
    done = []
    for act in sorted(due_acts(until)):
        act.run(act.at)
        done.append(act.code)
    return done


def days(call: Call, at: datetime) -> list[tuple[int, datetime]]:
    return [(version.number, since) for version, since in queries.versions_of(call, at)]


def test_a_version_announced_before_the_opening_holds_since_the_opening(
    db: None, alcotra: Pack
) -> None:
    """Until then it is of its own day; a later one is of its own day for good."""
    early, again = datetime(2024, 5, 6, 8, tzinfo=UTC), datetime(2024, 6, 3, 8, tzinfo=UTC)
    late = datetime(2025, 1, 7, 8, tzinfo=UTC)
    actions.load_pack(alcotra, by=SYSTEM, at=early)
    actions.load_pack(changed(alcotra, "microprojets-2", number=9), by=SYSTEM, at=again)
    call = queries.calls().get(code="microprojets-2")
    opens = call.opens_at

    assert days(call, opens - SECOND) == [(2, again), (1, early)]
    assert days(call, opens) == [(2, opens), (1, early)]

    run_due(opens)
    edited = changed(alcotra, "microprojets-2", number=10)
    actions.load_pack(edited, by=SYSTEM, at=late, reasons=WHY)
    call = queries.calls().get(code="microprojets-2")
    assert days(call, late) == [(3, late), (2, opens), (1, early)]


def test_each_call_is_in_the_state_its_window_says(programme: Programme) -> None:
    states = dict(programme.calls.values_list("code", "state"))

    assert states == {"microprojets-1": CallState.DECIDED, "microprojets-2": CallState.OPEN}


def test_what_a_newer_release_adds_to_every_call_is_no_change_of_a_call(
    call: Call, alcotra: Pack
) -> None:
    """MON-05: no version with somebody else's reasons because the software learnt a new field."""
    version = call.current_version
    older = {key: one for key, one in read(version.data).items() if key != "unit_prices"}
    type(version).objects.filter(pk=version.pk).update(data=older, digest=digest(older))
    at = datetime(2025, 2, 3, 8, tzinfo=UTC)

    assert queries.changed_calls(alcotra) == []
    actions.load_pack(alcotra, by=SYSTEM, at=at, reasons=WHY)
    assert Call.objects.get(pk=call.pk).current_version.number == version.number
    assert Call.objects.get(pk=call.pk).current_version.digest == digest(older)


def test_a_call_keeps_a_frozen_copy_equal_to_its_pack(call: Call, alcotra: Pack) -> None:
    """MON-05."""
    assert call.definition == alcotra.call("microprojets-2")
    assert call.current_version.digest == queries.call_digest(call.definition)


def test_loading_the_same_pack_twice_changes_nothing(
    programme: Programme, alcotra: Pack, at: datetime
) -> None:
    before = Event.objects.count()

    actions.load_pack(alcotra, by=SYSTEM, at=at + SECOND)

    assert Event.objects.count() == before


def test_editing_the_pack_never_moves_an_open_call(call: Call, alcotra: Pack, at: datetime) -> None:
    """CFG: a change after opening needs a reason, shown publicly."""
    edited = changed(alcotra, "microprojets-2", number=9)

    actions.load_pack(edited, by=SYSTEM, at=at)

    call.refresh_from_db()
    assert (call.current_version.number, call.definition.number) == (1, 2)
    assert [one.code for one in queries.changed_calls(edited)] == ["microprojets-2"]


def test_a_change_with_a_reason_is_a_new_version_beside_the_old_one(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    edited = changed(alcotra, "microprojets-2", number=9)

    actions.load_pack(edited, by=SYSTEM, at=at, reasons=WHY)

    call = queries.calls().get(pk=call.pk)
    assert (call.current_version.number, call.definition.number) == (2, 9)
    assert call.current_version.reasons == WHY
    assert call.versions.get(number=1).definition.number == 2


def test_an_announced_call_takes_what_its_pack_says_before_it_opens(
    db: None, alcotra: Pack
) -> None:
    early = datetime(2023, 10, 10, tzinfo=UTC)
    actions.load_pack(alcotra, by=SYSTEM, at=early)

    actions.load_pack(changed(alcotra, "microprojets-2", number=9), by=SYSTEM, at=early)

    call = queries.calls().get(code="microprojets-2")
    assert (call.state, call.definition.number) == (CallState.SCHEDULED, 9)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-12-09T07:59:59.999999+00:00", CallState.SCHEDULED),
        ("2024-12-09T08:00:00+00:00", CallState.OPEN),
        ("2025-04-23T10:00:00+00:00", CallState.OPEN),
        ("2025-04-23T10:00:00.000001+00:00", CallState.CLOSED),
    ],
)
def test_the_window_opens_and_closes_to_the_microsecond(
    db: None, alcotra: Pack, moment: str, state: str
) -> None:
    """TIM-01: both instants are in."""
    actions.load_pack(alcotra, by=SYSTEM, at=datetime(2023, 10, 10, tzinfo=UTC))

    run_due(datetime.fromisoformat(moment))

    assert queries.calls().get(code="microprojets-2").state == state


def test_due_acts_run_once(db: None, alcotra: Pack) -> None:
    actions.load_pack(alcotra, by=SYSTEM, at=datetime(2023, 10, 10, tzinfo=UTC))
    end = datetime(2026, 1, 1, tzinfo=UTC)

    first, again = run_due(end), run_due(end)

    assert first.count("programme.open_call") == 2
    assert again == []
    assert not list(journal.verify())


def test_nobody_opens_or_closes_a_call_before_its_hour(db: None, alcotra: Pack) -> None:
    actions.load_pack(alcotra, by=SYSTEM, at=datetime(2023, 10, 10, tzinfo=UTC))
    call = queries.calls().get(code="microprojets-2")

    with pytest.raises(NotPossible, match=r"call\.opens_later"):
        actions.open_call(call.pk, by=SYSTEM, at=call.opens_at - SECOND)
    actions.open_call(call.pk, by=SYSTEM, at=call.opens_at)
    with pytest.raises(NotPossible, match=r"call\.closes_later"):
        actions.close_call(call.pk, by=SYSTEM, at=call.closes_at)


def test_an_envelope_decided_later_is_unknown_until_its_day(call: Call) -> None:
    """ACC-11: the raise of June 2025 shows in June 2025."""
    assert queries.envelope_of(call, "education").amount == Decimal("500000.00")

    run_due(datetime(2025, 6, 13, 12, tzinfo=UTC))

    raised = queries.envelope_of(call, "education")
    assert (raised.amount, raised.number) == (Decimal("1000000.00"), 2)


def test_an_envelope_changes_by_a_named_decision_and_is_journalled(
    call: Call, at: datetime, person: Any
) -> None:
    authority = person("authority")

    actions.change_envelope(
        call,
        "education",
        amount=Decimal("600000.00"),
        decided_on=date(2025, 2, 1),
        reference="CS 2025/1",
        by=authority,
        at=at,
    )

    event = Event.objects.get(kind="call.envelope_changed", actor=authority.actor_key)
    assert (event.reason, event.data["amount"], event.data["before"]) == (
        "CS 2025/1",
        "600000.00",
        "500000.00",
    )


@pytest.mark.parametrize(
    ("theme", "changes", "code"),
    [
        ("nothing", {}, "envelope.theme_unknown"),
        ("education", {"amount": Decimal("-0.01")}, "envelope.negative"),
        ("education", {"reference": " "}, "envelope.reference_missing"),
        ("education", {"decided_on": date(2024, 12, 8)}, "envelope.older_than_current"),
    ],
)
def test_an_envelope_is_not_changed_without_a_sound_decision(
    call: Call, at: datetime, theme: str, changes: dict[str, Any], code: str
) -> None:
    values = {"amount": Decimal(1), "decided_on": date(2025, 2, 1), "reference": "CS", **changes}

    with pytest.raises(NotPossible, match=re.escape(code)):
        actions.change_envelope(call, theme, by=SYSTEM, at=at, **values)


def test_nothing_is_published_in_one_language_only(programme: Programme, at: datetime) -> None:
    with pytest.raises(NotPossible, match=r"publication\.language_missing"):
        actions.publish(
            programme,
            Publication.Kind.NEWS,
            titles={"fr": "Bonjour"},
            texts={"fr": "Texte"},
            by=SYSTEM,
            at=at,
        )


def test_a_programme_of_three_countries_loads_by_the_same_code(aurora_call: Call) -> None:
    assert aurora_call.state == CallState.OPEN
    assert aurora_call.definition.continuous

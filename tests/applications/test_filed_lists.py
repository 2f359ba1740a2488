"""One public list a day of what was filed, chained: nothing is added or taken out unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from cordata.applications import due
from cordata.applications.actions import list_filed, submit_application
from cordata.applications.filed import days_to_list, start_of
from cordata.applications.models import FiledDay, Submission
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.programme.queries import local_day
from tests.factories.applications import STATED, complete_application

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_lists.py"


def filed(call: Any, at: datetime, when: datetime, cast: Any = None) -> tuple[Any, Submission]:
    cast = cast or complete_application(call, at)
    made = submit_application(
        cast.application.pid, by=cast.signatory, key=f"k{when:%d%H%M%S}", statements=STATED,
        received_at=when, at=when,
    )  # fmt: skip
    return cast, made


def midnight(call: Any, when: datetime) -> datetime:
    """The end of the local day of an instant."""
    return start_of(call, local_day(call, when) + DAY)


def acts(until: datetime) -> list[datetime]:
    found = [act for act in due.due_acts(until) if act.code == "applications.list_filed"]
    return [act.at for act in found if act.at <= until]


def asked(at: datetime) -> dict[str, Any]:
    with held_at(at):
        answer = Client().get("/fr/applications/filed/microprojets-2/lists.json")
    assert answer.status_code == 200
    return dict(answer.json())


def verified(folder: Path, chain: dict[str, Any], *more: str) -> subprocess.CompletedProcess[str]:
    file = folder / "lists.json"
    file.write_text(json.dumps(chain), "utf-8")
    command = [sys.executable, str(SCRIPT), str(file), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_day_is_listed_when_it_is_over_where_the_deadline_is(call: Any, at: Any) -> None:
    """23:59:59 in Paris and Rome stands on its day, midnight on the next."""
    over = midnight(call, at)
    cast, last = filed(call, at, over - SECOND)
    _cast, first = filed(call, at, over, cast)
    list_filed(call.pk, at=over - SECOND)
    assert not FiledDay.objects.filter(day=local_day(call, at)).exists()
    assert acts(over - SECOND) == []
    assert acts(over) == [over]
    assert [one.tzinfo for one in acts(over)] == [UTC]  # as each act of the agenda says

    list_filed(call.pk, at=over)
    list_filed(call.pk, at=over + DAY)
    days = {one.day: one for one in FiledDay.objects.all()}
    one, two = days[local_day(call, at)], days[local_day(call, at) + DAY]
    assert [entry["sha256"] for entry in one.entries] == [last.sealed.sha256]
    assert [entry["sha256"] for entry in two.entries] == [first.sealed.sha256]
    assert two.previous == one.sha256
    assert acts(over + DAY) == []


def test_every_day_from_the_opening_to_the_day_after_the_closing_has_one(
    call: Any, at: Any
) -> None:
    """Whenever the worker came: a day without filings has its list, too, once."""
    filed(call, at, at)
    late = call.closes_at + 30 * DAY
    assert len(acts(late)) == 1
    list_filed(call.pk, at=late)
    days = list(FiledDay.objects.values_list("day", flat=True))
    opened, closed = local_day(call, call.opens_at), local_day(call, call.closes_at)
    assert (days[0], days[-1]) == (opened, closed + DAY)
    assert len(days) == (closed - opened).days + 2
    assert acts(late) == []
    assert Event.objects.filter(kind="call.filings_listed").count() == len(days)


def test_what_was_still_being_sealed_at_midnight_stands_in_the_next_list(
    call: Any, at: Any
) -> None:
    """Its transaction waited behind others: the list of its day was made without it."""
    over = midnight(call, at)
    cast, first = filed(call, at, at)
    list_filed(call.pk, at=over)
    _cast, waited = filed(call, at, over - SECOND, cast)
    list_filed(call.pk, at=over + DAY)
    days = {one.day: [entry["sha256"] for entry in one.entries] for one in FiledDay.objects.all()}
    day = local_day(call, at)
    assert days[day] == [first.sealed.sha256]
    assert days[day + DAY] == [waited.sealed.sha256]


def test_before_the_closing_a_list_tells_its_fingerprint_and_not_how_many(
    call: Any, at: Any
) -> None:
    _cast, made = filed(call, at, at)
    list_filed(call.pk, at=midnight(call, at))
    day = asked(call.closes_at)["days"][-1]
    assert set(day) == {"day", "previous", "sha256"}
    salts = set(FiledDay.objects.values_list("salt", flat=True))  # nobody computes an empty one
    assert len(salts) == FiledDay.objects.count()

    opened = asked(call.closes_at + SECOND)["days"][-1]
    assert opened["sha256"] == day["sha256"]
    assert [one["sha256"] for one in opened["content"]["filed"]] == [made.sealed.sha256]
    assert made.sealed.number not in json.dumps(opened)


def test_the_script_says_on_which_day_a_receipt_stands(call: Any, at: Any, tmp_path: Path) -> None:
    cast, first = filed(call, at, at)
    _cast, second = filed(call, at, at + DAY, cast)
    list_filed(call.pk, at=call.closes_at + 3 * DAY)
    chain = asked(call.closes_at + 3 * DAY)
    for one, when in ((first, at), (second, at + DAY)):
        told = verified(tmp_path, chain, one.sealed.sha256)
        assert told.returncode == 0, told.stderr
        assert f"listed on {local_day(call, when)}" in told.stdout
    assert "on no day" in verified(tmp_path, chain, "0" * 64).stdout


def spoiled_entry(chain: dict[str, Any]) -> None:
    next(one for one in chain["days"] if one["content"]["filed"])["content"]["filed"].clear()


def spoiled_instant(chain: dict[str, Any]) -> None:
    entry = next(one for one in chain["days"] if one["content"]["filed"])["content"]["filed"][0]
    entry["received_at"] = entry["received_at"].replace("Z", "1Z")


def day_taken_out(chain: dict[str, Any]) -> None:
    del chain["days"][3]


def day_renamed(chain: dict[str, Any]) -> None:
    chain["days"][3]["day"] = "2024-01-01"


@pytest.mark.parametrize("spoil", [spoiled_entry, spoiled_instant, day_taken_out, day_renamed])
def test_the_script_stops_at_anything_that_was_changed(
    call: Any, at: Any, tmp_path: Path, spoil: Any
) -> None:
    filed(call, at, at)
    list_filed(call.pk, at=call.closes_at + 3 * DAY)
    chain = asked(call.closes_at + 3 * DAY)
    assert verified(tmp_path, chain).returncode == 0
    spoil(chain)
    assert verified(tmp_path, chain).returncode == 1


def test_the_page_and_the_page_to_verify_lead_there(call: Any, at: Any) -> None:
    filed(call, at, at)
    list_filed(call.pk, at=midnight(call, at))
    sha256 = FiledDay.objects.last().sha256  # type: ignore[union-attr]
    for language in ("fr", "it", "en"):
        with translation.override(language), held_at(midnight(call, at)):
            page = Client().get(f"/{language}/applications/filed/microprojets-2/")
            assert sha256 in page.content.decode()
            verify = Client().get(f"/{language}/applications/verify/").content.decode()
            assert f"/{language}/applications/filed/microprojets-2/" in verify
    assert Client().get("/fr/applications/filed/nothing/").status_code == 404


def test_a_call_that_received_nothing_and_is_long_closed_is_not_listed(call: Any, at: Any) -> None:
    assert acts(call.closes_at + 8 * DAY) == []
    assert days_to_list(call, date(2100, 1, 1), at) == []

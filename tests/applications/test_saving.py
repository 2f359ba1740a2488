"""Saving while typing: one text in, its version out, cheap, and never in silence (SUB-03, 07)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import save_answer
from cordata.applications.models import Answer, AnswerVersion
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.web.cleaning import clean_text, length
from tests.applications.test_pages import signed_in
from tests.factories.applications import SEMNOZ, VALFREDDA, Cast, started

pytestmark = pytest.mark.django_db

CASES = json.loads((Path(__file__).parent / "cleaning.json").read_text())
KEY = "page-of-the-lead-1"


def save(client: Client, cast: Cast, text: str, version: int, turn: int, **more: str) -> Any:
    field, language = more.get("field", "need"), more.get("language", "fr")
    name = f"{field}-{language}" if language else field
    sent = {
        "field": field, "language": language, name: text, f"{name}-version": str(version),
        "page-key": KEY, "page-turn": str(turn), **more,
    }  # fmt: skip
    return client.post(f"/fr/applications/{cast.application.pid}/save/", sent)


def test_a_pause_in_the_typing_answers_with_the_new_version(call: Any, at: datetime) -> None:
    """SUB-03: the version, the words to say, and nothing of the other texts."""
    cast = started(call, at)
    answer = save(signed_in(cast.editor), cast, "Mon texte", 0, 1)
    said = answer.json()
    assert (answer.status_code, said["outcome"], said["version"]) == (200, "saved", 1)
    assert said["words"].startswith("Enregistré à")
    assert "text" not in said
    assert AnswerVersion.objects.get().key == KEY


@pytest.mark.counting
def test_a_save_while_typing_costs_less_than_eight_queries(call: Any, at: datetime) -> None:
    """Issue 4, speed: one autosave under 8 queries."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    save(client, cast, "Un", 0, 1)
    with CaptureQueriesContext(connection) as queries:
        assert save(client, cast, "Un deux", 1, 2).json()["version"] == 2
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    sent = [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(marks)]
    asked = [one for one in sent if "kernel_rehearsalclock" not in one]  # a rehearsal's own
    assert len(asked) < 8, "\n".join(asked)


def test_the_journal_hears_of_a_spell_of_writing_once_in_ten_minutes(
    call: Any, at: datetime
) -> None:
    """Every version stays to read all the same (LOG-05, decision 0018)."""
    cast = started(call, at)

    def write(text: str, version: int, by: Any, minutes: int, seconds: int = 0) -> None:
        when = at + timedelta(minutes=minutes, seconds=seconds)
        save_answer(
            cast.application,
            field="need",
            language="fr",
            text=text,
            version=version,
            by=by,
            at=when,
        )

    write("1", 0, cast.editor, 0)
    write("2", 1, cast.editor, 0, 1)
    write("3", 2, cast.editor, 9, 59)
    write("4", 3, cast.editor, 10)
    write("5", 4, cast.partner_editor, 11)
    told = [one.data["version"] for one in Event.objects.filter(kind="application.text_saved")]
    assert told == [1, 4, 5]
    assert AnswerVersion.objects.count() == 5


def test_two_hands_on_one_text_are_shown_both(call: Any, at: datetime) -> None:
    """SUB-07: nothing is replaced; the second hand gets the first one's words and version."""
    cast = started(call, at)
    save_answer(
        cast.application, field="need", language="fr", text="Camille", version=0,
        by=cast.signatory, at=at,
    )  # fmt: skip
    client = signed_in(cast.editor)
    answer = save(client, cast, "Le mien", 0, 1)
    said = answer.json()
    assert (answer.status_code, said["outcome"], said["version"]) == (409, "conflict", 1)
    assert "Camille" in said["theirs"]
    assert Answer.objects.get(field="need").text == "Camille"
    assert save(client, cast, "Les deux", 1, 2).json()["version"] == 2


def test_a_retry_after_a_lost_answer_changes_nothing(call: Any, at: datetime) -> None:
    """SUB-07: told again what stands, be it another hand's text by now."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    save(client, cast, "Un", 0, 1)
    assert save(client, cast, "Un", 0, 1).json()["outcome"] == "saved"
    save_answer(
        cast.application, field="need", language="fr", text="Autre", version=1,
        by=cast.partner_editor, at=at,
    )  # fmt: skip
    said = save(client, cast, "Un", 0, 1).json()
    assert (said["outcome"], said["version"], said["text"]) == ("stands", 2, "Autre")
    assert AnswerVersion.objects.count() == 2


def test_what_can_not_be_read_is_said_in_words(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client = signed_in(cast.editor)
    answer = save(client, cast, "18 mois", 0, 1, field="duration_months", language="")
    assert answer.status_code == 422
    assert "Non enregistré" in answer.json()["words"]
    assert answer.json()["outcome"] == "unread"
    assert not Answer.objects.exists()


def test_an_acronym_over_its_limit_is_kept_whole_and_cut_in_lists(call: Any, at: datetime) -> None:
    """Nothing is cut in silence; the column of the lists takes 25 signs (PostgreSQL counts)."""
    cast = started(call, at)
    answer = save(signed_in(cast.editor), cast, "A" * 26, 0, 1, field="acronym", language="")
    assert answer.status_code == 200
    assert Answer.objects.get(field="acronym").text == "A" * 26
    assert cast.reload().acronym == "A" * 25


def closed(cast: Cast) -> datetime:
    return cast.application.call.closes_at + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"field": "nothing"}, 404),
        ({"field": "contribution"}, 404),
        ({"partner": "nobodysplace22"}, 404),
        ({"language": "xx"}, 422),
        ({"need-fr-version": "1e9"}, 422),
    ],
)
def test_nonsense_is_refused(call: Any, at: datetime, more: dict[str, str], status: int) -> None:
    cast = started(call, at)
    assert save(signed_in(cast.editor), cast, "Un", 0, 1, **more).status_code == status
    assert not Answer.objects.exists()


def test_nobody_saves_after_the_closing(call: Any, at: datetime) -> None:
    """TIM-01."""
    cast = started(call, at)
    with held_at(closed(cast)):
        answer = save(signed_in(cast.editor), cast, "Un", 0, 1)
    assert answer.status_code == 403
    assert not Answer.objects.exists()


def test_a_stranger_saves_nothing(call: Any, at: datetime) -> None:
    """ACC-02."""
    cast, other = started(call, at, SEMNOZ), started(call, at, VALFREDDA)
    assert save(signed_in(other.editor), cast, "Un", 0, 1).status_code == 404
    assert not Answer.objects.exists()


def test_a_partner_s_sheet_saves_while_it_is_typed(call: Any, at: datetime) -> None:
    cast = started(call, at)
    partner = cast.partners[1]
    client = signed_in(cast.partner_editor)
    said = save(client, cast, "Nos archives", 0, 1, field="contribution", partner=partner.pid)
    assert said.json()["version"] == 1
    assert partner.answers.get().text == "Nos archives"
    lead = {"field": "contribution", "partner": cast.partners[0].pid}
    assert save(client, cast, "Autrui", 0, 1, **lead).status_code == 403


def test_the_live_check_comes_by_itself(call: Any, at: datetime) -> None:
    cast = started(call, at)
    page = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/live/")
    assert 'id="live"' in page.content.decode()
    assert "<main" not in page.content.decode()


@pytest.mark.parametrize(("typed", "lines", "kept"), CASES)
def test_the_table_of_cases_is_what_the_server_keeps(typed: str, lines: bool, kept: str) -> None:
    """The same table holds the counter of the browser (tests/journeys/test_writing.py)."""
    cleaned = clean_text(typed, lines=lines)
    assert cleaned == kept
    assert length(cleaned) == len(kept)


def test_what_only_one_language_says_comes_with_the_save(call: Any, at: datetime) -> None:
    """Issue 4, 3: numbers of one version only are pointed out while the other is typed."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    first = save(client, cast, "Nous attendons 350 habitants.", 0, 1).json()
    assert not first["apart"]["need-apart"].strip()
    second = save(client, cast, "Aspettiamo 400 abitanti.", 0, 2, language="it").json()
    assert "350" in second["apart"]["need-apart"]
    assert "400" in second["apart"]["need-apart"]
    third = save(client, cast, "Aspettiamo 350 abitanti.", 1, 3, language="it").json()
    assert not third["apart"]["need-apart"].strip()


def test_a_language_that_moved_on_is_shown_before_anybody_agreed(call: Any, at: datetime) -> None:
    """Issue 4, 3: the difference since the other version was last written."""
    cast = started(call, at)

    def write(text: str, version: int, language: str, minutes: int) -> None:
        save_answer(
            cast.application, field="need", language=language, text=text, version=version,
            by=cast.editor, at=at + timedelta(minutes=minutes),
        )  # fmt: skip

    client, page = signed_in(cast.editor), f"/fr/applications/{cast.application.pid}/texts/need/"
    write("Trois balades.", 0, "fr", 0)
    write("Tre passeggiate.", 0, "it", 1)
    assert "<ins>" not in client.get(page).content.decode()
    write("Quatre balades.", 1, "fr", 2)
    shown = client.get(page).content.decode()
    assert "<ins>Quatre</ins>" in shown
    assert "<del>Trois</del>" in shown


def test_whether_a_partner_was_funded_before_is_saved_as_it_is_chosen(
    call: Any, at: datetime
) -> None:
    """SUB-03, SUB-07: nothing is replaced in silence, and the same twice is once."""
    cast = started(call, at)
    partner = cast.partners[1]

    def choose(who: Any, said: str, seen: str) -> Any:
        sent = {
            "field": "previously_funded", "partner": partner.pid, "previously_funded": said,
            "previously_funded-version": seen, "page-key": KEY, "page-turn": "1", "language": "",
        }  # fmt: skip
        address = f"/fr/applications/{cast.application.pid}/save/"
        return signed_in(who).post(address, sent)

    first = choose(cast.partner_editor, "yes", "")
    assert (first.status_code, first.json()["version"]) == (200, "yes")
    assert choose(cast.partner_editor, "yes", "").status_code == 200
    other = choose(cast.partner_signatory, "no", "")
    assert (other.status_code, other.json()["version"]) == (409, "yes")
    assert "data-take" in other.json()["theirs"]
    partner.refresh_from_db()
    assert partner.previously_funded is True
    assert choose(cast.partner_signatory, "no", "yes").status_code == 200
    assert choose(cast.partner_editor, "maybe", "no").status_code == 422
    told = Event.objects.filter(kind="application.partner_history_said")
    assert [one.data["funded"] for one in told] == [True, False]
    shown = signed_in(cast.partner_editor).get(
        f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/"
    )
    assert 'name="previously_funded-version" value="no"' in shown.content.decode()
    stale = {"previously_funded": "yes", "previously_funded-version": "", "page-key": KEY}
    pressed = signed_in(cast.partner_editor).post(shown.request["PATH_INFO"], stale)
    assert pressed.status_code == 422
    partner.refresh_from_db()
    assert partner.previously_funded is False

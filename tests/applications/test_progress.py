"""The task list says how many questions are answered, and which sections nobody began."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from cordata.applications.actions import save_answer
from cordata.applications.actions.partners import say_history
from cordata.applications.progress import progress_of, whole
from cordata.applications.queries import fully_loaded
from cordata.programme.effort_words import about
from tests.applications.test_pages import signed_in
from tests.factories.applications import SEMNOZ, Cast, complete_application, started

pytestmark = pytest.mark.django_db


def counted(cast: Cast) -> dict[str, tuple[int, int]]:
    steps = progress_of(fully_loaded(cast.application))
    return {step: (one.answered, one.asked) for step, one in steps.items()}


def marks(cast: Cast) -> list[str]:
    page = signed_in(cast.signatory).get(f"/fr/applications/{cast.application.pid}/")
    return [task.mark[2] for task in [*page.context["tasks"], page.context["annexes"]]]


def test_a_new_draft_has_everything_to_begin(call: Any, at: datetime) -> None:
    """A lead alone with nothing written: no section pretends to be begun."""
    cast = started(call, at, SEMNOZ)

    assert all(answered == 0 for answered, _asked in counted(cast).values())
    assert marks(cast) == ["À commencer"] * 6


def test_a_complete_draft_has_answered_all(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)

    found = whole(progress_of(fully_loaded(cast.application)))
    assert found.answered == found.asked == call.definition.form.questions(partners=2)
    assert found.seconds == 0
    assert marks(cast) == ["Complet"] * 5 + ["À commencer"]  # no file is joined yet


def test_a_text_counts_when_it_has_every_language(call: Any, at: datetime) -> None:
    cast = started(call, at)
    before = counted(cast)["texts"]
    facts: dict[str, Any] = {"field": "need", "by": cast.signatory, "at": at}
    save_answer(cast.application, text="Un besoin", language="fr", **facts)
    assert counted(cast)["texts"] == before
    assert progress_of(fully_loaded(cast.application))["texts"].begun
    save_answer(cast.application, text="Un bisogno", language="it", **facts)
    assert counted(cast)["texts"] == (before[0] + 1, before[1])


def test_a_question_that_now_applies_is_asked(call: Any, at: datetime) -> None:
    cast = started(call, at)
    [lead, _other] = cast.partners
    say_history(lead, False, by=cast.signatory, at=at)
    answered, asked = counted(cast)["partners"]
    say_history(lead, True, by=cast.signatory, at=at)
    assert counted(cast)["partners"] == (answered, asked + 1)


def test_what_one_partner_says_of_state_aid_is_not_told_by_a_count(call: Any, at: datetime) -> None:
    """Yes and no count alike: the other partners learn nothing."""
    cast = started(call, at)
    lead = cast.partners[0]
    found = set()
    for said in (True, False):
        lead.aid = {"answers": {"economic_activity": said}}
        lead.save()
        found.add(counted(cast)["partners"])
    assert len(found) == 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "environ 1 minute"),
        (10, "environ 10 minutes"),
        (12, "environ 10 minutes"),
        (13, "environ 15 minutes"),
        (57, "environ 55 minutes"),
        (58, "environ 1 heure"),
        (74, "environ 1 heure"),
        (75, "environ 1 h 30"),
        (367, "environ 6 heures"),
    ],
)
def test_an_estimate_promises_no_more_than_it_knows(minutes: int, words: str) -> None:
    with translation.override("fr"):
        assert about(minutes).replace("\u202f", " ").replace("\u00a0", " ") == words


def test_the_call_and_the_first_page_say_how_long_the_form_takes(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client = signed_in(cast.signatory)
    for address in (f"/fr/calls/{call.code}/", f"/fr/applications/start/{call.code}/"):
        assert "environ 6 heures" in client.get(address).content.decode()


def test_help_stands_in_both_languages_beside_a_question(call: Any, at: datetime) -> None:
    """Who helps a colleague of the other side reads the same words, marked with their language."""
    cast = started(call, at)
    page = signed_in(cast.signatory).get(f"/fr/applications/{cast.application.pid}/project/")
    shown = page.content.decode()
    for key in ("acronym", "title", "theme"):
        texts = call.definition.form.field(key).help
        assert texts["fr"] in shown
        assert f'lang="it">/ {texts["it"]}</span>' in shown

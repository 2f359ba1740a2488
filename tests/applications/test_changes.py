"""SUB-06: two sealed versions of one file, side by side in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cordata.applications.actions import AnswerDraft, agree_texts, save_answers
from cordata.applications.changes import Change, changes_between, said_by
from cordata.applications.models import CostLine, Submission
from cordata.applications.reading import reading_of_submission
from tests.applications.test_pages import signed_in, submitted
from tests.factories.applications import Cast, complete_application
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db


def changes(first: Submission, second: Submission) -> list[Change]:
    return changes_between(reading_of_submission(first), reading_of_submission(second))


def kinds(change: Change) -> dict[str, str]:
    return {one.kind: one.text.strip() for one in change.pieces if one.kind in {"added", "removed"}}


def twice(cast: Cast, at: datetime) -> tuple[Submission, Submission]:
    """Filed, one sentence and one amount changed, filed again."""
    first = submitted(cast, at)
    answers = {one.language: one for one in cast.application.answers.filter(field="need")}
    text = answers["fr"].text.replace("mémoire", "contrebande")
    draft = AnswerDraft("need", text, "fr", version=answers["fr"].version)
    assert not save_answers(cast.application, [draft], by=cast.editor, at=at)
    line = CostLine.objects.filter(partner=cast.partners[0]).latest("pk")
    CostLine.objects.filter(pk=line.pk).update(description="Vitrines")
    return first, _again(cast, at)


def _again(cast: Cast, at: datetime) -> Submission:
    versions = {one.language: one.version for one in cast.application.answers.filter(field="need")}
    agree_texts(cast.application, field="need", versions=versions, by=cast.editor, at=at)
    return submitted(cast, at, key="again")


def test_each_place_that_differs_is_named_once_with_both_words(call: Any, at: datetime) -> None:
    found = changes(*twice(complete_application(call, at), at))
    text, money = found
    assert text.language == "fr"
    assert kinds(text) == {"removed": "mémoire,", "added": "contrebande,"}
    assert "Semnoz" in money.label
    assert "Vitrines" in kinds(money)["added"]


def test_a_version_filed_again_as_it_was_changes_nothing(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    assert changes(submitted(cast, at), submitted(cast, at, key="again")) == []


def test_no_two_things_of_a_version_share_a_place(call: Any, at: datetime) -> None:
    """Else one would hide the change of the other."""
    reading = reading_of_submission(submitted(complete_application(call, at), at))
    places = [place for place, _said in said_by(reading)]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_partners_and_staff_read_it_and_strangers_do_not(
    call: Any, at: datetime, language: str
) -> None:
    cast = complete_application(call, at)
    twice(cast, at)
    root = f"/{language}/applications/{cast.application.pid}/receipt"
    shown = signed_in(cast.partner_editor).get(f"{root}/2/changes/").content.decode()
    assert "<del>mémoire,</del>" in shown
    assert "changes/" in signed_in(cast.editor).get(f"{root}/").content.decode()
    assert (
        signed_in(staff("Odile Officier", "officer")).get(f"{root}/2/changes/").status_code == 200
    )
    assert signed_in(staff("Anna", "assessor")).get(f"{root}/2/changes/").status_code == 404
    assert signed_in(cast.editor).get(f"{root}/1/changes/").status_code == 404

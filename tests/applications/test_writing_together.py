"""Several hands on one text: nothing is replaced in silence, nothing is refused whole (SUB-07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cordata.applications.actions import Overtaken, save_activity, save_answer
from cordata.applications.actions.activities import ActivityDraft
from cordata.applications.facts import facts_of
from cordata.applications.models import Activity, Answer, AnswerVersion, Application
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db

PAGE, OTHER = "page-of-the-lead-1", "page-of-the-partner"


def write(cast: Cast, text: str, version: int, at: datetime, **given: Any) -> Any:
    by = given.pop("by", cast.editor)
    place = {"field": "need", "language": "fr", **given}
    return save_answer(cast.application, text=text, version=version, by=by, at=at, **place)


def stands(language: str = "fr", field: str = "need") -> str:
    return Answer.objects.get(field=field, language=language).text


def need(cast: Cast) -> str:
    return f"/fr/applications/{cast.application.pid}/texts/need/"


def both(texts: dict[str, str], versions: dict[str, int], **more: str) -> dict[str, str]:
    """What the page of a text sends: every language, with the version it showed."""
    sent = {f"need-{code}": text for code, text in texts.items()}
    return sent | {f"need-{code}-version": str(one) for code, one in versions.items()} | more


def test_a_language_one_has_not_touched_is_never_a_conflict(call: Any, at: datetime) -> None:
    """SUB-07: the lead writes French; meanwhile the partner saves Italian; both stand."""
    cast = started(call, at)
    write(cast, "Uno", 0, at, language="it")
    write(cast, "Uno bis", 1, at, language="it", by=cast.partner_editor)
    client = signed_in(cast.editor)
    sent = both({"fr": "Un", "it": "Uno"}, {"fr": 0, "it": 1}, **{"page-key": PAGE})
    assert client.post(need(cast), sent).status_code == 302
    assert (stands("fr"), stands("it")) == ("Un", "Uno bis")


def test_saving_again_after_a_conflict_replaces_only_what_was_shown(
    call: Any, at: datetime
) -> None:
    """SUB-07: the page of the conflict shows the fresh text of what one had not touched."""
    cast = started(call, at)
    for text, version, language in (("Un", 0, "fr"), ("Uno", 0, "it")):
        write(cast, text, version, at, language=language)
    for text, version, language in (("Un bis", 1, "fr"), ("Uno bis", 1, "it")):
        write(cast, text, version, at, language=language, by=cast.partner_editor)
    client = signed_in(cast.editor)
    sent = both({"fr": "Le mien", "it": "Uno"}, {"fr": 1, "it": 1})
    shown = client.post(need(cast), sent)
    assert shown.status_code == 409
    form = shown.context["form"]
    assert form["need-it"].value() == "Uno bis"
    assert form["need-fr"].value() == "Le mien"
    assert "Un bis" in shown.content.decode()
    again = {name: str(form[name].value()) for name in sent}
    assert client.post(need(cast), again).status_code == 302
    assert (stands("fr"), stands("it")) == ("Le mien", "Uno bis")


def test_what_another_changed_meanwhile_is_not_agreed_unseen(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Uno", 0, at, language="it")
    write(cast, "Uno bis", 1, at, language="it", by=cast.partner_editor)
    sent = both({"fr": "Un", "it": "Uno"}, {"fr": 1, "it": 1}, agree="need")
    shown = signed_in(cast.editor).post(need(cast), sent)
    assert shown.status_code == 422
    assert not cast.application.agreements.exists()
    assert shown.context["form"]["need-it"].value() == "Uno bis"


def test_the_sheet_keeps_what_one_has_not_touched(call: Any, at: datetime) -> None:
    """SUB-07 on a partner's own sheet."""
    cast = started(call, at)
    partner = cast.partners[1]
    place = {"field": "contribution", "language": "it", "partner": partner}
    write(cast, "Uno", 0, at, **place)
    write(cast, "Uno bis", 1, at, **place, by=cast.partner_editor)
    client = signed_in(cast.editor)
    sent = {
        "contribution-fr": "Un", "contribution-fr-version": "0",
        "contribution-it": "Uno", "contribution-it-version": "1",
    }  # fmt: skip
    where = f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/"
    assert client.post(where, sent).status_code == 302
    assert stands("fr", "contribution") == "Un"
    assert stands("it", "contribution") == "Uno bis"


def test_two_tabs_of_one_person_do_not_overwrite_each_other(call: Any, at: datetime) -> None:
    """SUB-07: a person's second device is another hand, however soon it comes."""
    cast = started(call, at)
    write(cast, "Un", 0, at, key=PAGE, turn=1)
    with pytest.raises(Overtaken):
        write(cast, "Deux", 0, at + timedelta(seconds=1), key=OTHER, turn=1)
    assert stands() == "Un"


def test_a_page_that_has_not_heard_of_its_own_save_goes_on(call: Any, at: datetime) -> None:
    """The save while typing and the button of one page, one overtaking the other's answer."""
    cast = started(call, at)
    write(cast, "Un", 0, at, key=PAGE, turn=1)
    assert write(cast, "Un et demi", 0, at, key=PAGE, turn=2).version == 2
    assert write(cast, "Un et demi, sans script", 0, at, key=PAGE).version == 3
    write(cast, "Deux", 3, at, key=OTHER, by=cast.partner_editor)
    with pytest.raises(Overtaken):
        write(cast, "Trois", 0, at, key=PAGE, turn=9)


def test_a_page_may_take_its_own_words_back_before_it_heard_of_them(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at, key=OTHER)
    write(cast, "Un et demi", 1, at, key=PAGE, turn=1)
    assert write(cast, "Un", 1, at, key=PAGE, turn=2).version == 3
    assert stands() == "Un"


def test_a_save_that_arrives_twice_or_late_is_one_version(call: Any, at: datetime) -> None:
    """SUB-07: a retry over a bad connection answers as before, whatever came since."""
    cast = started(call, at)
    write(cast, "Un", 0, at, key=PAGE, turn=1)
    write(cast, "Un", 0, at, key=PAGE, turn=1)
    write(cast, "Un deux", 0, at, key=PAGE, turn=2)
    write(cast, "Un", 0, at, key=PAGE, turn=1)
    assert stands() == "Un deux"
    write(cast, "Autre", 2, at, key=OTHER, by=cast.partner_editor)
    write(cast, "Un deux", 0, at, key=PAGE, turn=2)
    assert stands() == "Autre"
    assert AnswerVersion.objects.count() == 3


def test_what_can_not_be_read_is_said_and_the_rest_is_saved(call: Any, at: datetime) -> None:
    """Half a date stops nothing but itself, and is said while typing and by the button."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    where = f"/fr/applications/{cast.application.pid}/project/"
    names = ("acronym", "start_on", "duration_months")
    sent = {"acronym": "MALLE", "start_on": "12 mars", "duration_months": "18 mois"}
    sent |= {f"{name}-version": "0" for name in names}
    pressed = client.post(where, sent)
    assert pressed.status_code == 422
    assert stands("", "acronym") == "MALLE"
    assert Application.objects.get(pk=cast.application.pk).acronym == "MALLE"
    page = pressed.content.decode()
    assert "12 mars" in page
    assert "18 mois" in page
    assert 'name="acronym-version" id="acronym-version" value="1"' in page


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("un\r\ndeux", 7),
        ("un  deux", 7),
        ("e\u0301te\u0301", 3),
        ("  un \n\n\n\ndeux ", 8),
        ("👨\u200d🌾", 3),
    ],
)
def test_the_counter_says_what_the_judge_counts(
    call: Any, at: datetime, typed: str, counted: int
) -> None:
    cast = started(call, at)
    sent = both({"fr": typed, "it": ""}, {"fr": 0, "it": 0})
    client = signed_in(cast.editor)
    refused = client.post(need(cast), sent | {"agree": "need"})  # Italian is missing: shown again
    assert f"{counted} caractères sur" in unescape(refused.content.decode()).replace("\xa0", " ")
    assert len(stands()) == counted


def test_a_sheet_s_text_over_its_limit_is_kept_and_said(call: Any, at: datetime) -> None:
    """Nothing is cut, nothing refused (domain.md 12, no. 5)."""
    cast = complete_application(call, at)
    partner = cast.partners[1]
    where = f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/"
    sent = {"contribution-fr": "é" * 2001, "contribution-fr-version": "1"}
    client = signed_in(cast.partner_editor)
    assert client.post(where, sent).status_code == 302
    kept = partner.answers.get(field="contribution", language="fr")
    assert len(kept.text) == 2001
    assert facts_of(cast.reload(), at).over_limit_fields == ("partner.2.contribution",)
    assert "caractères de trop" in client.get(where).content.decode()


def test_an_activity_s_text_over_its_limit_is_kept_and_said(
    client: Client, call: Any, at: datetime
) -> None:
    cast = complete_application(call, at)
    one = Activity.objects.get()
    long = {**one.descriptions, "it": "è" * 1201}
    draft = ActivityDraft(one.titles, long, 1, 12, [cast.partners[0].pid])
    save_activity(cast.application, draft, by=cast.editor, at=at, activity=one)
    assert facts_of(cast.reload(), at).over_limit_fields == ("activity.1.description",)
    client.force_login(cast.editor)
    where = f"/fr/applications/{cast.application.pid}/activities/{one.pid}/"
    assert "caractères de trop" in client.get(where).content.decode()

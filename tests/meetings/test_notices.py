"""Every mail about a meeting, in every language, with one button that only opens a page."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from cordata import meetings
from cordata.meetings import notices, ticket
from cordata.notify.models import Message
from tests.factories.meetings import asked, registered

pytestmark = pytest.mark.django_db
FOLDER = Path(meetings.__file__).parent / "templates" / "meetings" / "notices"
ELSEWHERE = {"question_answered"}  # an answer speaks of its question: test_questions.py
CODES = sorted({path.stem for path in (FOLDER / "fr").glob("*.md")} - ELSEWHERE)


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize("code", CODES)
def test_not_04_every_notice_says_what_when_where_and_leads_to_a_page(meeting, at, code, language):
    someone = asked(meeting(), at, language=language, name="L’Étoile *d’Aoste*")
    Message.objects.all().delete()
    notices._post(code, someone, at=at, held_until=at, position=3)

    mail = Message.objects.get()
    definition = someone.meeting.definition
    assert " ".join(definition.names[language].split()) in " ".join(mail.subject.split())
    assert "Annecy" in mail.text
    assert "L’Étoile *d’Aoste*" in mail.text
    assert f"http://testserver/{language}/meetings/" in mail.text
    assert "/confirm/" not in mail.text
    assert "/cancel/" not in mail.text


def test_the_confirmation_carries_the_code_for_the_door(meeting, at):
    """A picture of our own, shown without a network; the calendar entry beside it."""
    coming = registered(meeting(), at, language="it")

    mail = Message.objects.get(notice="meetings.registration_confirmed")
    entry, code = mail.attachments
    assert (entry["name"], code["name"], code["type"]) == (
        "meeting.ics",
        "codice-accoglienza.png",
        "image/png",
    )
    assert base64.b64decode(code["content"]).startswith(b"\x89PNG")
    assert ticket.picture(coming).content == base64.b64decode(code["content"])

"""Every mail about a meeting, in every language, with one button that only opens a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from cordata import meetings
from cordata.meetings import notices
from cordata.notify.models import Message
from tests.factories.meetings import asked

pytestmark = pytest.mark.django_db
FOLDER = Path(meetings.__file__).parent / "templates" / "meetings" / "notices"
CODES = sorted(path.stem for path in (FOLDER / "fr").glob("*.md"))


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

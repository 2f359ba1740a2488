"""What the secretariat publishes; calls come from the packs (see tests/conftest.py)."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.meetings.models import Meeting
from cordata.programme.actions import load_pack
from cordata.programme.models import Programme, Publication
from tests.conftest import pack_of
from tests.remembering import remembered


@remembered
def loaded(pack: str, at: datetime) -> Programme:
    """The programme of the pack of that name, with its calls."""
    return load_pack(pack_of(pack), by=SYSTEM, at=at)


@remembered
def meetings_of(pack: str, programme: Programme, at: datetime) -> list[Meeting]:
    """The pack's information meetings."""
    return load_meetings(programme, pack_of(pack), by=SYSTEM, at=at)


class PublicationFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Publication

    kind = Publication.Kind.NEWS
    titles = factory.Sequence(
        lambda n: {"fr": f"Nouvelle {n}", "it": f"Notizia {n}", "en": f"News {n}"}
    )
    texts = {"fr": "Texte", "it": "Testo", "en": "Text"}
    published_at = datetime(2025, 1, 10, 9, 0, tzinfo=UTC)

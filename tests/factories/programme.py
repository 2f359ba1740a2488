"""What the secretariat publishes; calls come from the packs (see tests/conftest.py)."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from cordata.accounts.models import Person
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.meetings.models import Meeting
from cordata.packs.provenance import Text
from cordata.packs.wording import Words
from cordata.programme import wording
from cordata.programme.actions import load_pack, publish_words, standing, write_words
from cordata.programme.models import Call, CallChange, Programme, Publication
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


TEN_YEARS = {"fr": "Oui, dix ans.", "it": "Sì, dieci anni.", "en": "Yes, ten years."}
BECAUSE = {
    "fr": "Réponse imprécise.",
    "it": "Risposta imprecisa.",
    "en": "The answer was vague.",
}


def correct_words(call: Call, words: Words, *, by: Person, at: datetime) -> None:
    """Put words in draft, by somebody who has just looked at them."""
    seen = standing(words, wording.drafts_of(call), wording.published_words(call))
    write_words(call, words, seen=seen, by=by, at=at)


def publish_draft(call: Call, *, by: Person, at: datetime, reasons: Text = BECAUSE) -> CallChange:
    """Publish what is in draft, by somebody who has just looked at it."""
    seen = wording.seal_of(wording.lines_of(call))
    return publish_words(call, seen, reasons=reasons, by=by, at=at)


class PublicationFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Publication

    kind = Publication.Kind.NEWS
    titles = factory.Sequence(
        lambda n: {"fr": f"Nouvelle {n}", "it": f"Notizia {n}", "en": f"News {n}"}
    )
    texts = {"fr": "Texte", "it": "Testo", "en": "Text"}
    published_at = datetime(2025, 1, 10, 9, 0, tzinfo=UTC)

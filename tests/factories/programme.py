"""What the secretariat publishes; calls come from the packs (see tests/conftest.py)."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from cordata.programme.models import Publication


class PublicationFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Publication

    kind = Publication.Kind.NEWS
    titles = factory.Sequence(
        lambda n: {"fr": f"Nouvelle {n}", "it": f"Notizia {n}", "en": f"News {n}"}
    )
    texts = {"fr": "Texte", "it": "Testo", "en": "Text"}
    published_at = datetime(2025, 1, 10, 9, 0, tzinfo=UTC)

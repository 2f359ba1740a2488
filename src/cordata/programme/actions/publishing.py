"""News, answers and corrections, in every language at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call, Programme, Publication


@transaction.atomic
def publish(
    programme: Programme,
    kind: str,
    *,
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    by: Actor,
    at: datetime,
    call: Call | None = None,
    form_field: str = "",
    **facts: Any,
) -> Publication:
    """Publish news, an answer or a correction, in all the programme's languages at once; an
    answer also as help beside the question `form_field` of the call's form. `facts` go into the
    journal: `with_version` is the version of the call that comes with the correction."""
    for language in programme.definition.languages:
        if not titles.get(language, "").strip() or not texts.get(language, "").strip():
            raise NotPossible("publication.language_missing", missing=language)
    publication = Publication.objects.create(
        programme=programme,
        call=call,
        kind=kind,
        titles=dict(titles),
        texts=dict(texts),
        form_field=form_field,
        published_at=at,
    )
    tell(publication, "published", by=by, at=at, what=kind, titles=dict(titles), **facts)
    return publication

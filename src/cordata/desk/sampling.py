"""A sample of a call's files for a closer look: drawn by lot from a seed that is shown and kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.desk.models import Sample
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.rules.sampling import draw


def population_of(call: Call) -> dict[str, str]:
    """Number -> theme of every file that was ever filed, those withdrawn since among them."""
    filed = call.applications.filter(submitted_at__isnull=False).exclude(number="")
    return dict(filed.order_by("number").values_list("number", "theme"))


@transaction.atomic
def draw_sample(
    call: Call, *, size: int, seed: str = "", by_theme: bool = False, by: Person, at: datetime
) -> Sample:
    """Draw and keep a sample. Raises `NotPossible("sample.no_files")` where nothing was filed."""
    population = population_of(call)
    if not population:
        raise NotPossible("sample.no_files")
    seed = seed or secrets.token_hex(8)
    sample = Sample.objects.create(
        call=call,
        seed=seed,
        size=size,
        by_theme=by_theme,
        population=population,
        files=draw(population, size, seed, by_stratum=by_theme),
        drawn_by=by,
        drawn_at=at,
    )
    told = {"seed": seed, "size": size, "by_theme": by_theme, "files": sample.files}
    tell(sample, "drawn", by=by, at=at, call=call.code, **told)
    return sample


def drawn_again(sample: Sample) -> bool:
    """Whether the same seed draws the same files from what is kept of the population."""
    again = draw(sample.population, sample.size, sample.seed, by_stratum=sample.by_theme)
    return list(again) == list(sample.files)

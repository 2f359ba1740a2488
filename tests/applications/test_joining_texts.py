"""A partner was taken out, its double came in, and both had written: they can still be merged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cordata.accounts.actions import merge_organisations
from cordata.applications.actions import AnswerDraft, add_partner, save_answers
from cordata.applications.actions.agreeing import agree_texts
from cordata.applications.actions.partners import remove_partner
from cordata.applications.models import AnswerVersion, Partner, TextAgreement
from tests.factories.applications import VALFREDDA, Cast, another, organisation, started
from tests.factories.assessment import staff

FIELD = "contribution"


def write(cast: Cast, partner: Partner, at: datetime, *texts: str) -> None:
    """One version after the other in each language."""
    for language in ("fr", "it"):
        for number, text in enumerate(texts):
            draft = AnswerDraft(FIELD, f"{text} {language}", language, number, partner)
            assert save_answers(cast.application, [draft], by=cast.signatory, at=at) == []


def versions(partner: Partner) -> list[tuple[int, str]]:
    rows = AnswerVersion.objects.filter(organisation=partner.organisation, language="fr")
    return list(rows.order_by("version").values_list("version", "text"))


@pytest.mark.parametrize("stays", ["double", "first"])
def test_versions_of_a_partner_and_of_its_double_become_one_row(
    call: Any, at: datetime, stays: str
) -> None:
    """LOG-05: none is lost, what stands goes on, and what was agreed stays agreed."""
    cast = started(call, at)
    first = cast.partners[1]
    write(cast, first, at, "Premier", "Deuxième")
    remove_partner(first, by=cast.signatory, at=at)
    body, double = first.organisation, organisation(another(VALFREDDA, 1))
    partner = add_partner(cast.application, double, by=cast.signatory, at=at)
    write(cast, partner, at, "Troisième")
    said = {"field": FIELD, "versions": {"fr": 1, "it": 1}, "partner": partner}
    agree_texts(cast.application, by=cast.signatory, at=at, **said)

    keep, gone = (double, body) if stays == "double" else (body, double)
    merge_organisations(keep.pid, gone.pid, because="Un", by=staff("O", "officer"), at=at)

    partner = Partner.objects.get(pk=partner.pk)
    assert partner.organisation == keep
    assert versions(partner) == [(1, "Premier fr"), (2, "Deuxième fr"), (3, "Troisième fr")]
    assert {one.version for one in partner.answers.filter(field=FIELD)} == {3}
    assert TextAgreement.objects.get().versions == {"fr": 3, "it": 3}

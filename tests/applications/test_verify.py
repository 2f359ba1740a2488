"""The public page says of each seal what it is, and never that something counts which does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cordata.applications.actions import note_late_attempt, withdraw_application
from cordata.applications.views.verify import answer_to
from cordata.documents.models import Scan
from cordata.documents.sealing import seal
from cordata.documents.serving import serve
from cordata.documents.storing import store_bytes
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from tests.applications.test_pages import submitted
from tests.factories.applications import STATED, complete_application

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def said(code: str, at: datetime) -> str:
    with held_at(at):
        return Client().get("/fr/applications/verify/", {"code": code}).content.decode()


def test_the_last_version_counts_and_the_one_it_replaced_does_not(call: Any, at: datetime) -> None:
    """SUB-06."""
    cast = complete_application(call, at)
    first = submitted(cast, at)
    assert answer_to(first.sealed.sha256, at=at).standing == "stands"
    second = submitted(cast, at + SECOND, key="again")
    assert answer_to(first.sealed.sha256, at=at).standing == "replaced"
    assert answer_to(second.sealed.sha256, at=at).standing == "stands"


def test_no_version_of_a_withdrawn_file_counts(call: Any, at: datetime) -> None:
    """SUB-10."""
    cast = complete_application(call, at)
    sealed = submitted(cast, at).sealed
    withdraw_application(cast.application.pid, by=cast.signatory, at=at, because="Autre projet.")
    assert answer_to(sealed.sha256, at=at).standing == "withdrawn"
    assert "la version qui compte" not in said(sealed.sha256, at)
    assert sentence("sealed.withdrawn", "fr") in said(sealed.sha256, at)


def test_a_late_attempt_is_genuine_and_no_submission(call: Any, at: datetime) -> None:
    """TIM-08."""
    cast, late = complete_application(call, at), call.closes_at + SECOND
    attempt = note_late_attempt(
        cast.application, by=cast.signatory, key="k", statements=STATED, received_at=late, at=late
    )
    answer = answer_to(attempt.sealed.sha256, at=late)
    assert (answer.standing, answer.number, answer.received_at) == ("late", "", late)
    page = said(attempt.sealed.sha256, late)
    assert sentence("sealed.kind.late_attempt", "fr") in page
    assert cast.application.pid not in page


@pytest.mark.parametrize("kind", ["submission_aid", "ranking", "letter", "agreement", "new"])
def test_every_other_seal_is_named_and_is_no_submission(call: Any, at: datetime, kind: str) -> None:
    sealed = seal(kind, "X-1", {"words": kind}, at=at)
    page = said(sealed.sha256, at)
    assert sentence("sealed.other", "fr") in page
    named = "other" if kind == "new" else kind
    assert sentence(f"sealed.kind.{named}", "fr") in page.replace("&#x27;", "'")


def test_what_we_keep_and_no_longer_holds_is_not_called_unknown(call: Any, at: datetime) -> None:
    sealed = submitted(complete_application(call, at), at).sealed
    keys_lost = seal("ranking", "X", {"a": 1}, at=at)
    assert answer_to(sealed.sha256, at=at).genuine
    type(sealed).objects.bulk_create(
        [type(sealed)(kind="ranking", content={}, sha256="ab" * 32, seal=keys_lost.seal,
                      previous="", sealed_at=at)]
    )  # fmt: skip
    assert answer_to("ab" * 32, at=at).standing == "broken"


def test_a_number_alone_tells_nobody_how_many_have_filed_before_the_closing(
    call: Any, at: datetime
) -> None:
    """Numbers count up: whoever may ask whether MP2-0042 exists knows that 42 have filed."""
    number = submitted(complete_application(call, at), at).application.number
    before, after = said(number, call.closes_at), said(number, call.closes_at + SECOND)
    other = said(number.replace("0001", "0002"), call.closes_at)
    form = before.index("<form class=")
    assert before[:form].split("<main")[1] == other[: other.index("<form class=")].split("<main")[1]
    assert "shield-check" not in before.split("<main")[1]
    assert "shield-check" in after


@pytest.mark.parametrize(("scan", "code"), [(Scan.PENDING, "pending"), (Scan.REFUSED, "refused")])
def test_a_file_that_is_not_checked_goes_to_nobody_but_its_own_side(
    db: None, at: datetime, scan: Scan, code: str
) -> None:
    """FIL-07: assessors never open what the scanner has not seen."""
    stored = store_bytes(b"a", name="a.pdf", media_type="application/pdf", by=SYSTEM, at=at)
    stored.scan = scan
    with pytest.raises(NotPossible, match=f"file.{code}"):
        serve(stored)
    if scan == Scan.PENDING:
        assert serve(stored, unchecked=True).status_code == 200

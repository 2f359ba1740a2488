"""Filing: the deadline to the microsecond, one receipt, one seal (SUB-04, TIM-01, TIM-04)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cordata.applications.actions import NotReady, submit_application
from cordata.applications.judging import judged_now
from cordata.applications.models import Submission
from tests.factories.applications import STATED, complete_application, started

pytestmark = pytest.mark.django_db


def test_a_complete_application_is_eligible(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    judgement = judged_now(cast.application, at)
    assert [
        (one.number, one.code, one.reason, dict(one.params)) for one in judgement.blocking
    ] == []
    assert judgement.budget.total == Decimal("67974.79")
    assert judgement.budget.erdf == Decimal("54379.82")


@pytest.mark.parametrize("filed", [True, False])
def test_a_filed_file_is_judged_as_of_its_filing_once_the_call_closed(
    call: Any, at: datetime, filed: bool
) -> None:
    """The panel of a file that came in time names no closing; a draft's does."""
    cast = complete_application(call, at)
    if filed:
        submit_application(
            cast.application.pid,
            by=cast.signatory,
            key="a",
            statements=STATED,
            received_at=at,
            at=at,
        )
    just_in, late = call.closes_at, call.closes_at + timedelta(microseconds=1)

    assert judged_now(cast.reload(), just_in).blocking == ()
    assert bool(judged_now(cast.reload(), late).blocking) is not filed


def test_filing_gives_a_number_and_a_receipt(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    receipt = submit_application(
        cast.application.pid, by=cast.signatory, key="a", statements=STATED, received_at=at, at=at
    )
    assert receipt.application.number == "MP2-0001"
    assert receipt.version == 1
    assert receipt.received_at == at
    assert len(receipt.sealed.sha256) == 64
    assert receipt.erdf == Decimal("54379.82")


def test_an_empty_draft_is_refused_with_every_reason(call: Any, at: datetime) -> None:
    cast = started(call, at)
    with pytest.raises(NotReady) as refusal:
        submit_application(
            cast.application.pid,
            by=cast.signatory,
            key="a",
            statements=STATED,
            received_at=at,
            at=at,
        )
    codes = {finding.code for finding in refusal.value.findings}
    assert {"form.complete", "text.languages", "budget.total", "activity.deliverables"} <= codes
    assert not Submission.objects.exists()

"""TIM-04: the binding request is a small form of its own, complete when its instant is taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from cordata.applications.models import LateAttempt, Submission
from cordata.applications.views.review import FORM, SMALL
from tests.applications.test_pages import signed_in
from tests.factories.applications import TICKS, Cast, complete_application

pytestmark = pytest.mark.django_db
SENT = urlencode(TICKS)


def sent(cast: Cast, body: Any, **how: Any) -> HttpResponse:
    path = f"/fr/applications/{cast.application.pid}/submit/"
    return signed_in(cast.signatory).post(path, body, **how)


def padded(size: int) -> str:
    """A form of exactly this many bytes."""
    start = f"key=k&{SENT}&rest="
    return start + "x" * (size - len(start))


def test_an_upload_whose_end_may_come_after_the_closing_is_no_filing(
    call: Any, at: datetime
) -> None:
    """TIM-04: nobody reads an upload's body before its instant is taken, so none is taken."""
    cast = complete_application(call, at)
    answer = sent(cast, {"key": "k", **TICKS})
    assert answer.status_code == 415
    assert "Rechargez la page" in answer.content.decode()
    assert not Submission.objects.exists()
    assert not LateAttempt.objects.exists()


def test_a_filing_carries_twenty_thousand_bytes_and_not_one_more(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    answer = sent(cast, padded(SMALL + 1), content_type=FORM)
    assert answer.status_code == 413
    assert "20 000" in answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert not Submission.objects.exists()
    assert sent(cast, padded(SMALL), content_type=FORM).status_code == 302
    assert Submission.objects.exists()

"""The sealed file as somebody who examines or assesses it reads it."""

from __future__ import annotations

from typing import Any

from cordata.applications.reading import Reading
from cordata.assessment.models import Review
from cordata.assessment.standing import reading_of_review


def reading_for(person: Any, review: Review) -> Reading:
    """What this person reads of a file; whether they may is `access.read_text`'s to say."""
    return reading_of_review(review)

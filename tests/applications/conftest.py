"""What the tests of applications share."""

from __future__ import annotations

import pytest

from tests.documents import files


@pytest.fixture
def pdf() -> bytes:
    """A small PDF that passes every inspection."""
    return files.pdf()

"""The same meetings as the tests of that step, and other software that is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from tests.api.receiver import Receiver, certificate
from tests.meetings.conftest import annecy, meeting, meetings

__all__ = ["annecy", "meeting", "meetings"]


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("receiver"))


@pytest.fixture
def receiver(pem: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A real server over https on this machine, permitted by the operator."""
    assert get_resolver().url_patterns  # read while the rehearsal's pages are among them
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    settings.REHEARSAL = False
    settings.HOOK_HOSTS = frozenset({"localhost"})
    with Receiver(pem) as server:
        yield server

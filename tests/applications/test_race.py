"""Ten clicks at once on one page are one filing and one receipt, on both databases (SUB-04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.factories.applications import TICKS
from tests.servers import DATABASES, Helper, Server, Visitor, running

pytestmark = pytest.mark.server
CLICKS = 10


@pytest.fixture(scope="module", params=sorted(DATABASES))
def server(request: Any, tmp_path_factory: Any) -> Iterator[tuple[Server, Helper]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with (
        DATABASES[request.param](folder) as url,
        running(url, folder) as started,
        started.helper("tests.applications.racing") as helper,
    ):
        yield started, helper


def test_ten_clicks_are_one_receipt(server: tuple[Server, Helper]) -> None:
    """SUB-04: same key, same receipt; 1 submission, 1 number, 1 mail to each person."""
    started, helper = server
    made = helper.ask("prepare")
    base = f"/fr/applications/{made['pid']}/"
    visitors = [signed_in(started, made["session"], base) for _click in range(CLICKS)]
    sent = {"key": "one-page", **TICKS}

    def click(visitor: Visitor) -> tuple[int, str]:
        answer = visitor.post(f"{base}submit/", sent)
        return answer.status, answer.location

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = Counter(pool.map(click, visitors))
    assert answers == {(302, f"{base}receipt/"): CLICKS}
    counted = helper.ask("count", made["pid"])
    assert counted == {"receipts": 1, "numbers": ["MP2-0001"], "mails": 4, "breaks": 0}


def signed_in(server: Server, session: str, base: str) -> Visitor:
    visitor = server.visitor()
    visitor.cookies["session"] = session
    assert visitor.get(f"{base}review/").status == 200
    return visitor

"""Two officers decide on one file at once: real processes, both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings

from tests.servers import DATABASES, Answer, Visitor, running

pytestmark = pytest.mark.server
TRIALS = 6


def officer(port: int, session: str, page: str) -> Visitor:
    """A browser with the file's page open."""
    visitor = Visitor(port, {settings.SESSION_COOKIE_NAME: session})
    assert visitor.get(page).status == 200
    return visitor


@pytest.mark.parametrize("database", sorted(DATABASES))
def test_of_two_officers_who_decide_at_once_one_is_told_why_not(
    database: str, tmp_path: Path
) -> None:
    """Of one check, and of the whole stage: one answer stands, the other is refused with a sentence
    and is a line of the journal; nothing is overwritten."""
    with (
        DATABASES[database](tmp_path) as url,
        running(url, tmp_path) as server,
        server.helper("tests.assessment.racing") as helper,
        ThreadPoolExecutor(2) as pool,
    ):
        world = helper.ask("prepare", str(TRIALS))
        for pid in world["reviews"]:
            page = f"/en/assessment/files/{pid}/"
            both = [officer(server.port, one, page) for one in world["sessions"]]
            check = f"{page}checks/{world['check']}/"
            yes, no = (
                {"verdict": "met", "seen": ""},
                {"verdict": "unmet", "reason": "No."},  # made by hand: no mark of what it saw
            )

            answers = at_once(pool, both, check, yes, no)
            assert sorted(one.status for one in answers) == [302, 422]
            assert "Another officer" in max(answers, key=lambda one: one.status).text
            assert helper.ask("answered", pid) == {"checked": 1, "noted": 1}

            helper.ask("finish", pid)
            answers = at_once(pool, both, f"{page}settle/", {"act": "admit"}, {"act": "admit"})
            assert sorted(one.status for one in answers) == [302, 422]
            found = helper.ask("outcome", pid)
            assert found == {"state": "eligibility", "settled": 1, "noted": 2}
        assert helper.ask("breaks") == 0


def at_once(
    pool: ThreadPoolExecutor, both: Sequence[Visitor], path: str, *fields: Mapping[str, str]
) -> list[Answer]:
    """What each is answered; neither sends before the other is ready to."""
    start = Barrier(2)

    def send(visitor: Visitor, sent: Mapping[str, str]) -> Answer:
        start.wait()
        return visitor.post(path, sent)

    begun = [pool.submit(send, *pair) for pair in zip(both, fields, strict=True)]
    return [one.result() for one in begun]

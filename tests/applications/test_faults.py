"""REL-08, REL-10, REL-13: what a person meets while the machine is in trouble, for real.

A locked database, a full disk, a mail server that is gone: a plain sentence, what was typed is
kept, nothing is half done, and afterwards it works without repair.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.applications.test_race import signed_in
from tests.factories.applications import TICKS
from tests.servers import DATABASES, Answer, Helper, Server, Visitor, held_port, running

pytestmark = pytest.mark.server
RACING = "tests.applications.racing"
WORDS = "Ce que la personne vient d’écrire, mot pour mot."
FILED = {"receipts": 1, "numbers": ["MP2-0001"], "mails": 4, "breaks": 0}


class Draft:
    """An application that may be filed, and the browser of its signatory."""

    def __init__(self, server: Server, helper: Helper, number: int) -> None:
        made = helper.ask("prepare", str(number))
        self.helper, self.pid = helper, made["pid"]
        self.base = f"/fr/applications/{self.pid}/"
        self.visitor: Visitor = signed_in(server, made["session"], self.base)

    def text(self) -> Any:
        return self.helper.ask("text", self.pid)

    def save(self, text: str, turn: int) -> Answer:
        version = self.text()["version"]
        sent = {"field": "need", "language": "fr", "need-fr": text, "need-fr-version": version}
        return self.visitor.post(
            f"{self.base}save/", sent | {"page-key": "page-of-the-faults", "page-turn": turn}
        )

    def file(self) -> Answer:
        return self.visitor.post(f"{self.base}submit/", {"key": "one-page", **TICKS})

    def count(self) -> Any:
        return self.helper.ask("count", self.pid)


@contextmanager
def served(name: str, folder: Path, **extra: str) -> Iterator[tuple[Draft, Draft, Helper]]:
    """A site with a draft to write in and one to file, and a process that can hold its database."""
    with (
        DATABASES[name](folder) as url,
        running(url, folder, **extra) as started,
        started.helper(RACING) as helper,
        started.helper(RACING) as holder,
    ):
        yield Draft(started, helper, 0), Draft(started, helper, 1), holder


# The database is held by somebody else


@pytest.mark.parametrize("name", sorted(DATABASES))
def test_ten_seconds_of_a_locked_database_are_only_a_wait(name: str, tmp_path: Path) -> None:
    """REL-08: the text is saved, the file is filed, once."""
    with served(name, tmp_path) as (draft, ready, holder), ThreadPoolExecutor(2) as pool:
        holder.ask("hold")
        began = time.monotonic()
        saving = pool.submit(draft.save, WORDS, 1)
        time.sleep(10)
        holder.ask("release")
        assert saving.result().status == 200
        assert time.monotonic() - began >= 10
        assert draft.text()["text"] == WORDS
        holder.ask("hold")
        filing = pool.submit(ready.file)
        time.sleep(10)
        holder.ask("release")
        assert filing.result().status == 302
        assert ready.count() == FILED


@pytest.mark.parametrize("name", sorted(DATABASES))
def test_a_database_locked_for_longer_gives_back_what_was_typed(name: str, tmp_path: Path) -> None:
    """REL-08: after 20 seconds a page that says so, with the text in it; then it works again."""
    with served(name, tmp_path) as (draft, ready, holder), ThreadPoolExecutor(2) as pool:
        before = draft.text()
        holder.ask("hold")
        saving, filing = pool.submit(draft.save, WORDS, 1), pool.submit(ready.file)
        answers = saving.result(), filing.result()
        holder.ask("release")
        assert [one.status for one in answers] == [503, 503]
        assert WORDS in answers[0].text
        assert "one-page" in answers[1].text  # the same form, to be sent again
        assert draft.text() == before
        assert ready.count()["receipts"] == 0
        assert draft.save(WORDS, 2).status == 200
        assert ready.file().status == 302
        assert ready.count() == FILED


# The disk is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """60 MB of memory as a disk; only root may have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("a disk of a given size can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """To the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (1_000_000, 4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue  # no room for so much: less of it
    assert os.statvfs(folder).f_bavail == 0
    return filler


def test_a_full_disk_refuses_in_words_and_reading_goes_on(small_disk: Path) -> None:
    """REL-10: nothing half, and without repair it works when there is room again."""
    with served("sqlite", small_disk) as (draft, ready, _holder):
        before, stored = draft.text(), set(os.listdir(small_disk))
        filler = fill(small_disk)
        saving, filing = draft.save(WORDS, 1), ready.file()
        assert (saving.status, filing.status) == (503, 503)
        assert WORDS in saving.text
        assert "one-page" in filing.text
        assert ready.visitor.get(f"{ready.base}review/").status == 200
        assert draft.text() == before
        filler.unlink()
        assert set(os.listdir(small_disk)) <= stored | {"files"}
        assert ready.count()["receipts"] == 0
        assert draft.save(WORDS, 2).status == 200
        assert ready.file().status == 302
        assert ready.count() == FILED


# The mail server is gone


def test_without_a_mail_server_it_is_filed_at_once_and_no_mail_is_lost(tmp_path: Path) -> None:
    """REL-13: the messages wait in the outbox."""
    with (
        held_port() as silent,
        served("sqlite", tmp_path, CORDATA_MAIL_URL=f"smtp://127.0.0.1:{silent}") as made,
    ):
        draft, ready, _holder = made
        assert draft.save(WORDS, 1).status == 200
        assert ready.file().status == 302
        assert ready.visitor.get(f"{ready.base}receipt/").status == 200
        assert ready.count() == FILED

"""Several pages of several people, two languages, sends that repeat: nothing is lost (SUB-07)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.applications.actions import AnswerDraft, Overtaken, save_answers
from cordata.applications.actions.answers import save_typed
from cordata.applications.actions.restoring import restore_text
from cordata.applications.models import Answer, AnswerVersion
from cordata.applications.queries import draft_to_write
from tests.factories.applications import Cast, begun

pytestmark = pytest.mark.django_db

LANGUAGES = ("fr", "it")
RUNS = int(os.environ.get("CORDATA_EDITORS", "60"))  # CORDATA_EDITORS=1000 for the long run


@dataclass
class Page:
    """What one loaded page shows, what was typed into it, and what it sent last."""

    by: Any
    key: str
    texts: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    turn: int = 0
    last: AnswerDraft | None = None

    def draft(self, language: str, turn: int) -> AnswerDraft:
        text, version = self.texts[language], self.versions[language]
        return AnswerDraft("need", text, language, version, None, self.key, turn)


class Desk:
    """The pages, and what the rules promise about every version that came to be."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at, self.pages, self.typed = cast, at, [], 0
        for by in (cast.signatory, cast.editor, cast.partner_editor, cast.editor):
            self.pages.append(Page(by, f"page-number-{len(self.pages)}-here"))
            self.load(self.pages[-1])

    def do(self, act: str, page: Page, language: str) -> None:
        match act:
            case "type":
                self.type(page, language)
            case "pause" | "lost":
                self.pause(page, language, lost=act == "lost")
            case "again":
                self.again(page)
            case "press":
                self.press(page)
            case "load":
                self.load(page)
            case "restore":
                self.restore(page, language)

    def stands(self, language: str) -> Answer | None:
        return Answer.objects.filter(field="need", language=language).first()

    def load(self, page: Page) -> None:
        page.key, page.turn, page.last = f"{page.key[:18]}{self.typed}-{id(page)}"[:40], 0, None
        for language in LANGUAGES:
            self.see(page, language)

    def see(self, page: Page, language: str) -> None:
        one = self.stands(language)
        page.texts[language] = page.shown[language] = one.text if one else ""
        page.versions[language] = one.version if one else 0

    def type(self, page: Page, language: str) -> None:
        self.typed += 1
        page.texts[language] = f"{page.key[:14]} {self.typed}"

    def pause(self, page: Page, language: str, lost: bool) -> None:
        """A save while typing; its answer may be lost on the way."""
        page.turn += 1
        page.last = page.draft(language, page.turn)
        self.send(page, page.last, lost)

    def again(self, page: Page) -> None:
        if page.last is not None:
            self.send(page, page.last, lost=True)

    def send(self, page: Page, draft: AnswerDraft, lost: bool) -> None:
        before = self.stands(draft.language)
        application = draft_to_write(page.by, self.cast.application.pid, self.now())
        assert application is not None
        stands, conflict = save_typed(application, draft, by=page.by, at=self.at)
        self.judge(page, draft, before)
        if lost:
            return
        if conflict:
            page.versions[draft.language] = conflict.stands.version  # both are on the page now
        else:
            page.versions[draft.language] = stands.version if stands else 0
            page.texts[draft.language] = page.shown[draft.language] = stands.text if stands else ""

    def press(self, page: Page) -> None:
        """The button of a page without a script: both languages, whatever was touched."""
        before = {language: self.stands(language) for language in LANGUAGES}
        drafts = [page.draft(language, 0) for language in LANGUAGES]
        conflicts = save_answers(self.cast.application, drafts, by=page.by, at=self.now())
        clashed = {one.draft.language: one.stands.version for one in conflicts}
        for draft in drafts:
            self.judge(page, draft, before[draft.language])
            if draft.language in clashed:
                page.versions[draft.language] = clashed[draft.language]
            else:
                self.see(page, draft.language)

    def restore(self, page: Page, language: str) -> None:
        """The first version put back, by a page that saw what it saw and may have typed since."""
        before = self.stands(language)
        if before is None or not page.versions[language]:
            return
        first = AnswerVersion.objects.get(answer=before, version=1)
        came_first = None
        try:
            restore_text(first, seen=page.versions[language], by=page.by, at=self.now())
        except Overtaken as refusal:
            came_first = refusal.answer
        after = self.stands(language)
        assert after is not None
        assert came_first in (None, before)
        assert (after.text == first.text) is (came_first is None)
        if after.version != before.version:
            assert (before.version, after.version) == (page.versions[language], before.version + 1)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def judge(self, page: Page, draft: AnswerDraft, before: Answer | None) -> None:
        """A text was replaced only by who had it before their eyes, or had written it there."""
        after = self.stands(draft.language)
        if after is None or before is None or after.version == before.version:
            return
        assert after.version == before.version + 1
        last = AnswerVersion.objects.get(answer=before, version=before.version)
        assert draft.version == before.version or last.key == page.key
        assert after.text == draft.text
        kept = AnswerVersion.objects.filter(answer=after).values_list("text", flat=True)
        assert before.text in kept


ACTS = st.tuples(
    st.sampled_from(["type", "pause", "lost", "again", "press", "load", "restore"]),
    st.integers(0, 3),
    st.sampled_from(LANGUAGES),
)


@settings(
    max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, min_size=4, max_size=40))
def test_no_hand_replaces_what_it_has_not_seen(
    call: Any, at: datetime, acts: list[tuple[str, int, str]]
) -> None:
    """Four pages of three people, one of them with two tabs; each version stays to read."""
    Answer.objects.all().delete()
    desk = Desk(begun(call, at), at)
    for act, number, language in acts:
        desk.do(act, desk.pages[number], language)
    for answer in Answer.objects.all():
        numbers = answer.versions.order_by("version").values_list("version", flat=True)
        assert list(numbers) == list(range(1, answer.version + 1))

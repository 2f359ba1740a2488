"""Loads a pack whole, or refuses it with every mistake it holds."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cordata.packs.call import CallDefinition
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.grid import CriteriaGrid
from cordata.packs.mistakes import Mistake, Mistakes, PackRefused
from cordata.packs.programme import Change, ProgrammeDefinition
from cordata.packs.reading.call import read_call
from cordata.packs.reading.committee import read_committee
from cordata.packs.reading.grid import read_grid
from cordata.packs.reading.programme import PackHead, read_pack_head
from cordata.packs.sources import Sources, open_sources
from cordata.packs.tables import Reading, read_toml

# Files that all calls may share and each may replace.
_SHARED = (
    "annexes.toml",
    "checks.csv",
    "costs.toml",
    "criteria.toml",
    "declarations.toml",
    "form.toml",
    "rules.toml",
)
_OF_THE_PACK = ("pack.toml", "territory.csv", "README.md", *_SHARED)
_OF_A_CALL = ("call.toml", "faq.toml", "errata.toml", *_SHARED)
_WORDS = r"(texts|letters)/[a-z-]+/[A-Za-z0-9_.-]+\.md"
_PLACES = re.compile(
    rf"({'|'.join(map(re.escape, _OF_THE_PACK))}|brand/.+|files/.+|demo/.+|{_WORDS}"
    rf"|calls/[^/]+/({'|'.join(map(re.escape, _OF_A_CALL))}|meetings/[^/]+\.toml|{_WORDS}))"
)


@dataclass(frozen=True, slots=True)
class Pack:
    """A programme with its calls. `digest` is the SHA-256 of all it says, comments apart."""

    code: str
    version: str
    digest: str
    programme: ProgrammeDefinition
    calls: tuple[CallDefinition, ...]
    history: tuple[Change, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # those of documents

    def call(self, code: str) -> CallDefinition | None:
        return next((call for call in self.calls if call.code == code), None)


def load(path: Path) -> Pack:
    """The pack of a folder or a ZIP. Raises PackRefused with all mistakes if it has one."""
    pack, mistakes = _read(path)
    if pack is None or mistakes:
        raise PackRefused(mistakes)
    return pack


def check(path: Path) -> tuple[Mistake, ...]:
    """Every mistake of the pack at `path`, file by file; empty if it can be loaded."""
    try:
        return _read(path)[1]
    except PackRefused as refused:
        return refused.mistakes


def load_grid(path: Path, languages: tuple[str, ...]) -> CriteriaGrid:
    """A scoring grid alone, from a `criteria.toml`. Raises PackRefused."""
    reading = Reading(Mistakes())
    reading.languages = languages
    root = read_toml(path.name, path.read_bytes(), reading)
    if root is None:
        raise PackRefused(reading.mistakes.sorted())
    grid = read_grid(root)
    read_committee(root)
    root.finish()
    if reading.mistakes:
        raise PackRefused(reading.mistakes.sorted())
    return grid


def _read(path: Path) -> tuple[Pack | None, tuple[Mistake, ...]]:
    sources = open_sources(path)
    mistakes = Mistakes()
    _check_places(sources, mistakes)
    reading = Reading(mistakes)
    head = read_pack_head(sources, reading)
    calls = _calls(sources, head, reading) if head else ()
    if head is None or mistakes:
        return None, mistakes.sorted()
    return _pack(head, calls, sources), ()


def _calls(sources: Sources, head: PackHead, reading: Reading) -> tuple[CallDefinition, ...]:
    codes = sorted({name.split("/")[1] for name in sources if name.startswith("calls/")})
    if not codes:
        reading.mistakes.add("calls", 0, "pack.file_missing", name="calls/<code>/call.toml")
    calls = []
    for code in codes:
        own = Reading(reading.mistakes)
        own.languages, own.zone = reading.languages, reading.zone
        call = read_call(code, sources, own, head.programme)
        if call is not None:
            calls.append(call)
    return tuple(sorted(calls, key=lambda call: call.number))


def _check_places(sources: Sources, mistakes: Mistakes) -> None:
    """A file that nobody would read is a misspelt name."""
    for name in sources:
        if not _PLACES.fullmatch(name):
            near = difflib.get_close_matches(
                name.rsplit("/", 1)[-1], {*_OF_THE_PACK, *_OF_A_CALL}, 1
            )
            mistakes.add(name, 0, "pack.file_unknown", name=name, nearest=near[0] if near else "-")


def _pack(head: PackHead, calls: tuple[CallDefinition, ...], sources: Sources) -> Pack:
    names = {name for call in calls for one in call.documents for name in one.files.values()}
    files = {name: sources[name] for name in sorted(names)}
    content: dict[str, Any] = {
        "code": head.code,
        "version": head.version,
        "programme": freeze(head.programme),
        "calls": [call.frozen() for call in calls],
        "history": freeze(head.history),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return Pack(
        head.code, head.version, digest(content), head.programme, calls, head.history, files
    )

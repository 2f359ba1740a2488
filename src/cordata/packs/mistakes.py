"""What is wrong with a pack: the file, the line, and a code whose sentence says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Param = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __str__(self) -> str:
        """Short technical form; people read the sentence of `code` in the catalogue."""
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.file}:{self.line}: {self.code} ({details})"


class Mistakes:
    """Collects every mistake, each once: shared files are read once per call."""

    def __init__(self) -> None:
        self._found: dict[str, Mistake] = {}
        self.noted = 0  # counts repetitions too: whether a passage went well

    def add(self, file: str, line: int, code: str, **params: Param) -> None:
        mistake = Mistake(file, line, code, params)
        self._found.setdefault(str(mistake), mistake)
        self.noted += 1

    def __len__(self) -> int:
        return len(self._found)

    def sorted(self) -> tuple[Mistake, ...]:
        """All mistakes, file by file and line by line."""
        return tuple(sorted(self._found.values(), key=lambda found: (found.file, found.line)))


class PackRefused(Exception):
    """The pack can't be loaded; `mistakes` lists everything to put right."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))

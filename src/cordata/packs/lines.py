"""On which line of a TOML file a key stands: `tomllib` does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_.\- ]+?)+)\s*=(?!=)""")
_STRING = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')


def locate(text: str) -> Mapping[Path, int]:
    """Each table and key of a TOML text -> the line it starts on, counting from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            here = _table_path(_keys(header[2]), header[1] == "[[", counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            _note(found, here, _keys(key[1]), number)
    return found


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, else of the nearest table or key that holds it."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


def _note(found: dict[Path, int], here: Path, keys: tuple[str, ...], number: int) -> None:
    for length in range(1, len(keys) + 1):
        found.setdefault((*here, *keys[:length]), number)


def _table_path(keys: tuple[str, ...], is_array: bool, counts: dict[Path, int]) -> Path:
    """`[[section.field]]` means: one more field of the section that was opened last."""
    path: Path = ()
    for position, key in enumerate(keys, 1):
        path = (*path, key)
        if is_array and position == len(keys):
            counts[path] = counts.get(path, -1) + 1
            for deeper in [known for known in counts if known[: len(path)] == path != known]:
                del counts[deeper]
        if path in counts:
            path = (*path, counts[path])
    return path


@lru_cache(maxsize=4_096)
def _keys(text: str) -> tuple[str, ...]:
    """`a."b c".d` -> ("a", "b c", "d"), as TOML itself reads it."""
    try:
        inner = tomllib.loads(f"{text.strip()} = 0")
    except tomllib.TOMLDecodeError:
        return (text.strip(),)
    keys: tuple[str, ...] = ()
    while isinstance(inner, dict):
        key, inner = next(iter(inner.items()))
        keys = (*keys, key)
    return keys


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that start a statement: not those inside a long string or a list."""
    quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not quote and not depth:
            yield number, line
            if _HEADER.match(line):
                continue
        quote, depth = _after(line, quote, depth)


def _after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Whether the next line still lies inside a long string, and in how many brackets."""
    rest = line
    if quote:
        if quote not in line:
            return quote, depth
        rest = line.split(quote, 1)[1]
    for mark in _STRING.finditer(rest):
        if mark[0] in {'"""', "'''"}:
            return _after(rest[mark.end() :], mark[0], depth)
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
    return "", depth

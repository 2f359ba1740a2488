"""`python -m bench.taking`: an officer looks at five thousand files, searches, takes them away.

Four partners of twenty budget lines each, sealed whole: 400 000 lines, on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.servers import DATABASES

from bench.crowd import taken
from bench.installation import installed
from bench.load import warm_up
from bench.reporting import parser_of, report

FILES, PLACES = 5_000, 60


def main() -> None:
    parser = parser_of("taking")
    parser.add_argument("--files", type=int, default=FILES)
    given = parser.parse_args()
    report(
        "Files taken away",
        given,
        lambda name, folder: measure(name, folder, given.files),
        lines,
        files=given.files,
    )


def measure(database: str, folder: Path, files: int) -> dict[str, Any]:
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        officer = inside.ask("prepare", str(PLACES))["officer"]
        pages, cookie = inside.ask("whole", str(files)), inside.ask("cookie", officer)
        warm_up(server.port, "/fr/meetings/", root)
        return {name: taken(server.port, path, cookie, root) for name, path in pages.items()}


def lines(databases: dict[str, Any]) -> Iterator[str]:
    """What was found, as Markdown, beside the aims."""
    yield "| what | database | first byte ms (aim 100) | all s | bytes | PSS MB |"
    yield "|---|---|---|---|---|---|"
    for name, found in databases.items():
        for what, one in found.items():
            memory = f"{one['pss_before_mb']}, {one['pss_first_mb']}, {one['pss_most_mb']}"
            figures = (one["first_byte_ms"], one["seconds"], one["bytes"], memory)
            yield f"| {what} | {name} | {' | '.join(map(str, figures))} |"


if __name__ == "__main__":
    main()

"""`python -m bench.assigning`: who reads which file, on made-up calls anyone can make again.

Each case is drawn from its seed by the generator below: files crowd on few topics while readers
know any, some pairs are forbidden, and readers read one language or both.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bench.run import RESULTS, machine
from cordata.rules.assignment import File, Reader, assign
from cordata.rules.assignment.seats import can_take

TOPICS, OF_A_FILE, OF_A_READER = 12, 2, 3
CROWD = 2  # the square of an even draw: half of the files' topics are the first quarter of all
SHARED, CHANCE = 400, 200  # points for each topic shared, and at most by chance
READ = (("fr",), ("it",), ("fr", "it"))


@dataclass(frozen=True, slots=True)
class Case:
    """A call to be made up: `most` and `least` are files of a reader."""

    name: str
    files: int
    readers: int
    each: int  # readers a file wants
    most: int
    least: int = 0
    languages: tuple[str, ...] = ()
    forbidden: float = 0.05  # share of the pairs
    seed: int = 1


CASES = (
    Case("call", 60, 14, each=2, most=10, languages=("fr", "it")),
    Case("call, other seed", 60, 14, each=2, most=10, languages=("fr", "it"), seed=2),
    Case("call, tight", 60, 14, each=2, most=9, least=8, languages=("fr", "it")),
    Case("conference", 118, 177, each=3, most=4, forbidden=0),
    Case("conference, at least two", 118, 177, each=3, most=4, least=2, forbidden=0),
)


def drawn(case: Case) -> tuple[list[File], list[Reader], dict[tuple[str, str], int]]:
    """Files, readers and the points of every pair that is allowed."""
    dice = random.Random(case.seed)
    files = [File(f"file-{n:03}", case.each, case.languages) for n in range(case.files)]
    readers = [
        Reader(f"reader-{n:03}", case.most, case.least, frozenset(dice.choice(READ)))
        for n in range(case.readers)
    ]
    asked = {
        file.key: {int(TOPICS * dice.random() ** CROWD) for _ in range(OF_A_FILE)} for file in files
    }
    known = {reader.key: set(dice.sample(range(TOPICS), OF_A_READER)) for reader in readers}
    fit = {
        (file, reader): SHARED * len(asked[file] & known[reader]) + dice.randrange(CHANCE)
        for file in asked
        for reader in known
        if dice.random() >= case.forbidden
    }
    return files, readers, fit


def greedy(case: Case) -> tuple[int, int]:
    """Worst-served file and total when each file in turn takes the best that are left."""
    files, readers, fit = drawn(case)
    left = {reader.key: reader.most for reader in readers}
    reads = {reader.key: reader.languages for reader in readers}
    sums = []
    for file in files:
        able = [one for one in left if left[one] and (file.key, one) in fit]
        seats, those = file.seats, list[str]()
        for one in sorted(able, key=lambda one: -fit[file.key, one]):
            if can_take(seats, [reads[other] for other in [*those, one]]):
                those.append(one)
                left[one] -= 1
        sums.append(sum(fit[file.key, one] for one in those))
    return min(sums), sum(sums)


def measure(case: Case) -> dict[str, Any]:
    files, readers, fit = drawn(case)
    started = time.perf_counter(), time.process_time()
    plan = assign(files, readers, fit, seed=str(case.seed))
    took = time.perf_counter() - started[0], time.process_time() - started[1]
    worst, total = greedy(case)
    return {
        "case": asdict(case),
        "seconds": round(took[0], 2),
        "cpu_s": round(took[1], 2),
        "worst": plan.worst,
        "bound": plan.bound,
        "proved": plan.proved,
        "total": plan.total,
        "unfilled": sum(plan.unfilled.values()),
        "greedy": {"worst": worst, "total": total},
    }


def lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """What was found, as Markdown."""
    yield "| case | files x readers x each | s | CPU s | worst file | bound | total | greedy |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in found:
        case, plain = one["case"], one["greedy"]
        shape = f"{case['files']} x {case['readers']} x {case['each']}"
        sign = "=" if one["proved"] else "<="
        yield (
            f"| {case['name']} | {shape} | {one['seconds']} | {one['cpu_s']} | {one['worst']} "
            f"| {sign} {one['bound']} | {one['total']} | {plain['worst']}, {plain['total']} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.assigning")
    parser.add_argument("--name", default="assigning", help="of the file in bench/results")
    given = parser.parse_args()
    import networkx  # noqa: F401 - loaded once, before anything is timed

    found = [measure(case) for case in CASES]
    print("\n".join(lines(found)))
    report = {"machine": machine(), "cases": found}
    (RESULTS / f"{given.name}.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

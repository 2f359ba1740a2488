"""`python -m bench.selecting`: a ranking of 500 files with its what-ifs, the letters of 52 files.

The ranking is made up from a seed and needs no database. The files of the letters are brought to
their decision by the real actions, on a fresh SQLite; what is timed is the worker's own job.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.run import RESULTS, machine
from cordata.rules.ranking import Entry, Remainder, fill_envelopes, rank

FILES, ENVELOPES, SEED, ROUNDS = 500, 5, 7, 20
LETTERS = 52  # files, as many as the second call received
PACK = RESULTS.parent.parent / "packs" / "alcotra-microprojects"
AIMS = {"ranking and four what-ifs of 500 files, ms": 100, "letters of 52 files, s": 60}


def entries() -> list[Entry]:
    """Files of a made-up call: many equals, as whole points give them."""
    dice = random.Random(SEED)
    return [
        Entry(
            f"file-{n:03}",
            Decimal(dice.randint(20_000_00, 80_000_00)) / 100,
            Decimal(dice.randint(40, 100)),
            (Decimal(dice.randint(0, 5)), Decimal(dice.randint(0, 3))),
            f"theme-{dice.randrange(ENVELOPES)}",
        )
        for n in range(FILES)
    ]


def ranked_and_supposed() -> int:
    """One ranking an envelope, filled in each of the four ways; how many awards there are."""
    files, awards = entries(), 0
    money = {f"theme-{n}": Decimal("1500000.00") for n in range(ENVELOPES)}
    places = [
        one for theme in money for one in rank(entry for entry in files if entry.envelope == theme)
    ]
    for remainder in Remainder:
        filled = fill_envelopes(places, money, remainder)
        awards += sum(len(one.awards) for one in filled.values())
    return awards


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the clock and of the processor, and what came of it."""
    clock, cpu = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - clock, time.process_time() - cpu, found


def ranking() -> dict[str, Any]:
    rounds = [timed(ranked_and_supposed) for _round in range(ROUNDS)]
    return {
        "files": FILES,
        "awards": rounds[0][2],
        "ms": round(min(one[0] for one in rounds) * 1000, 1),
        "cpu_ms": round(min(one[1] for one in rounds) * 1000, 1),
    }


def letters(folder: Path) -> dict[str, Any]:
    """Decide on 52 files as a committee does, then lay out every letter of theirs."""
    _database(folder)
    from tests.conftest import DEMO_INSTANT
    from tests.factories.assessment import consolidated

    from cordata.kernel.journal import SYSTEM
    from cordata.packs import load
    from cordata.programme.actions import load_pack
    from cordata.selection.jobs import render_letter
    from cordata.selection.models import Letter

    call = load_pack(load(PACK), by=SYSTEM, at=DEMO_INSTANT).calls.get(code="microprojets-2")
    for number in range(LETTERS):
        consolidated(call, DEMO_INSTANT, 3 + number % 3)
    _decided(call)
    pids = list(Letter.objects.values_list("pid", flat=True))
    clock, cpu, _none = timed(lambda: [render_letter(pid) for pid in pids])
    made = list(Letter.objects.exclude(file=None).select_related("file"))
    return {
        "files": LETTERS,
        "letters": len(made),
        "languages": sorted({code for one in made for code in one.texts}),
        "seconds": round(clock, 1),
        "cpu_s": round(cpu, 1),
        "bytes": sum(one.file.size for one in made if one.file),
    }


def _decided(call: Any) -> None:
    """The committee turns down whom the lot would part, signs, and the authority notifies."""
    from tests.factories.selection import committee, notified_at, prepared, sitting_at

    from cordata.selection import actions

    session, people, day = prepared(call), committee(), sitting_at(call)
    for one in session.decisions.filter(outcome="deferred"):
        actions.change_outcome(
            session.pid, one.pid, "rejected", because="Bench.", by=people.officer, at=day
        )
    actions.open_session(session.pid, by=people.chair, at=day)
    actions.sign_session(session.pid, by=people.chair, at=day)
    actions.release_session(session.pid, by=people.authority, at=notified_at(call))


def _database(folder: Path) -> None:
    """A fresh database of the tests' tables, and Django on it."""
    import shutil

    from tests import ready

    from cordata.config.sqlite import use_bundled

    use_bundled()
    shutil.copy(ready.sqlite_tables(), folder / "bench.sqlite3")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "CORDATA_MODE": "rehearsal",
        "CORDATA_SECRET_KEY": "only-for-the-bench",
        "CORDATA_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "CORDATA_DATA_DIR": str(folder),
    }
    import django

    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.selecting")
    parser.add_argument("--name", default="selecting", help="of the file in bench/results")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cordata-bench-") as folder:
        report = {"machine": machine(), "aims": AIMS, "ranking": ranking(),
                  "letters": letters(Path(folder))}  # fmt: skip
    report["load_after"] = os.getloadavg()[0]
    print(json.dumps(report, indent=1))
    (RESULTS / f"{given.name}.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

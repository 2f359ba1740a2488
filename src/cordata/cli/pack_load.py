"""`cordata pack load DIR|ZIP`: a pack lives outside the wheel and is loaded by its path."""

from __future__ import annotations

import argparse
from pathlib import Path

from cordata.cli.pack_check import tell
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.packs import PackRefused, load
from cordata.programme.actions import load_pack


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a pack's folder or ZIP")
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])


def run(given: argparse.Namespace) -> int:
    return load_into(given.path, given.lang)


def load_into(path: Path, language: str = "en") -> int:
    """Load a pack into this installation: programme, calls and meetings."""
    try:
        pack = load(path)
    except PackRefused as refusal:
        tell(refusal.mistakes, language)
        return 1
    programme = load_pack(pack, by=SYSTEM, at=clock.now())
    load_meetings(programme, pack, by=SYSTEM, at=clock.now())
    print(f"{pack.code} {pack.version} loaded ({pack.digest[:12]}).")
    return 0

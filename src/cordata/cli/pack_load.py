"""`cordata pack load DIR|ZIP`: a pack lives outside the wheel and is loaded by its path."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cordata.cli.pack_check import tell
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.packs import Pack, PackRefused, load
from cordata.packs.provenance import Text
from cordata.programme.actions import PACK, SCREEN, WordsDisputed, load_pack
from cordata.programme.queries import changed_calls
from cordata.web.catalogue import sentence


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a pack's folder or ZIP")
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])
    parser.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar="LANG=TEXT",
        help="why an open call changes, shown publicly; once for each language",
    )
    parser.add_argument(
        "--words",
        default="",
        choices=[SCREEN, PACK],
        help="which words hold where a screen and the pack both changed a text",
    )


def run(given: argparse.Namespace) -> int:
    reasons = dict(one.partition("=")[::2] for one in given.reason)
    return load_into(given.path, given.lang, reasons, given.words)


def load_into(path: Path, language: str = "en", reasons: Text | None = None, hold: str = "") -> int:
    """Load a pack into this installation: programme, calls and meetings."""
    try:
        pack = load(path)
        programme = load_pack(pack, by=SYSTEM, at=clock.now(), reasons=reasons, hold=hold)
    except PackRefused as refusal:
        tell(refusal.mistakes, language)
        return 1
    except WordsDisputed as dispute:
        _tell_dispute(dispute, language)
        return 1
    load_meetings(programme, pack, by=SYSTEM, at=clock.now())
    print(f"{pack.code} {pack.version} loaded ({pack.digest[:12]}).")
    _tell_unchanged(pack, language)
    return 0


def _tell_dispute(dispute: WordsDisputed, language: str) -> None:
    """Each text that would be undone: where it stands, what the screen says, what the pack."""
    for path, screen, pack in dispute.differences:
        for spoken in sorted({*screen, *pack}):
            before, after = screen.get(spoken, ""), pack.get(spoken, "")
            if before != after:
                print(f"{dispute.call} {path} [{spoken}]", file=sys.stderr)
                print(f"  - {before}\n  + {after}", file=sys.stderr)
    print(sentence(dispute.code, language, **dispute.params), file=sys.stderr)


def _tell_unchanged(pack: Pack, language: str) -> None:
    """A call that was opened keeps its version: nobody should believe the load changed it."""
    for one in changed_calls(pack):
        print(sentence("pack.call_unchanged", language, call=one.code), file=sys.stderr)

"""`cordata pack check DIR|ZIP`: every mistake with its file, its line and what to do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cordata.packs import Mistake, check
from cordata.web.catalogue import sentence


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a pack's folder or ZIP")
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])


def run(given: argparse.Namespace) -> int:
    mistakes = check(given.path)
    tell(mistakes, given.lang)
    if not mistakes:
        print(sentence("packs.well", given.lang))
    return 1 if mistakes else 0


def tell(mistakes: tuple[Mistake, ...], language: str) -> None:
    """Print every mistake the way compilers do: file, line, sentence."""
    for mistake in mistakes:
        text = sentence(mistake.code, language, **mistake.params)
        print(f"{mistake.file}:{mistake.line}: {text}", file=sys.stderr)

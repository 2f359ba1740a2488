"""`cordata init`: a new installation in one command (OPS-01)."""

from __future__ import annotations

import argparse
from pathlib import Path

from cordata.cli import installation
from cordata.cli.pack_load import load_into


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, action="append", default=[], help="a pack to load")


def run(given: argparse.Namespace) -> int:
    installation.migrate()
    installation.collect_static()
    for path in given.pack:
        if status := load_into(path):
            return status
    print(f"Ready in {installation.data_dir()}. Next: cordata doctor, then cordata serve.")
    return 0

"""`cordata`: one word per thing an operator does. Each verb is a module of this package."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable

from django.db import OperationalError

from cordata.cli import installation
from cordata.config.environment import Misconfigured
from cordata.config.sqlite import use_bundled

Prepare = Callable[[], None]

# verb -> (what it is for, what happens before its module, which reads models, is imported)
VERBS: dict[str, tuple[str, Prepare]] = {
    "init": ("create the data folder, the secret and the database; load packs", installation.found),
    "serve": ("serve the site, with the job worker beside it", installation.start),
    "worker": ("run the job worker alone", installation.start),
    "tick": ("carry out what falls due now", installation.start),
    "watch": ("ask the running site once how it is", installation.start),
    "upgrade": ("back up, then bring the database to this version", installation.start),
    "backup": ("write everything into one file", installation.start),
    "restore": ("put a backup back into an empty installation", installation.found),
    "verify": ("check the journal, the seals and the files", installation.start),
    "breach": ("list who saw what since when, and whom it concerns", installation.start),
    "evidence": ("write what proves when a file was filed", installation.start),
    "doctor": ("say in words what is wrong with the configuration", installation.nothing),
    "pack check": ("name every mistake of a pack, with file and line", installation.without_data),
    "pack load": ("load a pack's programme, calls and meetings", installation.start),
    "check": ("judge an application from a file against a call", installation.without_data),
    "person add": ("give a person a role: the first administrator", installation.start),
    "demo": ("a rehearsal instance with other people in it", installation.rehearse),
}


def main(arguments: list[str] | None = None) -> int:
    """Carry out one verb; the exit status is its answer."""
    given = sys.argv[1:] if arguments is None else arguments
    name = next((name for name in VERBS if given[: len(name.split())] == name.split()), None)
    if name is None:
        print(overview())
        return 0 if given[:1] in ([], ["-h"], ["--help"]) else 2
    use_bundled()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordata.config.settings")
    try:
        return carry_out(name, given[len(name.split()) :])
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 2
    except OperationalError as error:
        said = f"The database does not answer: {error}\n`cordata doctor` says more."
        print(said, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def carry_out(name: str, rest: list[str]) -> int:
    help_text, prepare = VERBS[name]
    if not {"-h", "--help"} & set(rest):
        prepare()
    else:
        installation.without_data()
    verb = importlib.import_module(f"cordata.cli.{name.replace(' ', '_')}")
    parser = argparse.ArgumentParser(prog=f"cordata {name}", description=help_text)
    verb.arguments(parser)
    return int(verb.run(parser.parse_args(rest)) or 0)


def overview() -> str:
    lines = [f"  {name:11} {help_text}" for name, (help_text, _) in VERBS.items()]
    return "\n".join(["usage: cordata VERB [...]   (cordata VERB --help says more)", "", *lines])


if __name__ == "__main__":
    sys.exit(main())

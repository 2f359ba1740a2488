"""Django's own commands, for developers; operators use `cordata`."""

import os
import sys

from cordata.config.sqlite import use_bundled

use_bundled()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordata.config.settings")
os.environ.setdefault("CORDATA_MODE", "rehearsal")
os.environ.setdefault("CORDATA_SECRET_KEY", "developer")

from django.core.management import execute_from_command_line  # noqa: E402

if __name__ == "__main__":
    execute_from_command_line(sys.argv)

"""Loaded before anything imports sqlite3 (pytest's `-p tests.sqlite`)."""

from cordata.config.sqlite import use_bundled

use_bundled()

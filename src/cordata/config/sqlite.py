"""pysqlite3 takes sqlite3's place before anything imports it.

Debian 12's SQLite is in the range of the upstream WAL-reset corruption bug.
"""

from __future__ import annotations

import sys


def use_bundled() -> None:
    """Make `import sqlite3` give the bundled library, where there is one."""
    if "sqlite3" in sys.modules or sys.platform != "linux":
        return
    import pysqlite3  # noqa: PLC0415 - must come before any other import of sqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

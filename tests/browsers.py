"""The browser the tests drive, and what it leaves undone so that it is quick and sends nothing."""

from __future__ import annotations

import os
import shutil

# The shell draws the same pages without windows of its own: a quarter less of the processors.
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or ""
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

"""The settings tests run with: a rehearsal instance, in memory, nothing sent."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("CORDATA_MODE", "rehearsal")
os.environ.setdefault("CORDATA_SECRET_KEY", "only-for-tests")
os.environ.setdefault("CORDATA_ORIGIN", "http://testserver")
os.environ.setdefault("CORDATA_DATA_DIR", tempfile.mkdtemp(prefix="cordata-test-"))

from cordata.config.settings import *  # noqa: F403
from cordata.config.settings import DATA_DIR, DATABASES, Q_CLUSTER

DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(Path(DATA_DIR) / "test.sqlite3")
Q_CLUSTER["sync"] = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True  # a real server in tests serves the sources, uncollected

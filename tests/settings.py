"""The settings tests run with: a rehearsal instance, in memory, nothing sent."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.ready import in_memory

os.environ.setdefault("CORDATA_MODE", "rehearsal")
os.environ.setdefault("CORDATA_SECRET_KEY", "only-for-tests")
os.environ.setdefault("CORDATA_ORIGIN", "http://testserver")
if "CORDATA_DATA_DIR" not in os.environ:
    os.environ["CORDATA_DATA_DIR"] = tempfile.mkdtemp(prefix="cordata-test-", dir=in_memory())
    atexit.register(shutil.rmtree, os.environ["CORDATA_DATA_DIR"], ignore_errors=True)

from cordata.config.settings import *  # noqa: F403
from cordata.config.settings import DATA_DIR, DATABASES, Q_CLUSTER

DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(Path(DATA_DIR) / "test.sqlite3")
elif os.environ.get("CORDATA_TEST_TEMPLATE"):
    DATABASES["default"]["TEST"]["TEMPLATE"] = os.environ["CORDATA_TEST_TEMPLATE"]
Q_CLUSTER["sync"] = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True  # a real server in tests serves the sources, uncollected

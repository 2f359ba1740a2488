"""Settings of the living style page: the shell on its own, without any step."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("CORDATA_SECRET_KEY", "style-page-only")

from cordata.config import settings as product  # noqa: E402

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})

SECRET_KEY = "style-page-only"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "style_urls"
AUTH_USER_MODEL = "auth.User"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "template_partials",
    "cordata.kernel",
    "cordata.web",
]
MIDDLEWARE = [
    name for name in product.MIDDLEWARE if "allauth" not in name and "rehearsal" not in name
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/fr/account/login/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
SECURE = False
TEMPLATES = [
    {
        **product.TEMPLATES[0],
        "DIRS": [*product.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
    }
]

"""The WSGI entry of the web workers."""

import os

from cordata.config.sqlite import use_bundled

use_bundled()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordata.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - sqlite3 must be replaced first

from cordata.config import environment  # noqa: E402
from cordata.config.waiting_room import WaitingRoom  # noqa: E402

application = WaitingRoom(get_wsgi_application(), environment.number("THREADS", 4))

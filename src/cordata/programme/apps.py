"""Programme, call with its frozen pack, calendar, themes; the public pages of both."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.accounts.scopes import offer
from cordata.notify import letterhead
from cordata.web import navigation
from cordata.web.navigation import Entry


class ProgrammeConfig(AppConfig):
    name = "cordata.programme"
    label = "programme"

    def ready(self) -> None:
        # Read here because the models it needs are ready only now.
        brand = import_module("cordata.programme.brand")
        navigation.programme_providers.append(brand.programme_name)
        letterhead.provide(brand.mail_line)
        offer(import_module("cordata.programme.scopes").scopes)
        navigation.add(Entry("calls", _("Calls"), "programme:calls", 10))
        navigation.add(Entry("help", _("Help"), "programme:help", 90))
        for group, links in (("services", SERVICES), ("legal", LEGAL)):
            for order, (code, label, name) in enumerate(links):
                navigation.add_foot_link(Entry(code, label, name, order, group=group))


LEGAL = (
    ("accessibility", _("Accessibility"), "programme:accessibility"),
    ("privacy", _("Personal data"), "programme:privacy"),
    ("legal", _("Legal notice"), "programme:legal"),
)
SERVICES = (
    ("eligible", _("Am I eligible?"), "programme:eligible"),
    ("news", _("News"), "programme:news"),
    ("map", _("Map of the territories"), "programme:map"),
    ("status", _("State of the service"), "programme:status"),
)

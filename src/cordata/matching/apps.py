"""Partner searches, suggestions and introductions."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation
from cordata.web.navigation import Entry


class MatchingConfig(AppConfig):
    name = "cordata.matching"
    label = "matching"

    def ready(self) -> None:
        navigation.add(Entry("partners", _("Partners"), "matching:board", 30))
        navigation.add_account_link(
            Entry(
                "searches",
                _("My partner searches"),
                "matching:mine",
                40,
                audience=import_module("cordata.accounts.queries").acts_for_a_body,
            )
        )
        # Read here because the models they need are ready only now.
        home = import_module("cordata.programme.home")
        panel = import_module("cordata.matching.panel").partner_panel
        home.add_panel(20, "matching/home_panel.html", panel, home.ASIDE)

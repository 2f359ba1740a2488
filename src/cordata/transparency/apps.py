"""List of operations, open data, figures of a call."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation


class TransparencyConfig(AppConfig):
    name = "cordata.transparency"
    label = "transparency"

    def ready(self) -> None:
        from cordata.programme.home import ASIDE, add_panel  # noqa: PLC0415 - models are ready now
        from cordata.transparency.panel import operations_panel  # noqa: PLC0415 - same

        add_panel(40, "transparency/home_panel.html", operations_panel, ASIDE)
        navigation.add(navigation.Entry("operations", _("Projects"), "transparency:list", 40))
        navigation.add_foot_link(
            navigation.Entry(
                "open_data",
                _("Open data"),
                "transparency:list",
                50,
                group="services",
                fragment="ls",
            )
        )

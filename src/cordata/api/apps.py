from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "cordata.api"
    label = "api"

    def ready(self) -> None:
        from cordata.meetings import presenting  # noqa: PLC0415 - models are loaded now

        presenting.add_view("api:connections", _("Other software"))

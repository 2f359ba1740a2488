from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.kernel.due import add_source


class ApiConfig(AppConfig):
    name = "cordata.api"
    label = "api"

    def ready(self) -> None:
        from cordata.api import actions, due, states  # noqa: PLC0415 - models are loaded now
        from cordata.kernel.transitions import on  # noqa: PLC0415
        from cordata.meetings import presenting  # noqa: PLC0415

        for kind in states.HookEvent.values:
            on(kind, actions.announce)
        add_source(due.due_acts)
        presenting.add_view("api:connections", _("Other software"))

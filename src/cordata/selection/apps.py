from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation
from cordata.web.navigation import Entry


class SelectionConfig(AppConfig):
    name = "cordata.selection"
    label = "selection"

    def ready(self) -> None:
        access = import_module("cordata.selection.access")  # its models are ready only now
        import_module("cordata.applications.access").add_bar(access.leaves_open)
        status = import_module("cordata.selection.status")
        import_module("cordata.applications.status").add_source(status.stops)
        import_module("cordata.applications.status").add_source(status.complaint_stops)
        import_module("cordata.applications.sent_letters").add_source(status.letters)
        around = import_module("cordata.selection.around")
        import_module("cordata.applications.around_file").add_source(around.asked_and_doors)
        navigation.add(
            Entry("committee", _("Committee"), "selection:committee", 64, audience=access.sits)
        )

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation
from cordata.web.navigation import Entry


class AssessmentConfig(AppConfig):
    name = "cordata.assessment"
    label = "assessment"

    def ready(self) -> None:
        access = import_module("cordata.assessment.access")  # its models are ready only now
        import_module("cordata.applications.access").add_bar(access.leaves_open)
        status = import_module("cordata.assessment.status")
        import_module("cordata.applications.status").add_source(status.stops)
        import_module("cordata.applications.status").add_forecast(status.expected)
        import_module("cordata.applications.sent_letters").add_source(status.letters)
        around = import_module("cordata.assessment.around")
        import_module("cordata.applications.around_file").add_source(around.asked_and_doors)
        navigation.add(Entry("files", _("Files"), "assessment:files", 60, audience=access.lists))
        navigation.add(
            Entry(
                "assessments", _("My assessments"), "assessment:mine", 62, audience=access.assesses
            )
        )

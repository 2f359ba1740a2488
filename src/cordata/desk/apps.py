from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "cordata.desk"
    label = "desk"

    def ready(self) -> None:
        from cordata.desk import access, reactions  # noqa: PLC0415 - models are loaded now
        from cordata.meetings import presenting  # noqa: PLC0415
        from cordata.web import navigation  # noqa: PLC0415

        reactions.connect()
        presenting.add_view("desk:path", _("What followed"), "after")
        navigation.add_search(
            navigation.Entry(
                "search",
                _("Search files, organisations, people, meetings, questions"),
                "desk:search",
                audience=access.has_search,
            )
        )
        navigation.add(
            navigation.Entry("desk", _("My desk"), "desk:home", 5, audience=navigation.signed_in)
        )

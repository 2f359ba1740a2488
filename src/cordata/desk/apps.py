from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "cordata.desk"
    label = "desk"

    def ready(self) -> None:
        from cordata.desk import reactions  # noqa: PLC0415 - models are loaded now
        from cordata.web import navigation  # noqa: PLC0415

        reactions.connect()
        navigation.add(
            navigation.Entry("desk", _("My desk"), "desk:home", 5, audience=navigation.signed_in)
        )

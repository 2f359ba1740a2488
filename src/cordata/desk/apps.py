from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cordata.desk"
    label = "desk"

    def ready(self) -> None:
        from cordata.desk import reactions  # noqa: PLC0415 - models are loaded now

        reactions.connect()

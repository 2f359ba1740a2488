from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "cordata.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        from django.conf import settings  # noqa: PLC0415 - apps are ready now

        if settings.REHEARSAL:
            from cordata.rehearsal import banner  # noqa: PLC0415

            banner.install()

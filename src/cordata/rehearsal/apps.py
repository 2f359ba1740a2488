from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "cordata.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        from django.conf import settings  # noqa: PLC0415 - apps are ready now

        if settings.REHEARSAL:
            from django_q.signals import pre_execute  # noqa: PLC0415

            from cordata.rehearsal import banner  # noqa: PLC0415

            banner.install()
            pre_execute.connect(_live_at_the_shifted_clock)


def _live_at_the_shifted_clock(**_told: object) -> None:
    """A job of the worker lives at the instance's instant, as requests do."""
    from cordata.rehearsal.middleware import shift_clock  # noqa: PLC0415 - reads a model

    shift_clock()

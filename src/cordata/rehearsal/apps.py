from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "cordata.rehearsal"
    label = "rehearsal"

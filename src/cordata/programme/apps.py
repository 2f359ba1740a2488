from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "cordata.programme"
    label = "programme"

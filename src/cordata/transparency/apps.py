from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "cordata.transparency"
    label = "transparency"

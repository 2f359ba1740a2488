from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "cordata.watch"
    label = "watch"

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "cordata.selection"
    label = "selection"

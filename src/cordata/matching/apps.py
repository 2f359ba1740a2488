from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "cordata.matching"
    label = "matching"

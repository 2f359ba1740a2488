from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cordata.api"
    label = "api"

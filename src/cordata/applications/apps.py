from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "cordata.applications"
    label = "applications"

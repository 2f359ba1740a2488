from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cordata.desk"
    label = "desk"

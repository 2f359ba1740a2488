from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "cordata.notify"
    label = "notify"

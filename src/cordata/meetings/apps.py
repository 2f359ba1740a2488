from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "cordata.meetings"
    label = "meetings"

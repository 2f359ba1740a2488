from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "cordata.assessment"
    label = "assessment"

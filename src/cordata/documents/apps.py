from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cordata.documents"
    label = "documents"

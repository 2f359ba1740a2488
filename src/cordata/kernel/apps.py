from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "cordata.kernel"
    label = "kernel"

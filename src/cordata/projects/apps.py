from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "cordata.projects"
    label = "projects"

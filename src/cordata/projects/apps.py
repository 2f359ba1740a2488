"""Agreement, proofs, reports, payments and closure of funded projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation


class ProjectsConfig(AppConfig):
    name = "cordata.projects"
    label = "projects"

    def ready(self) -> None:
        navigation.add_account_link(
            navigation.Entry(
                "projects",
                _("My projects"),
                "projects:list",
                25,
                audience=navigation.signed_in,
            )
        )

"""Agreement, proofs, reports, payments and closure of funded projects."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation


class ProjectsConfig(AppConfig):
    name = "cordata.projects"
    label = "projects"

    def ready(self) -> None:
        # Read here because the models they need are ready only now.
        acts = import_module("cordata.accounts.queries").acts_for_a_body
        status = import_module("cordata.applications.status")
        status.add_source(import_module("cordata.projects.status").stops)
        known = import_module("cordata.applications.known")
        known.add_source(import_module("cordata.projects.known").operations)
        follows = import_module("cordata.projects.access").follows
        for code, words, audience in (
            ("projects", _("My projects"), acts),
            ("projects_followed", _("Project follow-up"), follows),
        ):
            navigation.add_account_link(
                navigation.Entry(code, words, "projects:list", 25, audience=audience)
            )

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation


class ApplicationsConfig(AppConfig):
    name = "cordata.applications"
    label = "applications"

    def ready(self) -> None:
        navigation.add_account_link(
            navigation.Entry(
                "applications",
                _("My applications"),
                "applications:mine",
                20,
                audience=import_module("cordata.accounts.queries").may_have_drafts,
                icon="folder",
            )
        )
        navigation.add_account_link(
            navigation.Entry(
                "letters",
                _("My letters"),
                "applications:letters",
                45,
                audience=import_module("cordata.accounts.queries").acts_for_a_body,
            )
        )
        navigation.add_foot_link(
            navigation.Entry(
                "verify", _("Verify a receipt"), "applications:verify", 60, group="services"
            )
        )
        banner = import_module("cordata.applications.helping_banner").helping_banner
        if banner not in navigation.banner_providers:
            navigation.banner_providers.insert(0, banner)
        annexes = import_module("cordata.applications.actions.annexes")
        import_module("cordata.documents.scanning").on_refused(annexes.tell_refused)
        queries = import_module("cordata.applications.queries")
        merging = import_module("cordata.accounts.merging")
        merging.refuse_where(queries.files_of_both)
        joining = import_module("cordata.applications.actions.joining_texts")
        merging.prepare_with(joining.number_on)

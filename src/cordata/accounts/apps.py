from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation
from cordata.web.navigation import Entry


class AccountsConfig(AppConfig):
    name = "cordata.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("cordata.accounts.seeing").install()  # it needs models, ready only now
        navigation.add_account_link(Entry("me", _("My account"), "accounts:me", 10))
        navigation.add_foot_link(
            Entry(
                *("sign_up", _("Create an account"), "account_signup", 10),
                audience=navigation.visitors,
                group="services",
            )
        )

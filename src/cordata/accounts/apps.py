from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cordata.accounts"
    label = "accounts"

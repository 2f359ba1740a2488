"""The pages under a meeting's tabs with which its organisers connect other software."""

from django.urls import path

from cordata.api.views import keys

app_name = "api"

urlpatterns = [
    path("<pid:pid>/connections/", keys.connections, name="connections"),
    path("<pid:pid>/connections/keys/<pid:token>/revoke/", keys.revoke, name="revoke_token"),
]

"""The pages under a meeting's tabs with which its organisers connect other software."""

from django.urls import path

from cordata.api.views import hooks, keys

app_name = "api"

urlpatterns = [
    path("<pid:pid>/connections/", keys.connections, name="connections"),
    path("<pid:pid>/connections/keys/<pid:token>/revoke/", keys.revoke, name="revoke_token"),
    path("<pid:pid>/connections/notices/new/", hooks.new, name="new_hook"),
    path("<pid:pid>/connections/notices/<pid:hook>/", hooks.log, name="hook"),
    path("<pid:pid>/connections/notices/<pid:hook>/end/", hooks.end, name="end_hook"),
    path(
        "<pid:pid>/connections/notices/<pid:hook>/<pid:delivery>/again/",
        hooks.again,
        name="send_again",
    ),
]

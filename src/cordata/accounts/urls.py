"""One's own account and organisations; sign-in itself is allauth's, with our pages."""

from django.urls import path

from cordata.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("organisations/new", views.organisation_new, name="organisation_new"),
    path("organisations/duplicates", views.duplicates, name="duplicates"),
    path("organisations/<pid:pid>/merge/<pid:gone>", views.merge, name="merge"),
    path("organisations/<pid:pid>", views.organisation, name="organisation"),
    path("organisations/<pid:pid>/edit", views.organisation_edit, name="organisation_edit"),
    path("organisations/<pid:pid>/invite", views.invite, name="invite"),
    path("organisations/<pid:pid>/members/<int:number>", views.member, name="member"),
    path("organisations/<pid:pid>/history", views.history, name="history"),
    path("organisations/<pid:pid>/join", views.ask_to_join, name="ask_to_join"),
    path("joining/<pid:pid>", views.joining, name="joining"),
    path("invitations/<pid:pid>/revoke", views.revoke_invitation, name="revoke_invitation"),
    path("invitations/<pid:pid>/<str:secret>", views.invitation, name="invitation"),
    path("recovery", views.recovery_new, name="recovery_new"),
    path("recovery/<pid:pid>", views.recovery, name="recovery"),
    path("see", views.see, name="see"),
    path("see/end", views.see_end, name="see_end"),
    path("roles", views.roles, name="roles"),
    path("roles/<int:number>/revoke", views.revoke_role, name="revoke_role"),
    # There are no passwords (AUT-01) and no outside identity provider unless one is configured
    path("password/<path:rest>", views.nothing, name="no_password"),
    path("social/<path:rest>", views.nothing, name="no_social"),
    path("linked/", views.linked, name="linked"),
    path("reauthenticate/", views.confirm_identity, name="confirm_identity"),
    path("3rdparty/", views.nothing, name="no_providers"),
    path("3rdparty/<path:rest>", views.nothing, name="no_provider"),
]

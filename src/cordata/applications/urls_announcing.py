"""The secretariat's letters to everybody with a draft of a call."""

from django.urls import path

from cordata.applications.views import announcing

urlpatterns = [
    path("", announcing.announcements, name="announcements"),
    path("write/", announcing.write, name="announcement_write"),
    path("<pid:pid>/", announcing.announcement, name="announcement"),
    path("<pid:pid>/edit/", announcing.write, name="announcement_edit"),
    path("<pid:pid>/send/", announcing.send, name="announcement_send"),
    path("<pid:pid>/drop/", announcing.drop, name="announcement_drop"),
]

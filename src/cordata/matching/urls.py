"""Addresses of the partner board."""

from django.urls import path

from cordata.matching import views

app_name = "matching"
urlpatterns = [
    path("", views.board, name="board"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("moderation/", views.moderation, name="moderation"),
    path("introductions/<pid:pid>/", views.introduction, name="introduction"),
    path("introductions/<pid:pid>/accept/", views.accept, name="accept"),
    path("introductions/<pid:pid>/decline/", views.decline, name="decline"),
    path("<pid:pid>/", views.detail, name="detail"),
    path("<pid:pid>/ask/", views.ask, name="ask"),
    path("<pid:pid>/edit/", views.edit, name="edit"),
    path("<pid:pid>/publish/", views.publish, name="publish"),
    path("<pid:pid>/withdraw/", views.withdraw, name="withdraw"),
    path("<pid:pid>/matched/", views.matched, name="matched"),
    path("<pid:pid>/approve/", views.approve, name="approve"),
    path("<pid:pid>/return/", views.return_, name="return"),
]

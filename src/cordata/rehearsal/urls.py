from django.urls import path

from cordata.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("", views.home, name="home"),
    path("move/", views.move, name="move"),
    path("move/<pid:pid>/", views.progress, name="progress"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<pid:pid>/", views.mail, name="mail"),
    path("play/<pid:pid>/", views.sign_in, name="sign_in"),
]

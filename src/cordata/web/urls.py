from django.urls import path

from cordata.web import views

app_name = "web"
urlpatterns = [
    path("theme", views.theme, name="theme"),
]

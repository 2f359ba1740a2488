"""What the probe asks; the same in every language."""

from django.urls import path

from cordata.watch import views

urlpatterns = [path("watch/try", views.try_filing, name="watch_try")]

"""What the probe asks; the same in every language."""

from django.urls import path

from cordata.applications.views import trial

urlpatterns = [path("watch/try", trial.try_filing, name="watch_try")]

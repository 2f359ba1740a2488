"""The API's own address; it needs no sign-in and keeps no session."""

from django.urls import include, path

from cordata.api.v1 import api
from cordata.web.access import public_patterns

urlpatterns = [
    path("api/v1/", include((public_patterns(api.urls[0]), api.urls[1]), namespace=api.urls[2])),
]

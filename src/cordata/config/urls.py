"""Every URL of the product: what is the same in all languages, then /fr/, /it/, /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, register_converter

from cordata.kernel.ids import PublicIdConverter

register_converter(PublicIdConverter, "pid")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cordata.web.urls_root")),
    path("", include("cordata.api.urls_root")),
    path("", include("cordata.applications.urls_root")),
]
_pages: list[URLPattern | URLResolver] = [
    path("", include("cordata.programme.urls")),
    path("", include("cordata.web.urls")),
    path("account/", include("cordata.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("meetings/", include("cordata.meetings.urls")),
    path("meetings/", include("cordata.api.urls")),
    path("partners/", include("cordata.matching.urls")),
    path("applications/", include("cordata.applications.urls")),
    path("assessment/", include("cordata.assessment.urls")),
    path("selection/", include("cordata.selection.urls")),
    path("projects/", include("cordata.projects.urls")),
    path("operations/", include("cordata.transparency.urls")),
    path("desk/", include("cordata.desk.urls")),
    path("files/", include("cordata.documents.urls")),
]
if settings.REHEARSAL:
    _pages.append(path("rehearsal/", include("cordata.rehearsal.urls")))
urlpatterns += i18n_patterns(*_pages)

handler400 = "cordata.web.views.bad_request"
handler403 = "cordata.web.views.forbidden"
handler404 = "cordata.web.views.not_found"
handler500 = "cordata.web.views.broken"

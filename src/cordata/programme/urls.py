"""Addresses of the programme's public pages; `/fr/` is the home page."""

from django.urls import path

from cordata.programme import views, views_closing, views_status, views_wording

app_name = "programme"
urlpatterns = [
    path("", views.home, name="home"),
    path("calls/", views.calls, name="calls"),
    path("calls/<slug:code>/", views.call, name="call"),
    path("calls/<slug:code>/calendar.ics", views.call_calendar, name="call_calendar"),
    path("calls/<slug:code>/grid/", views.grid, name="grid"),
    path("calls/<slug:code>/form/", views.blank_form, name="blank_form"),
    path("calls/<slug:code>/form.pdf", views.blank_form_pdf, name="blank_form_pdf"),
    path("calls/<slug:code>/form.odt", views.blank_form_odt, name="blank_form_odt"),
    path("calls/<slug:code>/provenance/", views.provenance, name="provenance"),
    path("calls/<slug:code>/envelope/", views.change_envelope, name="change_envelope"),
    path("calls/<slug:code>/closing/", views_closing.move_closing, name="move_closing"),
    path(
        "calls/<slug:code>/closing/<pid:pid>/confirm/",
        views_closing.confirm_closing,
        name="confirm_closing",
    ),
    path(
        "calls/<slug:code>/closing/<pid:pid>/refuse/",
        views_closing.refuse_closing,
        name="refuse_closing",
    ),
    path("calls/<slug:code>/publish/", views.publish, name="publish"),
    path("calls/<slug:code>/words/", views_wording.words, name="words"),
    path("calls/<slug:code>/words/preview/", views_wording.preview, name="words_preview"),
    path("calls/<slug:code>/words/drop/", views_wording.drop, name="words_drop"),
    path("calls/<slug:code>/words/document/", views_wording.new_document, name="new_document"),
    path("calls/<slug:code>/words/<slug:kind>/<str:key>/", views_wording.words_at, name="words_at"),
    path("calls/<slug:code>/changes/<pid:pid>/", views_wording.change, name="change"),
    path("calls/<slug:code>/documents/<pid:pid>/", views_wording.document, name="document"),
    path("eligible/", views.eligible, name="eligible"),
    path("help/", views.help_page, name="help"),
    path("map/", views.map_page, name="map"),
    path("news/", views.news, name="news"),
    path("news.atom", views.news_feed, name="news_feed"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("status/", views_status.status, name="status"),
    path("status.json", views_status.status_json, name="status_json"),
    path("accessibility/", views.page, {"slug": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"slug": "privacy"}, name="privacy"),
    path("legal/", views.page, {"slug": "legal"}, name="legal"),
    path("pages/<slug:slug>/", views.page, name="page"),
]

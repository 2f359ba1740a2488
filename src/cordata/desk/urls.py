from django.urls import path

from cordata.desk import views, views_audit, views_figures, views_path

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("journal/", views.journal_list, name="journal"),
    path("journal/check/", views.journal_check, name="journal_check"),
    path("journal/reads/", views.reads_list, name="reads"),
    path("audit/<slug:code>/", views_audit.audit, name="audit"),
    path("audit/<slug:code>/exceptions/", views_audit.exception_list, name="exceptions"),
    path(
        "audit/<slug:code>/exceptions.csv",
        views_audit.exception_file,
        {"ending": "csv"},
        name="exceptions_csv",
    ),
    path(
        "audit/<slug:code>/exceptions.xlsx",
        views_audit.exception_file,
        {"ending": "xlsx"},
        name="exceptions_xlsx",
    ),
    path("figures/<slug:code>/", views_figures.figures, name="figures"),
    path(
        "figures/<slug:code>/figures.csv",
        views_figures.figures_file,
        {"ending": "csv"},
        name="figures_csv",
    ),
    path(
        "figures/<slug:code>/figures.xlsx",
        views_figures.figures_file,
        {"ending": "xlsx"},
        name="figures_xlsx",
    ),
    path("samples/<pid:pid>/", views_audit.sample, name="sample"),
    path("files/<pid:pid>/audit.zip", views_audit.file_archive, name="audit_file"),
    path("own-data/", views.own_data_file, name="own_data"),
    path("meetings/<pid:pid>/path/", views_path.path, name="path"),
    path(
        "meetings/<pid:pid>/follow-up.csv",
        views_path.follow_up,
        {"ending": "csv"},
        name="follow_up",
    ),
    path(
        "meetings/<pid:pid>/follow-up.xlsx",
        views_path.follow_up,
        {"ending": "xlsx"},
        name="follow_up_xlsx",
    ),
    path("messages/", views.messages_failed, name="messages"),
    path("messages/<pid:pid>/again/", views.message_again, name="message_again"),
]

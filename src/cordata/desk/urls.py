from django.urls import path

from cordata.desk import views, views_path

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("journal/", views.journal_list, name="journal"),
    path("journal/check/", views.journal_check, name="journal_check"),
    path("journal/reads/", views.reads_list, name="reads"),
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

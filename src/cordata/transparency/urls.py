from django.urls import path

from cordata.transparency import views

app_name = "transparency"
urlpatterns = [
    path("", views.operation_list, name="list"),
    path("operations.csv", views.operations_csv, name="csv"),
    path("operations.xlsx", views.operations_xlsx, name="xlsx"),
    path("operations.json", views.operations_json, name="json"),
    path("figures/<slug:code>/", views.figures, name="figures"),
    path(
        "figures/<slug:code>/figures.csv",
        views.figures_file,
        {"ending": "csv"},
        name="figures_csv",
    ),
    path(
        "figures/<slug:code>/figures.xlsx",
        views.figures_file,
        {"ending": "xlsx"},
        name="figures_xlsx",
    ),
    path("<slug:code>/", views.detail, name="detail"),
]

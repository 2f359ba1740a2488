"""The pages around the budget: as a workbook, pasted, compared."""

from __future__ import annotations

from django.urls import path

from cordata.applications.views import (
    budget_compare,
    budget_files,
    budget_former,
    budget_paste,
)

urlpatterns = [
    path("<pid:pid>/budget/compare/", budget_compare.compare, name="budget_compare"),
    path("<pid:pid>/budget.xlsx", budget_files.workbook, name="budget_workbook"),
    path(
        "<pid:pid>/budget/<pid:partner>/take-over/",
        budget_former.take_over,
        name="budget_take_over",
    ),
    path("<pid:pid>/budget/<pid:partner>/paste/", budget_paste.paste, name="budget_paste"),
]

"""The pages around the budget: as a workbook, pasted, compared."""

from __future__ import annotations

from django.urls import path

from cordata.applications.views import budget_files

urlpatterns = [
    path("<pid:pid>/budget.xlsx", budget_files.workbook, name="budget_workbook"),
]

"""The pages of the structured sections: partners, activities, budget, statements, files."""

from __future__ import annotations

from django.urls import include, path

from cordata.applications.views import (
    activities,
    annexes,
    budget,
    declarations,
    guests,
    leading,
    mandates,
    part_versions,
    partners,
    size,
)

urlpatterns = [
    path("", include("cordata.applications.urls_money")),
    path("<pid:pid>/partners/", partners.partners, name="partners"),
    path("<pid:pid>/partners/<pid:partner>/", partners.partner, name="partner"),
    path(
        "<pid:pid>/partners/<pid:partner>/remove/", partners.partner_remove, name="partner_remove"
    ),
    path("<pid:pid>/partners/<pid:partner>/body/", partners.body, name="body"),
    path("<pid:pid>/partners/<pid:partner>/size/", size.size, name="size"),
    path("<pid:pid>/partners/<pid:partner>/invite/", partners.invite, name="invite"),
    path("<pid:pid>/partners/<pid:partner>/lead/", leading.lead, name="lead"),
    path("<pid:pid>/partners/<pid:partner>/mandate/", mandates.mandate, name="mandate"),
    path(
        "<pid:pid>/partners/<pid:partner>/mandate/<int:number>/",
        mandates.mandate_file,
        name="mandate_file",
    ),
    path("<pid:pid>/guests/", guests.guests, name="guests"),
    path("<pid:pid>/guests/<pid:guest>/end/", guests.guest_end, name="guest_end"),
    path("<pid:pid>/activities/", activities.activities, name="activities"),
    path("<pid:pid>/activities/new/", activities.activity_new, name="activity_new"),
    path("<pid:pid>/activities/<pid:activity>/", activities.activity, name="activity"),
    path("<pid:pid>/parts/<slug:kind>/", part_versions.part_versions, name="part_versions"),
    path(
        "<pid:pid>/parts/<slug:kind>/<pid:place>/",
        part_versions.part_versions,
        name="part_versions",
    ),
    path("<pid:pid>/budget/", budget.budget, name="budget"),
    path("<pid:pid>/budget/<pid:partner>/", budget.budget_partner, name="budget_partner"),
    path("<pid:pid>/aid/", declarations.aid, name="aid"),
    path("<pid:pid>/declarations/", declarations.declarations, name="declarations"),
    path("<pid:pid>/annexes/", annexes.annexes, name="annexes"),
    path("<pid:pid>/annexes/<pid:annex>/", annexes.annex_file, name="annex_file"),
    path("<pid:pid>/annexes/<pid:annex>/remove/", annexes.annex_remove, name="annex_remove"),
]

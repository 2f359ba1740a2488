"""The pages of an application, from the first click to the receipt."""

from django.urls import include, path

from cordata.applications.views import (
    exports,
    late,
    project,
    receipt,
    review,
    saving,
    start,
    tasks,
    texts,
    verify,
    versions,
    withdraw,
)

app_name = "applications"
urlpatterns = [
    path("", include("cordata.applications.urls_sections")),
    path("", start.mine, name="mine"),
    path("start/", start.choose, name="start"),
    path("start/<slug:code>/", start.start, name="start"),
    path("start/from/<pid:pid>/", start.start_from, name="start_from"),
    path("verify/", verify.verify, name="verify"),
    path("verify/key/", verify.public_key, name="public_key"),
    path("<pid:pid>/", tasks.detail, name="detail"),
    path("<pid:pid>/eligibility/", tasks.eligibility, name="eligibility"),
    path("<pid:pid>/history/", tasks.history, name="history"),
    path("<pid:pid>/taken-over/", start.taken_over, name="taken_over"),
    path("<pid:pid>/project/", project.project, name="project"),
    path("<pid:pid>/save/", saving.save, name="save"),
    path("<pid:pid>/live/", saving.live, name="live"),
    path("<pid:pid>/versions/", versions.versions, name="versions"),
    path("<pid:pid>/versions/<slug:field>/", versions.text_versions, name="text_versions"),
    path(
        "<pid:pid>/versions/<slug:field>/<pid:organisation>/",
        versions.text_versions,
        name="sheet_versions",
    ),
    path("<pid:pid>/texts/", texts.texts, name="texts"),
    path("<pid:pid>/texts/<slug:field>/", texts.text, name="text"),
    path("<pid:pid>/export.json", exports.export, name="export"),
    path("<pid:pid>/print/", exports.printed, name="print"),
    path("<pid:pid>/review/", review.review, name="review"),
    path("<pid:pid>/submit/", review.submit, name="submit"),
    path("<pid:pid>/late/", late.late, name="late"),
    path("<pid:pid>/receipt/", receipt.receipt, name="receipt"),
    path("<pid:pid>/receipt/<int:version>/", receipt.receipt, name="receipt"),
    path("<pid:pid>/receipt/<int:version>/changes/", receipt.changes, name="changes"),
    path("<pid:pid>/receipt.zip", receipt.take_away, name="receipt_zip"),
    path("<pid:pid>/receipt/<int:version>/receipt.zip", receipt.take_away, name="receipt_zip"),
    path("<pid:pid>/dossier/", receipt.dossier, name="dossier"),
    path("<pid:pid>/dossier/<int:version>/", receipt.dossier, name="dossier"),
    path("<pid:pid>/withdraw/", withdraw.withdraw, name="withdraw"),
]

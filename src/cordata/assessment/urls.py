"""Addresses of the officer's examination and of the assessor's sheets."""

from django.urls import path

from cordata.assessment.views import (
    answering,
    assigning,
    examining,
    late,
    planning,
    pooling,
    reading,
    sheets,
    taking,
)

app_name = "assessment"
urlpatterns = [
    path("", sheets.mine, name="mine"),
    path("calls/", examining.files, name="files"),
    path("calls/<slug:code>/", examining.reviews, name="reviews"),
    path("calls/<slug:code>/late/", late.late, name="late"),
    path("calls/<slug:code>/late/<pid:pid>/", late.late_text, name="late_text"),
    path("calls/<slug:code>/late/<pid:pid>/evidence.zip", late.late_evidence, name="late_evidence"),
    path("calls/<slug:code>/assessors/", pooling.pool_list, name="pool"),
    path("calls/<slug:code>/assessors/me/", pooling.oneself, name="oneself"),
    path("calls/<slug:code>/assessors/<pid:pid>/", pooling.assessor, name="assessor"),
    path("calls/<slug:code>/assessors/<pid:pid>/end/", pooling.end, name="end_assessor"),
    path("calls/<slug:code>/plan/", planning.plan, name="plan"),
    path("calls/<slug:code>/plan/compute/", planning.compute, name="compute_plan"),
    path("calls/<slug:code>/plan/<pid:pid>/change/", planning.change, name="change_plan"),
    path("calls/<slug:code>/plan/<pid:pid>/use/", planning.use, name="use_plan"),
    path("calls/<slug:code>/<str:table>.<str:ending>", taking.take_away, name="take_away"),
    path("files/<pid:pid>/", examining.review, name="review"),
    path("files/<pid:pid>/text/", reading.file_text, name="text"),
    path("files/<pid:pid>/text/<pid:annex>/", reading.annex, name="annex"),
    path("files/<pid:pid>/take/", examining.take, name="take"),
    path("files/<pid:pid>/checks/<slug:number>/", examining.verify, name="verify"),
    path("files/<pid:pid>/settle/", examining.settle, name="settle"),
    path("files/<pid:pid>/completion/", examining.ask, name="ask"),
    path("files/<pid:pid>/assign/", assigning.assign, name="assign"),
    path("sheets/<pid:pid>/release/", assigning.release, name="release"),
    path("sheets/<pid:pid>/reopen/", assigning.reopen, name="reopen"),
    path("completions/<pid:pid>/", answering.completion, name="completion"),
    path("completions/files/<pid:pid>/", answering.completion_file, name="completion_file"),
    path("<pid:pid>/", sheets.assignment, name="assignment"),
    path("<pid:pid>/accept/", sheets.accept, name="accept"),
    path("<pid:pid>/conflict/", sheets.declare_conflict, name="conflict"),
    path("<pid:pid>/back/", sheets.hand_back, name="hand_back"),
    path("<pid:pid>/sheet/", sheets.sheet, name="sheet"),
    path("<pid:pid>/sheet/save/<slug:criterion>/", sheets.save, name="save"),
    path("<pid:pid>/sheet/send/", sheets.send, name="send"),
]

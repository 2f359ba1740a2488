"""What came on paper: noted, typed in, compared, confirmed; for the secretariat."""

from __future__ import annotations

from django.urls import path

from cordata.applications.views import paper, paper_checking

urlpatterns = [
    path("papers/<slug:code>/", paper.papers, name="papers"),
    path("papers/<slug:code>/new/", paper.paper_note, name="paper_note"),
    path("paper/<pid:pid>/", paper_checking.paper, name="paper"),
    path("paper/<pid:pid>/begin/", paper.paper_begin, name="paper_begin"),
    path("paper/<pid:pid>/complete/", paper_checking.paper_hand_over, name="paper_hand_over"),
    path("paper/<pid:pid>/check/", paper_checking.paper_check, name="paper_check"),
    path("paper/<pid:pid>/aside/", paper.paper_aside, name="paper_aside"),
    path("paper/<pid:pid>/scan/", paper.paper_scan, name="paper_scan"),
    path("paper/<pid:pid>/letter.pdf", paper.paper_letter, name="paper_letter"),
]

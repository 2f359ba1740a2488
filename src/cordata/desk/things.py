"""What belongs to a file or to a call, so that the journal tells everything done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Model, Q, QuerySet

from cordata.applications.models import (
    Application,
    Help,
    LateAttempt,
    PaperFiling,
    Partner,
    Submission,
)
from cordata.assessment.models import (
    AidRegime,
    Assessor,
    Assignment,
    AssignmentPlan,
    Calibration,
    CompletionRequest,
    Consensus,
    Exchange,
    Refusal,
    Review,
)
from cordata.programme.models import Call
from cordata.projects.models import DueDeliverable, Payment, Project
from cordata.selection.models import CommitteeSession, Complaint, Decision, Letter, Lifting

OF_A_FILE: Mapping[type[Model], str] = {  # model -> its way to the application
    Application: "",
    Partner: "application",
    Submission: "application",
    LateAttempt: "application",
    Help: "application",
    PaperFiling: "application",
    Review: "application",
    Assignment: "review__application",
    CompletionRequest: "review__application",
    Consensus: "review__application",
    AidRegime: "review__application",
    Exchange: "review__application",
    Refusal: "review__application",
    Decision: "application",
    Letter: "decision__application",
    Lifting: "decision__application",
    Complaint: "application",
    Project: "application",
    Payment: "project__application",
    DueDeliverable: "due_activity__project__application",
}
OF_A_CALL: Mapping[type[Model], str] = {  # model -> its way to the call
    Call: "",
    CommitteeSession: "call",
    Assessor: "call",
    AssignmentPlan: "call",
    Calibration: "call",
}


def done_with(files: QuerySet[Application]) -> Q:
    """Events of these files and of what was opened for them."""
    return _events(OF_A_FILE, files)


def done_in(calls: Iterable[str]) -> Q:
    """Events of calls, by public id, and of every file of theirs."""
    found = Call.objects.filter(pid__in=set(calls))
    return _events(OF_A_CALL, found) | done_with(Application.objects.filter(call__in=found))


def _events(ways: Mapping[type[Model], str], wanted: QuerySet[Model]) -> Q:
    found = Q(pk__in=[])
    for model, way in ways.items():
        rows = model._default_manager.filter(**{f"{way}__in" if way else "pk__in": wanted})
        found |= Q(subject_type=model._meta.model_name, subject_id__in=rows.values("pid"))
    return found

"""One partner was taken out of a draft and wrote; its double came in and wrote, too. They merge."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from cordata.accounts.models import Organisation
from cordata.applications.models import (
    Answer,
    AnswerVersion,
    Partner,
    PartVersion,
    TextAgreement,
)


def number_on(keep: Organisation, gone: Organisation) -> None:
    """Number the versions of the two one after the other, so that they become one row of versions.

    What stands in the draft, else what was written last, is what follows.
    """
    both = AnswerVersion.objects.filter(organisation__in=[keep, gone])
    groups = both.values_list("application", "organisation", "field", "language").distinct()
    known = set(groups)
    for application, _own, field, language in sorted(
        one for one in known if one[1] == gone.pk and (one[0], keep.pk, *one[2:]) in known
    ):
        rows = AnswerVersion.objects.filter(application=application, field=field, language=language)
        _put_after(*_in_order(rows.filter(organisation=keep), rows.filter(organisation=gone)))
    _number_parts_on(keep, gone)


def _number_parts_on(keep: Organisation, gone: Organisation) -> None:
    """The same of their budgets and self-checks: that of the partner in the draft follows."""
    both = PartVersion.objects.filter(organisation__in=[keep, gone])
    known = set(both.values_list("application", "organisation", "kind").distinct())
    for application, own, kind in known:
        if own != gone.pk or (application, keep.pk, kind) not in known:
            continue
        rows = PartVersion.objects.filter(application=application, kind=kind)
        present = Partner.objects.filter(application=application, organisation=gone).exists()
        first, second = (keep, gone) if present else (gone, keep)
        by = rows.filter(organisation=first).aggregate(last=Max("version"))["last"]
        for row in rows.filter(organisation=second).order_by("-version"):
            row.version += by
            row.save(update_fields=["version"])


def _in_order(
    one: QuerySet[AnswerVersion], other: QuerySet[AnswerVersion]
) -> tuple[QuerySet[AnswerVersion], QuerySet[AnswerVersion]]:
    """The earlier first: no more than one of them stands in the draft."""
    first, second = sorted([one, other], key=_when)
    return first, second


def _when(rows: QuerySet[AnswerVersion]) -> tuple[bool, datetime]:
    last = rows.latest("saved_at", "pk")
    return rows.exclude(answer=None).exists(), last.saved_at


def _put_after(first: QuerySet[AnswerVersion], second: QuerySet[AnswerVersion]) -> None:
    """The highest number first: no two are ever the same on the way."""
    by = first.aggregate(last=Max("version"))["last"]
    for row in second.order_by("-version"):
        row.version += by
        row.save(update_fields=["version"])
    for answer in Answer.objects.filter(versions__in=second).distinct():
        answer.version += by
        answer.save(update_fields=["version"])
        for agreement in TextAgreement.objects.filter(partner=answer.partner, field=answer.field):
            if answer.language in agreement.versions:
                agreement.versions[answer.language] += by
                agreement.save(update_fields=["versions"])

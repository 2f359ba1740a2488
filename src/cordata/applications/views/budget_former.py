"""The figures a partner had in the former application that its draft was copied from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.applications import access
from cordata.applications.actions.copying import take_over_money
from cordata.applications.figures import category_name, definition_of, figures_of
from cordata.applications.forms.budget import source_name
from cordata.applications.models import Partner
from cordata.applications.queries import former_money
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.packs.provenance import Text
from cordata.web.catalogue import sentence


@dataclass(frozen=True, slots=True)
class Former:
    """What may be taken over, for the partner's own people alone."""

    number: str
    lines: list[tuple[str, str, Decimal]]  # category, description, euros
    sources: list[tuple[str, Decimal]]
    total: Decimal


def former_of(request: HttpRequest, partner: Partner) -> Former | None:
    """The former figures as this person may take them over."""
    if not access.take_over_money(request.user, partner):
        return None
    former = former_money(partner)
    if former is None:
        return None
    definition = definition_of(former.application)
    return Former(
        former.application.number or former.application.acronym,
        [
            (category_name(one.category, definition), one.description, one.amount)
            for one in former.lines.all()
        ],
        [(source_name(one, definition), one.amount) for one in former.sources.all()],
        figures_of(former, definition).total,
    )


@require_POST
def take_over(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """An act of the partner's own: nobody else brings its former money into a new draft."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    access.take_over_money(request.user, one).or_deny()
    try:
        left = take_over_money(one, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The figures of the former application are taken over."))
        for item in left:
            why = sentence(f"application.copy.{item.code}", **item.params)
            messages.warning(request, f"{_named(item.names)}: {why}")
    return redirect("applications:budget_partner", pid, partner)


def _named(names: Text) -> str:
    return names.get("") or pick(names)

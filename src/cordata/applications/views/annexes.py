"""The files joined to an application, each in its slot; what is missing is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications import access
from cordata.applications.actions.annexes import add_annex, remove_annex
from cordata.applications.figures import definition_of
from cordata.applications.forms.annexes import AnnexForm, kinds_of, told_before
from cordata.applications.models import Annex, Application, Partner
from cordata.applications.views.around import around
from cordata.applications.views.found import annex_or_404, draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.rules.ruleset import AnnexSlot

MANDATE = "mandate"  # this slot is filled on the page of the mandate itself


@dataclass(slots=True)
class Place:
    """One slot of the project or of one partner, with its files."""

    slot: AnnexSlot
    name: str
    help: str
    partner: Partner | None
    may_write: Verdict
    files: list[Annex] = field(default_factory=list)
    form: AnnexForm | None = None

    @property
    def code(self) -> str:
        """The id of the place on the page."""
        return f"{self.slot.code}-{self.partner.position}" if self.partner else self.slot.code

    @property
    def told(self) -> str:
        return told_before(kinds_of(self.slot), self.slot.max_bytes)

    @property
    def missing(self) -> bool:
        return self.slot.required and not self.files


@require_http_methods(["GET", "HEAD", "POST"])
def annexes(request: HttpRequest, pid: str) -> HttpResponse:
    """Every slot that concerns this application; the chosen one shows its upload."""
    application = draft_or_404(request, pid)
    places = list(_places(request, application))
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(places, sent.get("slot", ""), sent.get("partner", ""))
    if request.method == "POST":
        if chosen is None:
            raise Http404
        chosen.may_write.or_deny()
        form = chosen.form = AnnexForm(request.POST, request.FILES, slot=chosen.slot)
        if form.is_valid() and _stored(request, application, chosen, form):
            return redirect("applications:annexes", pid)
    elif chosen is not None and chosen.may_write:
        chosen.form = AnnexForm(slot=chosen.slot)
    context = around(request, application, "annexes") | {
        "project_places": [place for place in places if place.partner is None],
        "partner_places": _by_partner(application, places),
        "missing": [place for place in places if place.missing],
        "mandate": MANDATE,
        "form": chosen.form if chosen else None,
    }
    return render(request, "applications/annexes.html", context)


def _places(request: HttpRequest, application: Application) -> Iterator[Place]:
    definition = definition_of(application)
    words = {one.code: one for one in definition.annexes}
    present = application.annexes.filter(removed_at__isnull=True).select_related("file", "added_by")
    files = list(present.order_by("added_at"))
    for slot in definition.ruleset.annexes:
        owners: list[Partner | None] = [None]
        if slot.per_partner:
            owners = [one for one in application.partners.all() if _concerns(slot, one)]
        for owner in owners:
            told = words.get(slot.code)
            yield Place(
                slot,
                pick(told.names) if told else slot.code,
                pick(told.help) if told else "",
                owner,
                access.edit_partner(request.user, owner)
                if owner
                else access.edit(request.user, application),
                [
                    one
                    for one in files
                    if one.slot == slot.code and one.partner_id == (owner.pk if owner else None)
                ],
            )


def _concerns(slot: AnnexSlot, partner: Partner) -> bool:
    return not slot.applies_to or partner.organisation.legal_type in slot.applies_to


def _by_partner(application: Application, places: list[Place]) -> list[tuple[Partner, list[Place]]]:
    return [
        (partner, [place for place in places if place.partner == partner])
        for partner in application.partners.all()
    ]


def _chosen(places: list[Place], slot: str, partner: str) -> Place | None:
    return next(
        (
            place
            for place in places
            if place.slot.code == slot
            and (place.partner.pid if place.partner else "") == partner
            and slot != MANDATE
        ),
        None,
    )


def _stored(request: HttpRequest, application: Application, place: Place, form: AnnexForm) -> bool:
    upload, at = form.cleaned_data["file"], clock.now()
    try:
        with only_if_used():
            file = store_file(
                upload,
                by=person_of(request),
                at=at,
                kinds=kinds_of(place.slot),
                max_bytes=place.slot.max_bytes,
            )
            add_annex(
                application,
                place.slot.code,
                file,
                by=person_of(request),
                at=at,
                partner=place.partner,
            )
    except NotPossible as refusal:
        form.refuse("file", refusal.code, **refusal.params)
        return False
    messages.success(request, _("%(name)s is joined.") % {"name": file.name})
    return True


@require_safe
def annex_file(request: HttpRequest, pid: str, annex: str) -> HttpResponseBase:
    """The file itself, under the same access as the page (ACC-04, FIL-05)."""
    application = draft_or_404(request, pid)
    own = bool(access.open_unchecked(request.user, application))
    return serve(annex_or_404(application, annex).file, unchecked=own, bare=not own)


@require_POST
def annex_remove(request: HttpRequest, pid: str, annex: str) -> HttpResponse:
    """Take a file out again."""
    application = draft_or_404(request, pid)
    one = annex_or_404(application, annex)
    if one.partner_id is None:
        access.edit(request.user, application).or_deny()
    else:
        owner = next(p for p in application.partners.all() if p.pk == one.partner_id)
        access.edit_partner(request.user, partner_or_404(application, owner.pid)).or_deny()
    remove_annex(one, by=person_of(request), at=clock.now())
    messages.success(request, _("%(name)s is removed.") % {"name": one.file.name})
    return redirect("applications:annexes", pid)

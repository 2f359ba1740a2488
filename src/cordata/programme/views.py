"""The public pages of the programme and of its calls."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.models import Person
from cordata.documents.office import ODT
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import NotPossible
from cordata.notify.links import absolute
from cordata.packs.programme import BodyRole
from cordata.programme import access, actions, papers, pieces, presenting, queries
from cordata.programme.calendar_feed import calendar as as_calendar
from cordata.programme.eligible import judge
from cordata.programme.feeds import atom
from cordata.programme.forms import EligibleForm, EnvelopeForm, PublicationForm
from cordata.programme.home import panels
from cordata.programme.models import Call
from cordata.programme.rule_words import figures
from cordata.programme.site import Site, site_of
from cordata.programme.timetable import countdown
from cordata.web.access import public
from cordata.web.forms import sent

CALENDAR = "text/calendar; charset=utf-8"
PDF = "application/pdf"
ATOM = "application/atom+xml; charset=utf-8"
NEWS_SHOWN = 30


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open, what one can ask for, whom one can meet."""
    site, at = site_of(request), clock.now()
    call = queries.featured_call(site.calls, at)
    if site.programme is None or call is None:
        return render(request, "programme/empty.html", {"site": site})
    context = {
        "call": call,
        "state": presenting.state_of(call, at),
        "countdown": countdown(call, at),
        "figures": pieces.figures_of(call),
        "eligible": pieces.eligible(call),
        "themes": pieces.theme_cards(call),
        "paragraphs": pieces.paragraphs(site.programme),
        "panels": panels(request, call, at),
        "territories": pieces.territories(site.programme),
        "map": pieces.map_of(site.programme),
        "results": [(one, presenting.results_of(one, at)) for one in site.calls],
    }
    return render(request, "programme/home.html", context)


@public
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every announced call, past ones too."""
    site, at = site_of(request), clock.now()
    rows = [
        {
            "call": call,
            "figures": figures(call),
            "countdown": countdown(call, at),
            "state": presenting.state_of(call, at),
            "results": presenting.results_of(call, at),
        }
        for call in site.calls
    ]
    return render(request, "programme/calls.html", {"rows": rows, "site": site})


@public
@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """All that a call says: rules, dates, envelopes, documents, answers, corrections."""
    shown, at = _call(request, code), clock.now()
    today = queries.local_day(shown, at)
    envelopes = queries.envelopes_of(shown)
    published = queries.publications_for(shown, at)
    context = {
        "call": shown,
        "definition": shown.definition,
        "versions": queries.versions_of(shown, at),
        "state": presenting.state_of(shown, at),
        "countdown": countdown(shown, at),
        "dates": pieces.dates(shown, at),
        "essentials": pieces.essentials(shown),
        "rules": pieces.rules(shown),
        "themes": pieces.themes(shown, presenting.themes_of(shown, envelopes)),
        "questions": pieces.questions(presenting.questions_of(shown, published, today)),
        "errata": presenting.errata_of(shown, published, today),
        "news": presenting.news_of(published),
        "results": presenting.results_of(shown, at),
        "may_edit": access.publish(request.user, shown, at),
        "may_see_provenance": access.see_provenance(request.user, shown, at),
    }
    return render(request, "programme/call.html", context)


@public
@require_safe
def eligible(request: HttpRequest) -> HttpResponse:
    """Four questions by GET, answered by the rules; nothing is stored."""
    site, at = site_of(request), clock.now()
    asked = request.GET.get("call", "")
    shown = site.call(asked) or queries.featured_call(site.calls, at)
    if shown is None:
        raise Http404
    form = EligibleForm(shown, request.GET if "total" in request.GET else None)
    result = judge(form.answers(), shown, at) if form.is_valid() else None
    context = {"call": shown, "form": form, "result": result, "programme": site.definition}
    return render(request, "programme/eligible.html", context)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ask: the bodies of one's territory, the secretariat, the authority."""
    site = _site(request)
    chosen = request.GET.get("territory", "")
    definition = site.definition
    context = {
        "programme": definition,
        "chosen": definition.territory(chosen),
        "advisers": definition.bodies_for(chosen),
        "rows": [(place, definition.bodies_for(place.code)) for place in definition.territories],
        "bodies": [
            body
            for body in definition.bodies
            if body.role in {BodyRole.MANAGING_AUTHORITY, BodyRole.JOINT_SECRETARIAT}
        ],
    }
    return render(request, "programme/help.html", context)


@public
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The territories, drawn and listed."""
    site = _site(request)
    context = {
        "programme": site.definition,
        "places": presenting.map_places(site.definition),
        "rows": [
            (place, site.definition.bodies_for(place.code)) for place in site.definition.territories
        ],
    }
    return render(request, "programme/map.html", context)


@public
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What the secretariat has published."""
    site = _site(request)
    published = queries.publications(site.loaded, clock.now())[:NEWS_SHOWN]
    return render(request, "programme/news.html", {"published": published})


@public
@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    site, at = _site(request), clock.now()
    published = queries.publications(site.loaded, at)[:NEWS_SHOWN]
    feed = atom(
        published,
        title=pick(site.definition.names),
        language=get_language() or "",
        own=absolute(reverse("programme:news_feed")),
        page=absolute(reverse("programme:news")),
        at=at,
    )
    return HttpResponse(feed, content_type=ATOM)


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates of all announced calls."""
    site = _site(request)
    return _as_file(site, site.calls, pick(site.definition.names))


@public
@require_safe
def call_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The dates of one call."""
    shown = _call(request, code)
    return _as_file(site_of(request), (shown,), pick(shown.definition.names))


def _as_file(site: Site, shown: tuple[Call, ...], name: str) -> HttpResponse:
    address = absolute("").split("://")[-1]
    feed = as_calendar(shown, name, address, clock.now())
    return HttpResponse(feed, content_type=CALENDAR)


@public
@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The scoring grid of a call."""
    shown = _call(request, code)
    return render(request, "programme/grid.html", {"call": shown, "grid": shown.definition.grid})


@public
@require_safe
def blank_form(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a call with its questions and limits, to print."""
    shown = _call(request, code)
    context = {
        "call": shown,
        "definition": shown.definition,
        "sections": shown.definition.form.sections,
        "papers": papers.papers_of(shown),
    }
    return render(request, "programme/blank_form.html", context)


@public
@require_safe
def blank_form_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The blank form in every language of the call, to print."""
    return _paper(papers.as_pdf(_call(request, code)), PDF, f"{code}.pdf")


@public
@require_safe
def blank_form_odt(request: HttpRequest, code: str) -> HttpResponse:
    """The blank form in every language of the call, to write in."""
    return _paper(papers.as_text(_call(request, code)), ODT, f"{code}.odt")


def _paper(content: bytes, kind: str, name: str) -> HttpResponse:
    as_attachment = kind != PDF
    headers = {"Content-Disposition": content_disposition_header(as_attachment, name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)


@public
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A text of the programme's pack: about, accessibility, privacy, legal."""
    site = _site(request)
    texts = site.definition.texts.get(slug)
    if texts is None:
        raise Http404
    return render(request, "programme/page.html", {"slug": slug, "texts": texts})


@require_safe
def provenance(request: HttpRequest, code: str) -> HttpResponse:
    """Where every value of the call comes from, assumptions first."""
    shown, at = _call(request, code), clock.now()
    access.see_provenance(request.user, shown, at).or_deny()
    context = {
        "call": shown,
        "groups": presenting.provenance_by_basis(shown),
        "may_change": access.change_envelope(request.user, shown, at),
        "may_publish": access.publish(request.user, shown, at),
        "may_move": access.propose_closing(request.user, shown, at),
    }
    return render(request, "programme/provenance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_envelope(request: HttpRequest, code: str) -> HttpResponse:
    """Record a committee's decision on an envelope."""
    shown, at = _call(request, code), clock.now()
    access.change_envelope(request.user, shown, at).or_deny()
    form = EnvelopeForm(shown, sent(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_envelope(
                shown,
                said["theme"],
                amount=said["amount"],
                decided_on=said["decided_on"],
                reference=said["reference"],
                reasons=form.reason_texts(),
                by=cast(Person, request.user),
                at=at,
            )
        except NotPossible as refusal:
            person = cast(Person, request.user)
            note_refusal(shown, refusal.code, params=refusal.params, by=person, at=at)
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The envelope is recorded and shown on the call’s page."))
            return redirect("programme:call", code=code)
    return _form_page(request, "programme/change_envelope.html", shown, form)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish news, an answer or a correction."""
    shown, at = _call(request, code), clock.now()
    access.publish(request.user, shown, at).or_deny()
    form = PublicationForm(shown, sent(request))
    if form.is_valid():
        actions.publish(
            shown.programme,
            form.cleaned_data["kind"],
            titles=form.title_texts(),
            texts=form.body_texts(),
            form_field=form.cleaned_data["form_field"],
            call=shown,
            by=cast(Person, request.user),
            at=at,
        )
        messages.success(request, _("It is published on the call’s page."))
        return redirect("programme:call", code=code)
    return _form_page(request, "programme/publish.html", shown, form)


def _form_page(request: HttpRequest, template: str, shown: Call, form: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"call": shown, "form": form}, status=status)


def _site(request: HttpRequest) -> Site:
    site = site_of(request)
    if site.programme is None:
        raise Http404
    return site


def _call(request: HttpRequest, code: str) -> Call:
    """The announced call with this code, of this site's programme or of another one."""
    found = site_of(request).call(code) or queries.call_or_none(code)
    if found is None:
        raise Http404
    return found

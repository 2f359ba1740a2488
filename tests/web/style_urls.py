"""Addresses of the living style page and of views that fail on purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_POST

from cordata.kernel.verdicts import Denied, NotPossible
from cordata.rules.finding import Finding, Outcome, Severity
from cordata.web import forms
from cordata.web.access import public

CLOSES = datetime(2027, 4, 23, 10, 0, tzinfo=UTC)


class StyleForm(forms.Form):
    """Every kind of field once."""

    title = forms.TextField(label="Titre du projet", limit=20, help_text="En une ligne")
    summary = forms.LongTextField(200, label="Résumé public", required=False)
    own = forms.AmountField(label="Fonds propres", maximum=Decimal("75000"))
    start = forms.DateField(label="Début")
    email = forms.EmailField(label="Courriel")
    months = forms.WholeNumberField(label="Durée en mois", minimum=1, maximum=18)
    side = forms.ChoiceField(label="Votre côté", choices=[("FR", "France"), ("IT", "Italia")])
    kind = forms.ChoiceField(
        label="Où êtes-vous ?",
        choices=[("fr", "France"), ("it", "Italie"), ("no", "Ailleurs")],
        widget=forms.forms.RadioSelect,
    )
    elsewhere = forms.TextField(label="Dans quel pays ?", limit=40, required=False)
    elsewhere.asked_if = "kind=no"  # type: ignore[attr-defined]
    needs = forms.MultiChoiceField(
        label="Besoins", choices=[("a", "Boucle magnétique"), ("b", "Accès de plain-pied")]
    )
    ended = forms.TickField(label="Le projet n’est pas terminé à la date du dépôt")
    proof = forms.UploadField(label="Pièce jointe")


def _page(request: HttpRequest, form: StyleForm) -> HttpResponse:
    messages.success(request, "Enregistré à 14 h 03")
    finding = Finding("web.field", Outcome.UNMET, Severity.BLOCKS, {}, reason="tick")
    context: dict[str, Any] = {
        "form": form,
        "closes_at": CLOSES,
        "amount": Decimal("61480"),
        "day": date(2027, 2, 1),
        "finding": finding,
        "titles": {"fr": "Chemins de mémoire", "it": "Sentieri della memoria"},
        "text": "# Titre\n\n**gras** [lien](javascript:alert(1)) <script>x</script>",
        "page": Paginator(range(300), 10).page(4),
        "parts": [
            (Decimal(80), "fr", "FEDER 54 379,82 €"),
            (Decimal("11.2"), "it", "État italien 7 589,68 €"),
            (Decimal("8.8"), "y", "Fonds français 6 000,00 €"),
        ],
        "timeline": [
            {"when": "13 novembre 2026", "text": "Sélection", "state": "done"},
            {"when": "Aujourd’hui", "text": "Mois 8 sur 14", "state": "now"},
            {"when": "31 mars 2028", "text": "Fin du projet", "note": "puis rapport final"},
        ],
        "files": [
            {
                "name": "Lettre d’engagement",
                "note": "PDF, 212 ko",
                "tone": "ok",
                "icon": "file-check",
                "state": ("ok", "check", "Reçue"),
            },
            {
                "name": "Mandat",
                "note": "Demandé le 18 mars",
                "tone": "ko",
                "icon": "paperclip",
                "url": "#m",
                "action": "Joindre",
                "id": "m",
            },
        ],
        "steps": [
            {"text": "Projet", "url": "#1", "state": "done"},
            {"text": "Partenaires", "url": "#2", "state": "todo"},
            {"text": "Budget", "url": "#3", "current": True},
        ],
        "tabs": [
            {"text": "Recevabilité", "url": "#t1", "count": 14, "current": True},
            {"text": "Éligibilité", "url": "#t2", "count": 0},
        ],
    }
    return render(request, "style.html", context)


@public
def style(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _page(request, StyleForm(request.POST, request.FILES))
    return _page(request, StyleForm())


@public
def refused_form(request: HttpRequest) -> HttpResponse:
    return _page(request, StyleForm({"title": "un titre beaucoup trop long", "own": "1.234"}, {}))


@public
def denied(request: HttpRequest) -> HttpResponse:
    raise Denied("web.field.tick")


@public
@require_POST
def only_sent(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@public
def impossible(request: HttpRequest) -> HttpResponse:
    raise NotPossible("web.field.number_outside", minimum="1", maximum="2")


@public
def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


@public
def crash(request: HttpRequest) -> HttpResponse:
    raise ValueError("on purpose")


@public
def arrival(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.received_at.isoformat())  # type: ignore[attr-defined]


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [
    path("", include("cordata.web.urls_root")),
    *i18n_patterns(
        path("", include("cordata.web.urls")),
        path("style/", style, name="style"),
        path("refused/", refused_form),
        path("denied/", denied),
        path("only-sent/", only_sent),
        path("impossible/", impossible),
        path("locked/", locked),
        path("crash/", crash),
        path("arrival/", arrival),
        path("closed/", closed),
        path("account/login/", style, name="account_login"),
    ),
]
handler400 = "cordata.web.views.bad_request"
handler403 = "cordata.web.views.forbidden"
handler404 = "cordata.web.views.not_found"
handler500 = "cordata.web.views.broken"

"""What every page's shell needs: the bar, the languages, the theme, the programme's name."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language

from cordata.web import navigation
from cordata.web.navigation import Banner, Entry, ProgrammeName

THEMES = ("auto", "light", "dark")
OWN_NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}


class NavLink(NamedTuple):
    label: Any
    url: str
    current: bool


class Alternate(NamedTuple):
    """The same page in another language."""

    code: str
    name: str
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `languages`, `theme`, `banner`, `programme_name`, `shell`."""
    person = getattr(request, "user", AnonymousUser())
    nav = nav_links(request, person)
    banner = first(navigation.banner_providers, request)
    account = visible(navigation.account_links, person)
    return {
        "LANGUAGE_CODE": (get_language() or "").split("-")[0],
        "nav": nav,
        "languages": alternates(request),
        "theme": theme(request),
        "programme_name": first(navigation.programme_providers, request) or ProgrammeName(),
        "shell": Shell(banner, account, visible(navigation.foot_links, person)),
    }


class Shell(NamedTuple):
    banner: Banner | None
    account: list[Entry]
    foot: list[Entry]

    @property
    def programme_links(self) -> list[Entry]:
        return [entry for entry in self.foot if entry.group == "programme"]

    @property
    def service_links(self) -> list[Entry]:
        return [entry for entry in self.foot if entry.group == "services"]

    @property
    def legal_links(self) -> list[Entry]:
        return [entry for entry in self.foot if entry.group == "legal"]


def visible(entries: list[Entry], person: Any) -> list[Entry]:
    return [entry for entry in entries if entry.audience(person) and entry.url]


def nav_links(request: HttpRequest, person: Any) -> list[NavLink]:
    """The bar's links; the one with the longest address above this page is current."""
    entries = navigation.entries_for(person)
    above = [
        entry.url for entry in entries if not entry.fragment and request.path.startswith(entry.url)
    ]
    here = max(above, key=len, default="")
    return [NavLink(entry.label, entry.url, entry.url == here) for entry in entries]


def alternates(request: HttpRequest) -> list[Alternate]:
    """This page in each language: same address after the prefix, same query."""
    codes = [code for code, _name in settings.LANGUAGES]
    first_part, _, rest = request.path.lstrip("/").partition("/")
    tail = rest if first_part in codes else ""
    query = request.META.get("QUERY_STRING", "")
    return [
        Alternate(
            code,
            OWN_NAMES.get(code, code),
            f"/{code}/{tail}" + (f"?{query}" if query else ""),
            code == (get_language() or "").split("-")[0],
        )
        for code in codes
    ]


def theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def first(providers: list[Any], request: HttpRequest) -> Any:
    """What the first provider with an answer says."""
    return next((found for provider in providers if (found := provider(request))), None)

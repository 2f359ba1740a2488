"""What every page's shell needs: the bar, the languages, the theme, the programme's name."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cordata.web import navigation
from cordata.web.drawn import drawn
from cordata.web.navigation import Banner, Link, ProgrammeName

THEMES = ("auto", "light", "dark")
OWN_NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}


class NavLink(NamedTuple):
    label: str
    url: str
    current: bool


class Alternate(NamedTuple):
    """The same page in another language."""

    code: str
    name: str
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the page's frame needs, under names no view gives to its own.

    The programme comes first: it says in which zone the banner tells the hour.
    """
    person = getattr(request, "user", AnonymousUser())
    programme = first(navigation.programme_providers, request) or ProgrammeName()
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return {
        "LANGUAGE_CODE": language,
        "shell": Shell(
            language=language,
            nav=nav_links(request, person),
            languages=alternates(request),
            theme=theme(request),
            banner=first(navigation.banner_providers, request),
            account=navigation.links(navigation.account_links, person),
            foot=navigation.links(navigation.foot_links, person),
            programme=programme,
            search=next(iter(navigation.links(navigation.searches, person)), None),
        ),
    }


class Shell(NamedTuple):
    """The bar, the languages, the theme, the banner, the person's own links, and the foot: what it
    says is drawn once."""

    language: str
    nav: tuple[NavLink, ...]
    languages: tuple[Alternate, ...]
    theme: str
    banner: Banner | None
    account: tuple[Link, ...]
    foot: tuple[Link, ...]
    programme: ProgrammeName
    search: Link | None = None

    @property
    def visitors_bar(self) -> SafeString:
        """The bar of whoever has not signed in: the same for everybody at this address."""
        return drawn(
            "web/bar.html",
            (self.nav, self.languages, self.programme.line, self.programme.name),
            lambda: {"shell": self},
        )

    @property
    def columns(self) -> SafeString:
        """The wide foot's columns: the programme and its links, the services."""
        links = (*self.programme.links, *self._links("programme"))
        services = self._links("services")
        return drawn(
            "web/foot_columns.html",
            (self.programme.statement, links, services),
            lambda: {"programme": self.programme, "links": links, "services": services},
        )

    @property
    def base(self) -> SafeString:
        """The line that closes every foot: accessibility, personal data, legal notice."""
        links = self._links("legal")
        return drawn("web/foot_base.html", links, lambda: {"links": links})

    @property
    def legal_links(self) -> tuple[tuple[str, str], ...]:
        return self._links("legal")

    def _links(self, group: str) -> tuple[tuple[str, str], ...]:
        """(text, address) of the foot's links of one group."""
        return tuple((one.label, one.url) for one in self.foot if one.group == group)


def nav_links(request: HttpRequest, person: Any) -> tuple[NavLink, ...]:
    """The bar's links; the one with the longest address above this page is current."""
    links = navigation.links(navigation.entries(), person)
    above = [one.url for one in links if not one.fragment and request.path.startswith(one.url)]
    here = max(above, key=len, default="")
    return tuple(NavLink(one.label, one.url, one.url == here) for one in links)


def alternates(request: HttpRequest) -> tuple[Alternate, ...]:
    """This page in each language: same address after the prefix, same query."""
    codes = [code for code, _name in settings.LANGUAGES]
    first_part, _, rest = request.path.lstrip("/").partition("/")
    tail = rest if first_part in codes else ""
    query = request.META.get("QUERY_STRING", "")
    return tuple(
        Alternate(
            code,
            OWN_NAMES.get(code, code),
            f"/{code}/{tail}" + (f"?{query}" if query else ""),
            code == (get_language() or "").split("-")[0],
        )
        for code in codes
    )


def theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def first(providers: list[Any], request: HttpRequest) -> Any:
    """What the first provider with an answer says."""
    return next((found for provider in providers if (found := provider(request))), None)

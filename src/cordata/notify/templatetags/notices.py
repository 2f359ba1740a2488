"""Filters of notice templates: `{% load notices %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cordata.notify import links, quoting

register = template.Library()


@register.filter
def quoted(text: Any) -> SafeString:
    """`{{ question.text|quoted }}` alone on its line: a block quote, bounded and unlinked."""
    lines = quoting.quoted(str(text)).split("\n")
    return mark_safe("\n".join(f">{escape(line[1:])}" for line in lines))


@register.filter
def inline(text: Any, longest: int = quoting.LONGEST_LINE) -> str:
    """`{{ application.title|inline }}`: a name or title typed by somebody, within a sentence."""
    return quoting.inline(str(text), longest)


@register.filter
def own_address(email: str) -> str:
    """`{{ email|own_address }}`: the reader's own, to be copied: no invisible sign in it."""
    return quoting.literal(email)


@register.filter
def written(text: Any) -> SafeString:
    """`{{ body|written }}` alone in its block: a whole text, lines and paragraphs as they are."""
    return mark_safe(quoting.written(str(text)))


@register.filter
def absolute(path: str) -> str:
    """`{{ path|absolute }}`: the path under the installation's origin."""
    return links.absolute(path)

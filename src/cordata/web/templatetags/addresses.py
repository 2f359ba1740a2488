"""`{% url %}` and `{% static %}` as Django has them, each address worked out once."""

from __future__ import annotations

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from cordata.web.addresses import address, static_address

register = template.Library()
register.simple_tag(static_address, name="static")


class UrlNode(defaulttags.URLNode):
    """The address from `web.addresses` instead of a search through all patterns."""

    def render(self, context: template.Context) -> str:
        args = tuple(value.resolve(context) for value in self.args)
        kwargs = tuple((name, value.resolve(context)) for name, value in self.kwargs.items())
        try:
            found = address(self.view_name.resolve(context), args, kwargs)
        except NoReverseMatch:
            if not self.asvar:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> UrlNode:
    """`{% url "programme:call" call.code %}`, `{% url name arg key=value as variable %}`."""
    node = defaulttags.url(parser, token)
    return UrlNode(node.view_name, node.args, node.kwargs, node.asvar)

"""What the sign-in page says of an outside identity provider."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def outside_name() -> str:
    """The configured provider's name; empty without one."""
    return str(settings.OIDC.get("name", ""))

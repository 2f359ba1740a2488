"""What a key may open."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    REGISTRATIONS = "registrations.read", pgettext_lazy("scope", "reads registrations")

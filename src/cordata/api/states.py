"""What a key may open, what an address is told of, and how far the telling is."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    REGISTRATIONS = "registrations.read", pgettext_lazy("scope", "reads registrations")


class HookEvent(TextChoices):
    """Kinds of the journal."""

    CONFIRMED = "registration.confirmed", pgettext_lazy("notice", "a place is confirmed")
    WAITLISTED = "registration.waitlisted", pgettext_lazy("notice", "somebody waits for a place")
    HANDED_OVER = "registration.handed_over", pgettext_lazy("notice", "a colleague takes a place")
    CANCELLED = "registration.cancelled", pgettext_lazy("notice", "a registration is cancelled")


class DeliveryState(TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "to be sent")
    SENT = "sent", pgettext_lazy("delivery", "taken")
    FAILED = "failed", pgettext_lazy("delivery", "given up")
    KEPT = "kept", pgettext_lazy("delivery", "not sent: rehearsal")

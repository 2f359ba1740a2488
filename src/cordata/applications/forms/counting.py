"""How long a text is against its limit, as the judge counts: what is too long is kept and said."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField

from cordata.web.cleaning import clean_text, length


@dataclass(slots=True)
class Counted:
    """A text with its limit; 0 means that there is none."""

    bound: BoundField
    limit: int = 0

    @property
    def count_id(self) -> str:
        return f"{self.bound.auto_id}-count" if self.limit else ""

    @property
    def length(self) -> int:
        """Of the text as it is kept, not as it was typed."""
        lines = getattr(self.bound.field, "lines", False)
        return length(clean_text(str(self.bound.value() or ""), lines=lines))

    @property
    def over(self) -> int:
        return max(0, self.length - self.limit) if self.limit else 0

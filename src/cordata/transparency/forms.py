"""What a reader narrows the list of operations to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordata.kernel.localised import pick
from cordata.packs import ProgrammeDefinition
from cordata.programme.models import Call
from cordata.transparency.queries import Search
from cordata.web import forms


class SearchForm(forms.Form):
    """A word, a call, a theme, a country, a territory."""

    q = forms.TextField(label=gettext_lazy("Title, partner or code"), limit=100, required=False)
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    territory = forms.ChoiceField(label=gettext_lazy("Territory"), required=False)

    def __init__(
        self, programme: ProgrammeDefinition, calls: Sequence[Call], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        themes = {theme.code: theme.names for one in calls for theme in one.definition.themes}
        lists = {
            "call": [(one.code, pick(one.definition.names)) for one in calls],
            "theme": [(code, pick(names)) for code, names in themes.items()],
            "country": [(one.code, pick(one.names)) for one in programme.countries],
            "territory": [(one.code, pick(one.names)) for one in programme.territories],
        }
        for name, choices in lists.items():
            self.set_choices(name, [("", _("All")), *choices])

    @property
    def selects(self) -> list[Any]:
        return [self[name] for name in ("call", "theme", "country", "territory")]

    def search(self) -> Search:
        """What was chosen; a value nobody offered is left out."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        return Search(
            text=chosen.get("q", ""),
            call=chosen.get("call", ""),
            theme=chosen.get("theme", ""),
            country=chosen.get("country", ""),
            territory=chosen.get("territory", ""),
        )

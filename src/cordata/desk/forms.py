"""What an auditor asks of the journal, and how a sample is drawn."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordata.desk import journal, offices
from cordata.web import forms


class JournalForm(forms.Form):
    """Kind of thing, kind of event, role, period, file; empty means everything."""

    thing = forms.ChoiceField(label=gettext_lazy("Thing"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Event"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role of who acted"), required=False)
    since = forms.DateField(label=gettext_lazy("From the day"), required=False)
    until = forms.DateField(label=gettext_lazy("To the day"), required=False)
    file = forms.TextField(label=gettext_lazy("File number"), limit=40, required=False)
    subject = forms.TextField(label=gettext_lazy("Id of the thing"), limit=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = journal.kinds()
        lists = {
            "thing": journal.things(kinds),
            "kind": [(code, journal.words_of(code)) for code in kinds],
            "role": offices.offices(),
        }
        for name, choices in lists.items():
            named = sorted((words[:1].upper() + words[1:], code) for code, words in choices)
            offered = [(code, words) for words, code in named]
            self.set_choices(name, [("", _("All")), *offered])

    def wanted(self) -> journal.Wanted:
        """What was chosen; a field with a mistake is left out and says so itself."""
        self.is_valid()
        return journal.Wanted(**{name: one for name, one in self.cleaned_data.items() if one})


class SampleForm(forms.Form):
    """How many files, from which seed, each theme its share or not."""

    size = forms.WholeNumberField(label=gettext_lazy("Number of files"), minimum=1, maximum=500)
    seed = forms.TextField(label=gettext_lazy("Seed"), limit=40, required=False)
    by_theme = forms.TickField(
        label=gettext_lazy("Each theme its share of the sample"), required=False
    )

"""The form of a letter to many: to whom, and what, side by side in every language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.notify.letters import Letter
from cordata.web import forms
from cordata.web.context import OWN_NAMES

TOPIC, BODY = 120, 4_000  # characters


class LetterForm(forms.Form):
    """Groups of readers with their sizes; subject and text in each language, all needed but those
    that are left out of `needed`."""

    audiences = forms.MultiChoiceField(label=_("To whom"))

    def __init__(
        self,
        languages: Iterable[str],
        groups: Sequence[tuple[str, str]],
        *args: Any,
        letter: Letter | None = None,
        needed: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        if letter is not None:
            kwargs["initial"] = _known(letter)
        super().__init__(*args, **kwargs)
        self.set_choices("audiences", groups)
        self.languages = tuple(languages)
        asked = set(self.languages if needed is None else needed)
        for code in self.languages:
            self._add(code, required=code in asked)

    def _add(self, code: str, *, required: bool) -> None:
        said = {"language": OWN_NAMES.get(code, code)}
        self.fields[f"subject__{code}"] = forms.TextField(
            limit=TOPIC, label=gettext("Subject (%(language)s)") % said, required=required
        )
        self.fields[f"body__{code}"] = forms.LongTextField(
            BODY, rows=10, label=gettext("Text (%(language)s)") % said, required=required
        )

    @property
    def pairs(self) -> list[tuple[str, Any, Any]]:
        """Language, subject and text, in the order of the languages."""
        return [(code, self[f"subject__{code}"], self[f"body__{code}"]) for code in self.languages]

    def written(self) -> dict[str, Any]:
        """What was typed, in the shape the action takes."""
        data = self.cleaned_data
        return {
            "audiences": data["audiences"],
            "subjects": {code: data[f"subject__{code}"] for code in self.languages},
            "bodies": {code: data[f"body__{code}"] for code in self.languages},
        }


def _known(letter: Letter) -> dict[str, Any]:
    subjects = {f"subject__{code}": text for code, text in letter.subjects.items()}
    bodies = {f"body__{code}": text for code, text in letter.bodies.items()}
    return {"audiences": letter.audiences} | subjects | bodies

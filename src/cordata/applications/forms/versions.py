"""Which two versions of a text are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.applications.part_versions import PartMoment
from cordata.applications.versions import Moment
from cordata.web.forms import ChoiceField, Form
from cordata.web.moments import moment_words


class CompareForm(Form):
    """An earlier and a later version; it only reads, so what is sent is the address."""

    def __init__(self, moments: Sequence[Moment], chosen: dict[str, Any]) -> None:
        super().__init__(auto_id="%s", initial=chosen)
        choices = [(one.code, moment_name(one)) for one in moments]
        self.fields["earlier"] = ChoiceField(
            label=_("Earlier version"),
            choices=[*choices, ("", _("Nothing yet"))],
            widget=forms.Select,
            required=False,
        )
        self.fields["later"] = ChoiceField(
            label=_("Later version"), choices=choices, widget=forms.Select, required=False
        )


def moment_name(one: Moment) -> str:
    """`FR, version 3, 12 March 2025 at 10:00, Camille`."""
    said = [one.language.upper(), _("version %(number)s") % {"number": one.version}]
    said += [moment_words(one.saved_at, named=False), one.author]
    return ", ".join(part for part in said if part)


class ComparePartForm(Form):
    """As `CompareForm`, of a part that is saved whole."""

    def __init__(self, moments: Sequence[PartMoment], chosen: dict[str, Any]) -> None:
        super().__init__(auto_id="%s", initial=chosen)
        choices = [(one.row.version, _part_name(one)) for one in moments]
        for name, words in (("earlier", _("Earlier version")), ("later", _("Later version"))):
            self.fields[name] = ChoiceField(
                label=words, choices=choices, widget=forms.Select, required=False
            )


def _part_name(one: PartMoment) -> str:
    said = [_("Version %(number)s") % {"number": one.row.version}]
    said += [moment_words(one.row.saved_at, named=False), one.author]
    return ", ".join(part for part in said if part)

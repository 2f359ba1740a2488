"""To which address and in which language the news of a call go."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cordata.programme.models import Call
from cordata.web.context import OWN_NAMES
from cordata.web.forms import ChoiceField, EmailField, Form


class FollowForm(Form):
    """An address and a language; nothing else is asked."""

    email = EmailField(label=_("E-mail address"))
    language = ChoiceField(label=_("Write to me in"), choices=())

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = call.programme.definition.languages
        reader = (get_language() or "").split("-")[0]
        self.set_choices("language", ((code, OWN_NAMES.get(code, code)) for code in spoken))
        self.fields["language"].initial = reader if reader in spoken else spoken[0]

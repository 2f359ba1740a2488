"""The small forms of filing: start, submit, withdraw, verify."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Organisation
from cordata.web.forms import ChoiceField, Form, LongTextField, TextField, TickField


class StartForm(Form):
    """In whose name a draft is opened, and from what; the hidden key makes a double click one
    draft (SUB-04)."""

    organisation = ChoiceField(label=_("On behalf of"), widget=forms.RadioSelect)
    begin = ChoiceField(label=_("Begin with"), required=False, widget=forms.Select)
    partners = TickField(
        label=_("With the same partners: each of them is told by e-mail"), required=False
    )
    budget = TickField(label=_("With the budget of each partner taken over"), required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        beginnings: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        field = cast(ChoiceField, self.fields["organisation"])
        field.choices = [(one.pid, one.name) for one in organisations]
        if len(organisations) == 1:
            self.initial["organisation"] = organisations[0].pid
        begin = cast(ChoiceField, self.fields["begin"])
        begin.choices = [("", _("An empty form")), *(beginnings or [])]
        self.may_copy = any(code.startswith("application:") for code, _name in beginnings or [])


class SubmitForm(Form):
    """The binding act: tiny on purpose, all is saved before (TIM-04)."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    power = TickField(label=_("I am entitled to sign for the lead partner"))
    commitment = TickField(
        label=_(
            "I sign the lead partner’s commitment: it takes part in the project as described, "
            "with its own share of the budget"
        )
    )
    notice = TickField(
        label=_("I have read the notice on personal data and on the list of operations")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)


class WithdrawForm(Form):
    """Why a file is taken back; asked for what was submitted."""

    reason = LongTextField(1000, label=_("Reason"), rows=4, required=False)

    def __init__(self, *args: Any, filed: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        self.fields["reason"].required = filed


class VerifyForm(Form):
    """A number or a fingerprint, as printed on a receipt."""

    code = TextField(
        limit=120,
        label=_("Number or fingerprint"),
        help_text=_("The file’s number, MP2-0001 for instance, or the SHA-256 of its receipt"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)

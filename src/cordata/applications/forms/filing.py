"""The small forms of filing: start, submit, withdraw, verify."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Organisation
from cordata.applications.actions.stating import Stated
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.statements import StatementDefinition
from cordata.web.forms import ChoiceField, Form, LongTextField, TextField, TickField, mistake, said


class StartForm(Form):
    """In whose name a draft is opened, and from what; the hidden key makes a double click one
    draft (SUB-04)."""

    organisation = ChoiceField(label=_("On behalf of"), widget=forms.RadioSelect)
    begin = ChoiceField(label=_("Begin with"), required=False, widget=forms.Select)
    partners = TickField(
        label=_("With the same partners: each of them is told by e-mail"), required=False
    )
    budget = TickField(
        label=_("With our own budget taken over: each partner decides on its own figures"),
        required=False,
    )
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


class StatementTick(forms.CheckboxInput):
    """A tick that says which version of the sentence was on the page."""

    def __init__(self, version: str) -> None:
        super().__init__(check_test=lambda value: value == version)
        self.version = version

    def format_value(self, value: Any) -> str:
        return self.version

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return str(data.get(name, ""))


class StatementField(forms.CharField):
    """One sentence to sign: its version, or empty if it need not be ticked and is not."""

    def __init__(self, statement: StatementDefinition) -> None:
        super().__init__(
            label=pick(statement.texts),
            required=statement.required,
            widget=StatementTick(statement.version),
            error_messages={"required": said("web.field.tick")},
        )
        self.version = statement.version

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and value != self.version:
            raise mistake("application.submit.statement_changed")


class SubmitForm(Form):
    """The binding act: tiny on purpose, all is saved before (TIM-04)."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, definition: CallDefinition, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        self.asked = definition.statements
        for one in self.asked:
            self.fields[field_of(one.code)] = StatementField(one)

    @property
    def ticks(self) -> list[forms.BoundField]:
        return [self[field_of(one.code)] for one in self.asked]

    @property
    def stated(self) -> list[Stated]:
        """What was ticked, each with the version of its text."""
        said = {one.code: self.cleaned_data[field_of(one.code)] for one in self.asked}
        return [{"code": code, "version": version} for code, version in said.items() if version]


def field_of(statement: str) -> str:
    """The name of a statement's field, apart from the form's own."""
    return f"statement_{statement}"


class WithdrawForm(Form):
    """Why a file is taken back."""

    reason = LongTextField(1000, label=_("Reason"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)


class DeleteForm(Form):
    """The second word before a draft is deleted."""

    sure = TickField(label=_("I have read this and delete the draft"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)


class VerifyForm(Form):
    """A number or a fingerprint, as printed on a receipt."""

    code = TextField(
        limit=120,
        label=_("Number or fingerprint"),
        help_text=_("The file’s number, MP2-0001 for instance, or the SHA-256 of its receipt"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)

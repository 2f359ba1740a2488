"""What is asked in a project: shapes only; the actions judge."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordata.documents.kinds import extensions
from cordata.packs import CallDefinition
from cordata.projects.actions.reporting import QUESTIONS
from cordata.projects.models import Project, Report
from cordata.projects.states import ProjectState
from cordata.web import forms
from cordata.web.catalogue import label, sentence
from cordata.web.forms import mistake

BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
ANSWER_LIMIT = 2000


class SignForm(forms.Form):
    """The act of signing."""

    read = forms.TickField(label=gettext_lazy("I have read the agreement and sign it."))


class BankForm(forms.Form):
    """Where the money goes."""

    holder = forms.TextField(label=gettext_lazy("Account holder"), limit=100)
    iban = forms.TextField(label=gettext_lazy("IBAN"), limit=42)
    bic = forms.TextField(label=gettext_lazy("BIC"), limit=14, required=False)

    def clean_bic(self) -> str:
        bic = self.cleaned_data["bic"].replace(" ", "").upper()
        if bic and not BIC.fullmatch(bic):
            raise mistake("project.bank_form")
        return str(bic)


class ConfirmBankForm(forms.Form):
    """The second person has compared the details with the bank's own paper."""

    given_at = django_forms.CharField(widget=django_forms.HiddenInput)
    checked = forms.TickField(
        label=gettext_lazy("I have compared these details with the bank’s document.")
    )

    def clean_given_at(self) -> datetime:
        return instant(self.cleaned_data["given_at"])


def instant(text: str) -> datetime:
    """The instant a page carried. Raises ValidationError when it was tampered with."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise mistake("web.field.required") from error


class ProofForm(forms.Form):
    """A file or an address."""

    file = forms.UploadField(
        label=gettext_lazy("File"), required=False, accept=",".join(extensions())
    )
    link = forms.TextField(
        label=gettext_lazy("Web address"),
        limit=500,
        required=False,
        widget=django_forms.URLInput(attrs={"placeholder": "", "inputmode": "url"}),
    )
    note = forms.TextField(label=gettext_lazy("What it shows"), limit=500, required=False)

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", link):
            raise mistake("proof.link")
        return link


class ReportForm(forms.Form):
    """The three questions in every language of the call, and the indicators reached.

    Everything is required of a report that is sent, nothing of one that is only kept.
    """

    def __init__(
        self,
        project: Project,
        report: Report | None,
        *args: Any,
        sending: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sending = sending
        definition = project.application.definition
        texts = report.texts if report else {}
        self.languages = definition.languages
        for question in QUESTIONS:
            for language in self.languages:
                self.fields[f"{question}_{language}"] = forms.LongTextField(
                    ANSWER_LIMIT,
                    required=sending,
                    rows=6,
                    label=label(question, "projects.question", language),
                    help_text=sentence(f"projects.hint.{question}", language),
                    initial=texts.get(question, {}).get(language, ""),
                )
        self.codes = self._ask_indicators(project, report, definition)
        seen = report.saved_at.isoformat() if report else ""
        self.fields["seen"] = django_forms.CharField(
            required=False, initial=seen, widget=django_forms.HiddenInput
        )
        self.fields["without_proofs"] = forms.TickField(
            required=False,
            label=_(
                "I send the report although proofs are missing. What is not proven is not paid."
            ),
        )

    def _ask_indicators(
        self, project: Project, report: Report | None, definition: CallDefinition
    ) -> list[str]:
        listed = definition.output_indicators + definition.result_indicators
        names = {one.code: dict(one.names) for one in listed}
        reached = report.indicators if report else {}
        codes = []
        for one in project.application.indicators.all():
            self.fields[f"indicator_{one.code}"] = forms.WholeNumberField(
                required=self.sending,
                maximum=10_000_000,
                label=f"{one.code} {_named(names.get(one.code, {}))}".strip(),
                help_text=_("Target: %(target)s") % {"target": one.target},
                initial=reached.get(one.code),
            )
            codes.append(one.code)
        return codes

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Question by question, one field per language, each asked in its own words."""
        return [
            {
                "code": question,
                "title": label(question, "projects.question"),
                "fields": [(code, self[f"{question}_{code}"]) for code in self.languages],
            }
            for question in QUESTIONS
        ]

    @property
    def indicators(self) -> list[Any]:
        return [self[f"indicator_{code}"] for code in self.codes]

    def texts(self) -> dict[str, dict[str, str]]:
        return {
            question: {
                code: self.cleaned_data.get(f"{question}_{code}", "") for code in self.languages
            }
            for question in QUESTIONS
        }

    def reached(self) -> dict[str, int]:
        given = {code: self.cleaned_data.get(f"indicator_{code}") for code in self.codes}
        return {code: value for code, value in given.items() if value is not None}

    def keep_seen(self, saved_at: datetime) -> None:
        """The page that comes back shows what has just been saved."""
        self.data = {**self.data.dict(), "seen": saved_at.isoformat()}  # type: ignore[attr-defined]

    def clean_seen(self) -> datetime | None:
        return instant(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None


def _named(texts: dict[str, str]) -> str:
    from_pack = forms.localised_choices({"": texts}) if texts else [("", "")]
    return from_pack[0][1]


class DecideForm(forms.Form):
    """Accept or refuse one deliverable."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.TextField(limit=500, required=False, label=gettext_lazy("Reason of a refusal"))


class OrderForm(forms.Form):
    """Which payment, with the key of the page that offers it (AB04)."""

    kind = forms.ChoiceField(
        choices=[("advance", ""), ("balance", ""), ("recovery", "")],
        widget=django_forms.HiddenInput,
    )
    key = forms.TextField(limit=64, widget=django_forms.HiddenInput)


class PaidForm(forms.Form):
    """The day the accounting paid."""

    paid_on = forms.DateField(label=gettext_lazy("Paid on"))


class FilterForm(forms.Form):
    """One state of the list."""

    state = forms.ChoiceField(required=False, label=gettext_lazy("State"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one, label(one, "projects.state")) for one in ProjectState.values]
        self.set_choices("state", [("", _("All states")), *choices])

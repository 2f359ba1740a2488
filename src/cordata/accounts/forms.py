"""Shapes of what people type about themselves and their organisation."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.forms import BoundField, Form, RadioSelect, TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordata.accounts import scopes
from cordata.accounts.models import Membership, Organisation, Role
from cordata.kernel import identifiers
from cordata.web import forms
from cordata.web.catalogue import label, sentence
from cordata.web.context import OWN_NAMES

COUNTRIES = (
    *("FR", "IT", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR"),
    *("HU", "IE", "IS", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE"),
    *("SI", "SK", "SM"),
)


def countries() -> list[tuple[str, str]]:
    """Countries by their name in the reader's language, those with known registers first."""
    named = sorted(((code, label(code, "country")) for code in COUNTRIES), key=lambda one: one[1])
    return sorted(named, key=lambda one: one[0] not in identifiers.SCHEMES_BY_COUNTRY)


class ProfileForm(forms.Form):
    name = forms.TextField(
        limit=150,
        label=_("First name and surname"),
        widget=TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our messages"), choices=list(OWN_NAMES.items())
    )


class FindOrganisationForm(forms.Form):
    """An official number of a country's register: enough to know whether the body is here."""

    scheme = forms.ChoiceField(label=pgettext_lazy("noun", "Register"), choices=())
    number = forms.TextField(limit=60, label=_("Official number"))

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.set_choices(
            "scheme",
            [
                (scheme, label(scheme, "identifier.scheme"))
                for scheme in identifiers.schemes_of(country)
            ],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        scheme, number = cleaned.get("scheme"), cleaned.get("number")
        if scheme and number:
            try:
                cleaned["number"] = identifiers.check(scheme, number)
            except identifiers.IdentifierRefused as refusal:
                self.refuse("number", refusal.code, **refusal.params)
        return cleaned

    @property
    def identifiers(self) -> dict[str, str]:
        value = self.cleaned_data["number"]
        if self.cleaned_data["scheme"] == identifiers.OTHER_SCHEME:
            value = f"{self.country}:{value}"
        return {self.cleaned_data["scheme"]: value}


def countries_to_choose() -> list[tuple[str, str]]:
    return [("", str(_("Choose from the list"))), *countries()]


class CountryForm(forms.Form):
    country = forms.ChoiceField(
        label=_("Country of the registered office"), choices=countries_to_choose
    )


class SheetForm(forms.Form):
    """The identity sheet: typed once, used in every application, agreement and payment."""

    name = forms.TextField(limit=250, label=_("Official name"))
    short_name = forms.TextField(limit=15, label=_("Short name"), required=False)
    street = forms.TextField(limit=120, label=_("Street and number"), required=False)
    postcode = forms.TextField(limit=20, label=_("Postcode"), required=False)
    city = forms.TextField(limit=80, label=_("Town"), required=False)
    nuts3 = forms.TextField(limit=5, label=_("NUTS 3 code of the territory"), required=False)
    website = forms.TextField(limit=250, label=_("Website"), required=False)
    phone = forms.TextField(limit=25, label=_("Telephone"), required=False)
    representative_name = forms.TextField(
        limit=150, label=_("Legal representative"), required=False
    )
    representative_function = forms.TextField(
        limit=100, label=_("Function of the representative"), required=False
    )
    is_public = forms.ChoiceField(
        label=_("Kind of body"),
        choices=[("", _("Not said yet")), ("yes", _("Public")), ("no", _("Private"))],
        required=False,
    )

    def clean_website(self) -> str:
        typed: str = self.cleaned_data["website"]
        if typed and not typed.startswith(("https://", "http://")):
            typed = f"https://{typed}"
        if typed and (" " in typed or "." not in typed):
            raise forms.mistake("accounts.website_unreadable")
        return typed

    def clean_nuts3(self) -> str:
        typed: str = self.cleaned_data["nuts3"].upper()
        if typed and not (len(typed) == 5 and typed.isascii() and typed.isalnum()):
            raise forms.mistake("accounts.nuts_unreadable")
        return typed

    def sheet(self) -> dict[str, Any]:
        """What the action takes: only what this form asks."""
        answers = dict(self.cleaned_data)
        answers["is_public"] = {"yes": True, "no": False}.get(answers["is_public"])
        return answers

    @staticmethod
    def of(organisation: Organisation) -> dict[str, Any]:
        """The present sheet as initial values."""
        initial = {field: getattr(organisation, field) for field in SheetForm.base_fields}
        initial["is_public"] = {True: "yes", False: "no", None: ""}[organisation.is_public]
        return initial


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    kind = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            (Membership.Kind.EDITOR, _("Write and correct")),
            (Membership.Kind.SIGNATORY, _("Write, sign and invite")),
        ],
    )


class SuccessorForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the colleague"))


class JoinForm(forms.Form):
    message = forms.LongTextField(500, rows=3, label=_("A word to the signatories"), required=False)


class RecoveryForm(forms.Form):
    """Somebody vouches for a person who lost their mailbox."""

    lost = forms.EmailField(label=_("Address that no longer works"))
    new_email = forms.EmailField(label=_("New address of this person"))
    reason = forms.LongTextField(500, rows=3, label=_("How do you know it is this person?"))


class SeeForm(forms.Form):
    """Whose pages a member of staff wants to see, and why."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    reason = forms.LongTextField(
        500,
        rows=3,
        label=_("Why"),
        help_text=_("Kept in the journal, and shown to the person"),
    )


class RoleForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=())
    scope = forms.ChoiceField(label=_("For"), choices=(), required=False)
    starts_on = forms.DateField(label=_("First day"), required=False)
    ends_on = forms.DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices(
            "role", [(role.value, sentence(f"accounts.role.{role.value}")) for role in Role]
        )
        self.set_choices("scope", [("", _("The whole programme")), *scopes.offered()])


class InOurWords:
    """Mixed into a form of the sign-in library: it names and refuses a field as all forms do."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = forms.said("web.field.required")
            if name in {"email", "login"}:
                field.label = _("E-mail")
                field.error_messages["invalid"] = forms.said("web.field.email_unusual")


def in_our_words(form: type[Form]) -> type[Form]:
    return type(form.__name__, (InOurWords, form), {})


# By these names the settings give them to the library.
LoginForm = in_our_words(account.LoginForm)
SignupForm = in_our_words(account.SignupForm)
AddEmailForm = in_our_words(account.AddEmailForm)
ChangeEmailForm = in_our_words(account.ChangeEmailForm)
RequestCodeForm = in_our_words(account.RequestLoginCodeForm)
LoginCodeForm = in_our_words(account.ConfirmLoginCodeForm)
AddressCodeForm = in_our_words(account.ConfirmEmailVerificationCodeForm)
SecondStepForm = in_our_words(second_step.AuthenticateForm)
SecondStepAgainForm = in_our_words(second_step.ReauthenticateForm)
AddAppForm = in_our_words(ActivateTOTPForm)
RenamePasskeyForm = in_our_words(EditWebAuthnForm)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new key opens the account by itself unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class MergeForm(forms.Form):
    """Where two sheets differ: which value is right; and why they are one."""

    def __init__(self, keep: Organisation, gone: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = SheetForm.of(keep), SheetForm.of(gone)
        for name, asked in SheetForm.base_fields.items():
            if first[name] and second[name] and first[name] != second[name]:
                words = dict(getattr(asked, "choices", ()))
                values = [str(words.get(one[name], one[name])) for one in (first, second)]
                self._ask(name, asked.label, values)
        mine, theirs = keep.identifier_values, gone.identifier_values
        for scheme in sorted({*mine} & {*theirs}):
            label = sentence(f"identifier.scheme.{scheme}")
            self._ask(f"number:{scheme}", label, [mine[scheme], theirs[scheme]])
        self.choices_made = tuple(self.fields)
        self.fields["reason"] = forms.LongTextField(
            500, rows=3, label=_("How do you know that they are one body?")
        )

    def _ask(self, name: str, label: Any, values: list[str]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=list(zip(("keep", "gone"), values, strict=True)),
            initial="keep",
            widget=RadioSelect,
        )

    @property
    def asked(self) -> list[BoundField]:
        return [self[name] for name in self.choices_made]

    def taken(self) -> list[str]:
        """Whose value of the one that goes is right."""
        return [name for name in self.choices_made if self.cleaned_data[name] == "gone"]

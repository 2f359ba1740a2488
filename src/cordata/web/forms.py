"""Fields and the form base: they check shape, keep what was typed and say what to do.

Every message comes from the catalogue (`web.field.*`), so that it reads the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import HttpRequest, QueryDict
from django.utils.functional import lazy
from django.utils.translation import get_language

from cordata.rules import money
from cordata.web.catalogue import sentence
from cordata.web.cleaning import clean_text
from cordata.web.moments import day_words
from cordata.web.numerals import euros, plain_number

said = lazy(sentence, str)  # a sentence read in the language of the page that shows it

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def mistake(code: str, **params: Any) -> ValidationError:
    """A field's refusal, in the reader's language."""
    return ValidationError(sentence(code, **params), code=code)


class Form(forms.Form):
    """A form whose errors come in the order of its fields and link to them."""

    use_required_attribute = False  # the server says it, in words and in the page's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) for each error, whole-form errors first with no id."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for bound in self.visible_fields():
            found += [(anchor(bound), named(bound, str(error))) for error in bound.errors]
        for bound in self.hidden_fields():
            found += [("", str(error)) for error in bound.errors]
        return found

    def set_choices(self, field: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Give a choice field what it offers, known only when the form is made."""
        offered = self.fields[field]
        if not isinstance(offered, forms.ChoiceField):
            raise TypeError(f"{field} offers no choice")
        offered.choices = list(choices)

    def refuse(self, field: str | None, code: str, **params: Any) -> None:
        """Add a refusal from an action (`NotPossible`) to a field, or to the whole form."""
        self.add_error(field if field in self.fields else None, mistake(code, **params))


def named(bound: forms.BoundField, error: str) -> str:
    """An error with the field's own name, for a reader who is far from the field."""
    label = str(getattr(bound.field, "far_label", "") or bound.label).rstrip(" .")
    if label.endswith("?"):
        return f"{label} {error}"
    return sentence("web.field.problem", field=label, error=error)


def anchor(bound: forms.BoundField) -> str:
    """The id an error link leads to: the control, or the first of a group."""
    if isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{bound.auto_id}_0"
    return str(bound.auto_id)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing at all; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def status_of(*shown: forms.BaseForm | forms.BaseFormSet[Any]) -> int:
    """422 for the page of a form that was sent and refused, 200 for any other."""
    return 422 if any(one.is_bound and not one.is_valid() for one in shown) else 200


class _Required(forms.Field):
    """Mixed into every field: `required` is refused with a sentence of the catalogue."""

    empty_code = "web.field.required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        messages = {"required": said(self.empty_code), **kwargs.pop("error_messages", {})}
        super().__init__(*args, error_messages=messages, **kwargs)


class TextField(_Required, forms.CharField):
    """One line of cleaned text; `limit` counts code points after cleaning. Its label may be short
    where it stands ("Italiano"); `far_label` names it where it is alone."""

    lines = False

    def __init__(self, *, limit: int = 250, far_label: str = "", **kwargs: Any) -> None:
        self.limit, self.far_label = limit, far_label
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(str(value), lines=self.lines) if value not in self.empty_values else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            over = len(value) - self.limit
            raise mistake("web.field.too_long", limit=self.limit, over=over, count=over)


class LongTextField(TextField):
    """Several lines of cleaned text, at most `limit` code points, never truncated."""

    lines = True
    widget = forms.Textarea

    def __init__(self, limit: int = 2000, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "cols": False}))
        super().__init__(limit=limit, **kwargs)


class AmountField(_Required, forms.CharField):
    """An amount in EUR, read by the one rule of all languages (MON-02).

    The typed text stays in the field; the value read is echoed under it.
    """

    def __init__(
        self, *, minimum: Decimal = Decimal(0), maximum: Decimal | None = None, **kwargs: Any
    ) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, Decimal) or value is None:
            return value
        text = str(value).strip()
        return read_amount(text) if text else None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value is None:
            return
        if value < self.minimum:
            raise mistake("web.field.amount_below", minimum=self.minimum)
        if self.maximum is not None and value > self.maximum:
            raise mistake("web.field.amount_above", maximum=self.maximum)

    def prepare_value(self, value: Any) -> Any:
        return euros(value, "bare") if isinstance(value, Decimal) else value

    @staticmethod
    def echo(value: Any) -> str:
        """How the typed text was read: `Lu : 25 000,50 €`; empty while it cannot be read."""
        try:
            read = value if isinstance(value, Decimal) else read_amount(str(value or ""))
        except ValidationError:
            return ""
        return sentence("web.field.amount_read", amount=read)


def read_amount(text: str) -> Decimal:
    """The amount typed. Raises ValidationError with the sentence of the reading's refusal."""
    try:
        return money.read_amount(text)
    except money.AmountRefused as refusal:
        raise mistake(refusal.sentence_code, **refusal.params) from refusal


DAY_PATTERNS = (
    re.compile(r"(?P<d>[0-9]{1,2})[/.\- ](?P<m>[0-9]{1,2})[/.\- ](?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
)


class DayInput(forms.DateInput):
    """The browser's day control; plain text when what was typed is not a day, so that it stays."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"] or ""
        iso = not shown or DAY_PATTERNS[1].fullmatch(shown)
        context["widget"]["type"] = "date" if iso else "text"
        return context


class DateField(_Required, forms.CharField):
    """A day: day, month, year in all three languages, or the ISO form of a date control."""

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", DayInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else read_day(str(value))

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value is not None and not self.earliest <= value <= self.latest:
            raise mistake("web.field.day_outside", earliest=self.earliest, latest=self.latest)


def read_day(text: str) -> date:
    """The day typed, ASCII digits and a year of four. Raises ValidationError."""
    for pattern in DAY_PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
    raise mistake("web.field.day_unreadable", example=day_words(date(2027, 4, 23)))


class EmailField(_Required, forms.CharField):
    """An address in its one canonical form: lower case, a real domain (AUT-08)."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        kwargs.setdefault("widget", forms.EmailInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return canonical_email(str(value)) if value not in self.empty_values else ""


LONGEST_TYPED = 1_000  # what is longer is no address, and costs seconds to turn into ASCII
PLAIN_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")


def canonical_email(text: str) -> str:
    """The stored form of an address. Raises ValidationError for anything unusual."""
    if len(text) > LONGEST_TYPED:
        raise mistake("web.field.email_unusual")
    address = clean_text(text).replace(" ", "")
    local, _at, domain = address.rpartition("@")
    try:
        address = f"{local.lower()}@{domain.encode('idna').decode().lower()}"
        validate_email(address)
    except (ValidationError, UnicodeError) as refusal:
        raise mistake("web.field.email_unusual") from refusal
    if len(address) > 254 or not PLAIN_ADDRESS.fullmatch(address):
        raise mistake("web.field.email_unusual")
    return address


class WholeNumberField(_Required, forms.CharField):
    """A whole number in ASCII digits, spaces allowed between groups."""

    def __init__(self, *, minimum: int = 0, maximum: int = 2_000_000_000, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        digits = re.sub(r"[\s\u00a0\u202f]", "", str(value))
        if not digits:
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}", digits):
            raise mistake("web.field.number_unreadable")
        return int(digits)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value is not None and not self.minimum <= value <= self.maximum:
            raise mistake(
                "web.field.number_outside",
                minimum=plain_number(self.minimum),
                maximum=plain_number(self.maximum),
            )


class ChoiceField(_Required, forms.ChoiceField):
    """One of a few: radios with `{% pick %}`, a list with `{% field %}`."""

    empty_code = "web.field.choose"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        messages = {"invalid_choice": said("web.field.choose")}
        super().__init__(
            *args, error_messages=messages | kwargs.pop("error_messages", {}), **kwargs
        )


class MultiChoiceField(_Required, forms.MultipleChoiceField):
    """Any of a few, as check boxes."""

    empty_code = "web.field.choose_some"
    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        messages = {"invalid_choice": said("web.field.choose_some")}
        super().__init__(
            *args, error_messages=messages | kwargs.pop("error_messages", {}), **kwargs
        )


class TickField(_Required, forms.BooleanField):
    """A declaration to tick; required means it must be."""

    empty_code = "web.field.tick"


class UploadField(_Required, forms.FileField):
    """One file, at most `limit` bytes; the limit is told under the field."""

    empty_code = "web.field.file_missing"

    def __init__(self, *, limit: int = 0, accept: str = "", **kwargs: Any) -> None:
        self.limit = limit or settings.UPLOAD_MAX_BYTES
        if not kwargs.get("help_text"):
            kwargs["help_text"] = said("web.field.file_limit", size=self.limit // 1_000_000)
        messages = {
            "empty": said("web.field.file_empty"),
            "invalid": said("web.field.file_missing"),
            "missing": said("web.field.file_missing"),
        }
        super().__init__(error_messages=messages, **kwargs)
        if accept:
            self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile) and (upload.size or 0) > self.limit:
            raise mistake("web.field.file_too_big", size=self.limit // 1_000_000)
        return upload


def localised_choices(texts: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Choices of a pack (code -> language -> text) in the reader's language."""
    language = get_language() or ""
    return [
        (code, names.get(language) or next(iter(names.values()), code))
        for code, names in texts.items()
    ]

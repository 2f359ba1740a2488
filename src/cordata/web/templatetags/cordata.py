"""The tags and filters every template may use without loading them (a builtin library)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from cordata.kernel import clock
from cordata.kernel.localised import pick as pick_text
from cordata.kernel.localised import picked_language
from cordata.kernel.verdicts import Verdict
from cordata.web import catalogue, moments, tables
from cordata.web.addresses import static_address
from cordata.web.drawn import drawn
from cordata.web.forms import AmountField, Form, anchor

register = template.Library()
COMPONENTS = "web/components"


# Marks


@register.simple_tag
def icon(name: str, label: Any = "") -> SafeString:
    """`{% icon "check" %}`: hidden from screen readers unless it has a label of its own."""
    return _icon(name, str(label))


@lru_cache(512)
def _icon(name: str, label: str) -> SafeString:
    sprite = static_address("web/icons/sprite.svg")
    hidden = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="i" {}><use href="{}#i-{}"></use></svg>', mark_safe(hidden), sprite, name
    )


@register.simple_tag
def state(kind: str, icon_name: str, text: Any, css: str = "") -> SafeString:
    """`{% state "ok" "check" _("Complete") %}`: ok, warn, ko, mute or info, always in words.

    `css="push"` sends it to the end of its row.
    """
    tone = f"st {kind}" if kind in {"ok", "warn", "ko", "mute"} else "st"
    return format_html(
        '<span class="{}">{}{}</span>', f"{tone} {css}".strip(), icon(icon_name), text
    )


@register.simple_tag
def side(country: str) -> SafeString:
    """`{% side "FR" %}`: the side of the border in letters; colour only helps."""
    if not country:
        return mark_safe("")
    return format_html('<span class="side {}">{}</span>', country.lower(), country.upper())


@register.simple_tag
def avatar(initials: str, country: str = "", online: bool = False) -> SafeString:
    """`{% avatar person.initials "IT" %}`: decoration; the name stands beside it in words."""
    css = " ".join(part for part in ("av", country.lower(), "on" if online else "") if part)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials)


# Days, instants


@register.filter
def day(value: date | datetime | None, style: str = "") -> SafeString | str:
    """`{{ date|day }}`; styles `weekday`, `short`, `month`, `no_year`."""
    return moments.day_words(value, style) if value else ""


@register.filter
def moment(value: datetime | None, zone: Any = None) -> str:
    """`{{ instant|moment:call }}`: day, hour and zone in words."""
    return moments.moment_words(value, zone) if value else ""


@register.filter
def moment_short(value: datetime | None, zone: Any = None) -> str:
    """Day and hour without the zone, for lists."""
    return moments.moment_words(value, zone, named=False) if value else ""


@register.filter
def exact_moment(value: datetime | None, zone: Any = None) -> str:
    """To the second, for receipts."""
    return moments.moment_words(value, zone, exact=True) if value else ""


@register.filter
def clock_time(value: datetime | None, zone: Any = None) -> str:
    """`{{ instant|clock_time }}`: 14 h 03."""
    return moments.clock_words(value, zone) if value else ""


@register.filter
def zone_words(zone: Any = None) -> str:
    """`{{ call|zone_words }}`: heure de Paris et Rome."""
    return moments.zone_words(zone)


# Sentences and texts


@register.filter(name="sentence")
def finding_sentence(finding: Any) -> str:
    """`{{ finding|sentence }}`: of a Finding, a Verdict or a code."""
    if isinstance(finding, str):
        return catalogue.sentence(finding) if finding else ""
    code = getattr(finding, "sentence_code", "") or finding.code
    return catalogue.sentence(code, **dict(finding.params)) if code else ""


@register.filter(name="todo")
def finding_todo(finding: Any) -> str:
    """`{{ finding|todo }}`: what to do about it: `<code>.<reason>.todo`, else `<code>.todo`."""
    codes = (f"{finding.sentence_code}.todo", f"{finding.code}.todo")
    code = next((code for code in codes if catalogue.known(code)), "")
    return catalogue.sentence(code, **dict(finding.params)) if code else ""


@register.filter(name="check_title")
def check_title(finding: Any) -> str:
    """`{{ finding|check_title }}`: the check's name whatever the answer (`<code>.title`)."""
    code = f"{getattr(finding, 'code', finding)}.title"
    return catalogue.sentence(code) if catalogue.known(code) else finding_sentence(finding)


@register.simple_tag(name="sentence")
def sentence_tag(code: str, **params: Any) -> str:
    """`{% sentence "applications.saved" at=instant %}`."""
    return conditional_escape(catalogue.sentence(code, **params))


@register.simple_tag
def refusal(verdict: Verdict) -> str:
    """`{% refusal may_write %}`: why an access question was answered no, in a sentence."""
    return catalogue.sentence(verdict.code, **verdict.params) if verdict.code else ""


@register.filter
def label(code: Any, group: str) -> str:
    """`{{ state|label:"applications.state" }}`: the sentence `applications.state.<code>`."""
    return catalogue.label(code, group)


@register.filter
def localised(texts: Mapping[str, str] | None) -> str:
    """`{{ texts|localised }}`: the reader's language, else one that has a text."""
    return pick_text(texts) if texts else ""


@register.simple_tag
def localised_block(
    texts: Mapping[str, str] | None, tag: str = "span", css: str = ""
) -> SafeString:
    """`{% localised_block texts "p" "mut" %}`: as `localised`, in an element with its language."""
    if not texts or not (text := pick_text(texts)):
        return mark_safe("")
    return _in_language(tag, css, picked_language(texts), text)


@register.simple_tag
def other_language(
    texts: Mapping[str, str] | None, tag: str = "span", css: str = "alt"
) -> SafeString:
    """`{% other_language title %}` in a page head: `/ Sentieri della memoria`, class `alt`.

    A paragraph of its own needs no stroke before it.
    """
    shown = picked_language(texts) if texts else ""
    for language, text in (texts or {}).items():
        if language != shown and text and text != (texts or {}).get(shown):
            return _in_language(tag, css, language, f"/ {text}" if tag == "span" else text)
    return mark_safe("")


@register.filter
def in_both(texts: Mapping[str, str] | None) -> SafeString:
    """`{{ field.help|in_both }}`: the reader's language, then another one, marked as such."""
    return format_html("{} {}", localised(texts), other_language(texts, css=""))


def _in_language(tag: str, css: str, language: str, text: str) -> SafeString:
    opened = format_html(' class="{}"', css) if css else ""
    if language != (get_language() or "").split("-")[0]:
        opened = format_html('{} lang="{}"', opened, language)
    return format_html("<{0}{1}>{2}</{0}>", mark_safe(tag), opened, text)


def _safe_link(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://", "mailto:", "/", "#"))


_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_markdown.disable(["image", "html_block", "html_inline"])
_markdown.validateLink = _safe_link  # type: ignore[method-assign]


@register.filter
@lru_cache(512)
def markdown(text: str | None) -> SafeString:
    """`{{ text|markdown }}`: no HTML, no image, links to http, https, mailto or this site only."""
    return mark_safe(_markdown.render(text)) if text else mark_safe("")


# Forms


@register.inclusion_tag(f"{COMPONENTS}/field.html")
def field(bound: forms.BoundField, **options: Any) -> dict[str, Any]:
    """`{% field form.name %}`: label above, hint, control, errors in words.

    A field with `asked_if = "other=answer"` is hidden by the script while that is not the answer.

    Options: `css` (`num r w-m`), `rows`, `label`, `hint`, `country` (colour of a side), `lang`,
    and any HTML attribute with `_` for `-` (`autocomplete`, `data_autosave`).
    """
    words = {name: options.pop(name, "") for name in ("label", "hint", "country")}
    quiet = bool(options.pop("quiet", False))  # no word on being optional: a row may stay blank
    errors = [str(error) for error in bound.errors]
    hint = words["hint"] or bound.help_text
    echo = _echo(bound) if not errors else ""
    kind = _kind(bound)
    control = _control(bound, kind, errors, bool(hint), bool(echo), options)
    return {
        "bound": bound,
        "kind": kind,
        "id": bound.auto_id,
        "label": words["label"] or bound.label,
        "hint": hint,
        "errors": errors,
        "echo": echo,
        "control": control,
        "side": words["country"].lower(),
        "optional": not (bound.field.required or quiet),
        "asked_if": getattr(bound.field, "asked_if", ""),
    }


@register.inclusion_tag(f"{COMPONENTS}/control.html")
def control(bound: forms.BoundField, **options: Any) -> dict[str, Any]:
    """`{% control row.amount aria_label=_("Staff, Valfredda") css="num" %}`: in a table's cell."""
    errors = [str(error) for error in bound.errors]
    drawn = _control(bound, _kind(bound), errors, False, False, options)
    return {"control": drawn, "errors": errors, "id": bound.auto_id}


def _kind(bound: forms.BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def _echo(bound: forms.BoundField) -> str:
    if not isinstance(bound.field, AmountField):
        return ""
    return bound.field.echo(bound.value()) if bound.value() not in (None, "") else ""


def _control(
    bound: forms.BoundField,
    kind: str,
    errors: list[str],
    hinted: bool,
    echoed: bool,
    options: dict[str, Any],
) -> SafeString:
    css = "" if kind in {"tick", "group"} else "in"
    own = bound.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {name.replace("_", "-"): value for name, value in options.items()}
    attrs["class"] = " ".join(part for part in (css, own, attrs.pop("css", "")) if part)
    parts = (("hint", hinted), ("echo", echoed), ("err", bool(errors)))
    described = [f"{bound.auto_id}_{name}" for name, present in parts if present]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if errors:
        attrs["aria-invalid"] = "true"
    if bound.field.required and kind not in {"group"}:
        attrs["aria-required"] = "true"
    return bound.as_widget(attrs={name: value for name, value in attrs.items() if value != ""})


@register.inclusion_tag(f"{COMPONENTS}/pick.html")
def pick(bound: forms.BoundField, css: str = "", hint: str = "") -> dict[str, Any]:
    """`{% pick form.side %}`: radios or check boxes as cards, in a fieldset with its legend."""
    errors = [str(error) for error in bound.errors]
    hint = hint or str(bound.help_text)
    parts = (("hint", bool(hint)), ("err", bool(errors)))
    described = " ".join(f"{bound.auto_id}_{name}" for name, present in parts if present)
    return {
        "bound": bound,
        "id": bound.auto_id,
        "anchor": anchor(bound),
        "css": css,
        "hint": hint,
        "errors": errors,
        "described": described,
        "many": isinstance(bound.field.widget, forms.CheckboxSelectMultiple),
        "asked_if": getattr(bound.field, "asked_if", ""),
        "choices": [
            {
                "value": widget.data["value"],
                "label": widget.choice_label,
                "id": widget.id_for_label,
                "checked": widget.data["selected"],
                "name": widget.data["name"],
            }
            for widget in bound.subwidgets
            if widget.data["value"] not in ("", None)
        ],
    }


@register.inclusion_tag(f"{COMPONENTS}/error_summary.html")
def error_summary(*forms_: Any) -> dict[str, Any]:
    """`{% error_summary form %}`, also of several forms or formsets: links to each field."""
    problems = [problem for form in _each(forms_) for problem in _problems(form)]
    return {"problems": problems, "count": len(problems)}


def _each(given: Iterable[Any]) -> Iterable[Any]:
    for one in given:
        yield from [*one.forms, one] if hasattr(one, "forms") else [one]


def _problems(form: Any) -> list[tuple[str, str]]:
    if hasattr(form, "non_form_errors"):
        return [("", str(error)) for error in form.non_form_errors()]
    if form is None or not form or not getattr(form, "is_bound", False):
        return []
    return form.problems if isinstance(form, Form) else Form.problems.fget(form)  # type: ignore[attr-defined]


# Pieces of pages


@register.simple_tag(name="drawn")
def drawn_once(template_name: str, *key: Hashable, **context: Any) -> SafeString:
    """`{% drawn "web/announce.html" %}`: a piece kept once for its language and its key, drawn
    from the named values alone (`web.drawn`)."""
    return drawn(template_name, key, lambda: context)


@register.simple_block_tag(end_name="endnote")
def note(content: str, kind: str = "", icon_name: str = "info", css: str = "") -> SafeString:
    """`{% note "warn" "clock" %}<p>…</p>{% endnote %}`: one message; at most two on a screen."""
    classes = " ".join(part for part in ("note", kind, css) if part and part != "info")
    return format_html('<div class="{}">{}<div>{}</div></div>', classes, icon(icon_name), content)


@register.simple_block_tag(end_name="endtable")
def table(content: str, css: str = "", bare: bool = False) -> SafeString:
    """`{% table "duo" %}<table>…</table>{% endtable %}`: adds wrapper, roles, scopes, labels."""
    frame = "tw bare" if bare else "tw"
    return format_html('<div class="{}">{}</div>', frame, mark_safe(tables.stacked(content, css)))


ROLES = {
    "table": 'class="t stackable" role="table"',
    "group": 'role="rowgroup"',
    "row": 'role="row"',
    "head": 'role="columnheader" scope="col"',
    "rowhead": 'role="rowheader" scope="row"',
    "cell": 'role="cell"',
}


@register.simple_tag
def table_attrs(part: str = "table", label: str = "") -> SafeString:
    """`<td {% table_attrs "cell" _("State") %}>`: the same attributes one by one."""
    shown = format_html(' data-l="{}"', label) if label else ""
    return mark_safe(ROLES[part] + shown)


@register.inclusion_tag(f"{COMPONENTS}/share_bar.html")
def share_bar(label: str, parts: Sequence[Any], css: str = "") -> dict[str, Any]:
    """`{% share_bar label parts %}`: parts are (percent, kind) or (percent, kind, legend text).

    `kind`: a country code, `y` (yellow) or `wa` (warning). The numbers are always in text too.
    """
    drawn, start = [], Decimal(0)
    for percent_, kind, *text in parts:
        width = min(Decimal(str(percent_)), 100 - start)
        drawn.append(
            {
                "x": f"{start:f}",
                "width": f"{width:f}",
                "end": f"{start + width:f}",
                "kind": str(kind).lower(),
                "text": text[0] if text else "",
            }
        )
        start += width
    return {"label": label, "parts": drawn, "css": css, "legend": any(p["text"] for p in drawn)}


@register.inclusion_tag(f"{COMPONENTS}/meter.html")
def meter(label: str, ok: int = 0, ko: int = 0, wa: int = 0, rest: int = 0) -> dict[str, Any]:
    """`{% meter label ok=9 ko=2 wa=1 %}`: one bar a rule; the label says the numbers."""
    kinds = ["ok"] * ok + ["ko"] * ko + ["wa"] * wa + [""] * rest
    return {"label": label, "kinds": kinds}


@register.inclusion_tag(f"{COMPONENTS}/timeline.html")
def timeline(items: Iterable[Any]) -> dict[str, Any]:
    """`{% timeline items %}`: each with `when` (words), `text`, and if any `note`, `state`
    (done or now), `iso` (machine date), `url`."""
    return {"items": items}


@register.inclusion_tag(f"{COMPONENTS}/files.html")
def files(items: Iterable[Any]) -> dict[str, Any]:
    """`{% files items %}`: each with `name`, and if any `note`, `url`, `icon`, `tone` (ok, ko,
    warn), `action` (words of the link at the end), `state` (kind, icon, words), `id`."""
    return {"items": items}


@register.inclusion_tag(f"{COMPONENTS}/countdown.html")
def countdown(closes_at: datetime, zone: Any = None, text: str = "") -> dict[str, Any]:
    """`{% countdown call.closes_at call %}`: days, on the last hours and minutes (TIM-03)."""
    left = moments.time_left(closes_at, clock.now())
    return {"left": left, "closes_at": closes_at, "zone": zone, "text": text}


@register.inclusion_tag(f"{COMPONENTS}/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """`{% pagination page %}`: previous, numbers, next; the rest of the query is kept."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    kept = query.urlencode()
    around = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": list(around),
        "start": f"?{kept}&{name}=" if kept else f"?{name}=",
    }


@register.inclusion_tag(f"{COMPONENTS}/crumbs.html")
def crumbs(*words: Any) -> dict[str, Any]:
    """`{% crumbs _("Calls") calls_url _("Budget") %}`: text, address, ... the last text alone."""
    links = list(zip(words[::2], [*words[1::2], ""], strict=False))
    return {"links": links}


@register.inclusion_tag(f"{COMPONENTS}/steps.html")
def steps(items: Sequence[Any], label: str) -> dict[str, Any]:
    """`{% steps items label %}`: each with `text`, `url`, `state` (done or todo), `current`."""
    now = next((index for index, item in enumerate(items, 1) if _get(item, "current")), 0)
    here = items[now - 1] if now else None
    return {"items": items, "label": label, "now": now, "total": len(items), "here": here}


@register.inclusion_tag(f"{COMPONENTS}/tabs.html")
def tabs(items: Sequence[Any], label: str) -> dict[str, Any]:
    """`{% tabs items label %}`: each with `text`, `url`, `current`, and if any `count`; tabs
    `within` the current one make a second line."""
    within = next((one for one in items if _get(one, "within")), None)
    return {"items": items, "label": label, "within": within}


def _get(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)

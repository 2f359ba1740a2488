"""What the script of a page hears of a part that it sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cordata.applications.forms.part_conflict import Difference
from cordata.applications.views.answering import saved_words
from cordata.web.catalogue import sentence
from cordata.web.forms import Form


def saved(version: str, **more: Any) -> HttpResponse:
    """`version`: the seal of what stands now."""
    answer = {"outcome": "saved", "version": version, "words": saved_words()}
    return JsonResponse(answer | more)


def unread(*forms: Form) -> HttpResponse:
    """What could not be read, with the field of each; nothing of the part is saved."""
    problems = [problem for form in forms for _place, problem in form.problems]
    names = [form.add_prefix(name) for form in forms for name in form.errors if name in form.fields]
    words = sentence("application.saving.unread", problem=" ".join(problems))
    return JsonResponse({"outcome": "unread", "words": words, "names": names}, status=422)


def refused(words: str) -> HttpResponse:
    """Readable, and not to be saved without a press on the button."""
    said = sentence("application.saving.unread", problem=words)
    return JsonResponse({"outcome": "refused", "words": said, "names": []}, status=422)


def both(differences: Sequence[Difference], version: str) -> HttpResponse:
    """Where the two versions differ, in the page's own markup, with the seal of the other's."""
    context = {"conflict": {"seal": version, "differences": differences}, "choose": True}
    markup = render_to_string("applications/_part_conflict.html", context)
    words = sentence("application.saving.both_parts")
    answer = {"outcome": "conflict", "version": version, "words": words}
    return JsonResponse(answer | {"theirs": markup}, status=409)

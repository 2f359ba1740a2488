"""Open a draft, alone or with the partner one was introduced to; nothing is typed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.applications.actions.answers import save_answers
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.actions.partners import add_partner
from cordata.applications.models import Application, Partner
from cordata.applications.states import State
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import IntroductionState
from cordata.packs import CallDefinition
from cordata.programme.models import Call

TAKEN_OVER = {"titles": "title", "ideas": "need"}  # of a search -> question of the form


@transaction.atomic
def start_application(
    *,
    call: Call,
    organisation: Organisation,
    by: Person,
    at: datetime,
    introduction: Introduction | None = None,
    key: str = "",
) -> Application:
    """A draft of `organisation` as lead; from an accepted introduction, with its other side.

    The same page sent twice, or the same introduction opened by both sides, gives the same
    draft (SUB-04). Raises NotPossible outside the call's window or for a stranger.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    _check(call, organisation, by, at)
    if present := _already(by, introduction, key):
        return present
    application = Application.objects.create(
        call=call,
        call_version=call.current_version,
        introduction=introduction,
        created_by=by,
        created_at=at,
        changed_at=at,
        key=key,
    )
    facts = {"call": call.code, "introduction": introduction.pid if introduction else ""}
    tell(application, "started", by=by, at=at, **facts)
    lead = add_partner(application, organisation, by=by, at=at)
    if introduction is not None:
        _bring_in(application, lead, introduction, by=by, at=at)
    application.refresh_from_db()
    return application


def _check(call: Call, organisation: Organisation, by: Person, at: datetime) -> None:
    if at < call.opens_at:
        raise NotPossible("application.too_early", opens_at=call.opens_at)
    if at > call.closes_at:
        raise NotPossible("application.too_late", closes_at=call.closes_at, at=at)
    if not by.memberships.filter(organisation=organisation, ended_at__isnull=True).exists():
        raise NotPossible("application.start.not_member", name=organisation.name)


def _already(by: Person, introduction: Introduction | None, key: str) -> Application | None:
    drafts = Application.objects.all()
    if key and (sent := drafts.filter(key=key, created_by=by).first()):
        return sent
    if introduction is None:
        return None
    return drafts.filter(introduction=introduction).exclude(state=State.WITHDRAWN).first()


def _bring_in(
    application: Application,
    lead: Partner,
    introduction: Introduction,
    *,
    by: Person,
    at: datetime,
) -> None:
    """The other side becomes the second partner; what the search said becomes first answers."""
    search = introduction.search
    if introduction.state != IntroductionState.ACCEPTED or search.call_id != application.call_id:
        raise NotPossible("application.start.not_introduced")
    sides = [search.organisation, introduction.organisation]
    if lead.organisation not in sides:
        raise NotPossible("application.start.not_introduced")
    for organisation in sides:
        if organisation != lead.organisation:
            add_partner(application, organisation, by=by, at=at)
    first_answers = list(answers_of(search, application.definition))
    save_answers(application, first_answers, by=by, at=at)


def answers_of(search: PartnerSearch, definition: CallDefinition) -> Iterator[AnswerDraft]:
    """What a search already says, as answers to the form of its call."""
    if search.theme and definition.form.field("theme"):
        yield AnswerDraft("theme", search.theme)
    for column, key in TAKEN_OVER.items():
        texts: Mapping[str, str] = getattr(search, column)
        if definition.form.field(key):
            for language in definition.languages:
                if texts.get(language):
                    yield AnswerDraft(key, texts[language], language)

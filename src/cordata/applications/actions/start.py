"""Open a draft, alone or with the partner one was introduced to; nothing is typed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.applications.actions.answers import save_answers
from cordata.applications.actions.copying import Wanted, copy_application
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.actions.partners import add_partner
from cordata.applications.models import Application, Partner
from cordata.applications.questions import languages_of, rows_text
from cordata.applications.states import State
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import IntroductionState
from cordata.packs import CallDefinition
from cordata.programme.models import Call

TAKEN_OVER = {"titles": "title", "ideas": "need"}  # of a search -> question of the form
BROUGHT = {"brings": "contribution"}  # of a search -> question to its own partner


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft does not have to be told again."""

    search: PartnerSearch | None = None  # of one's own organisation, without an introduction
    source: Application | None = None  # a former application of one's own
    wanted: Wanted = Wanted()  # noqa: RUF009 - frozen
    answers: Sequence[AnswerDraft] = ()  # of a prefilled link, as the person saw them


@transaction.atomic
def start_application(
    *,
    call: Call,
    organisation: Organisation,
    by: Person,
    at: datetime,
    introduction: Introduction | None = None,
    key: str = "",
    beginning: Beginning | None = None,
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
    if beginning and beginning.search:
        facts["search"] = beginning.search.pid
    tell(application, "started", by=by, at=at, **facts)
    lead = add_partner(application, organisation, by=by, at=at)
    if introduction is not None:
        _bring_in(application, lead, introduction, by=by, at=at)
    if beginning is not None:
        _begin(application, lead, beginning, by=by, at=at)
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


def _begin(
    application: Application, lead: Partner, beginning: Beginning, *, by: Person, at: datetime
) -> None:
    """What a link said stands before what a search or a former application says."""
    save_answers(application, list(beginning.answers), by=by, at=at)
    if search := beginning.search:
        if (
            search.organisation_id not in by.organisation_ids
            or search.call_id != application.call_id
        ):
            raise NotPossible("application.start.not_your_search")
        said = [*answers_of(search, application.definition), *_of_lead(search, lead, application)]
        save_answers(application, said, by=by, at=at)
    if beginning.source:
        copy_application(application, beginning.source, beginning.wanted, by=by, at=at)


def _of_lead(
    search: PartnerSearch, lead: Partner, application: Application
) -> Iterator[AnswerDraft]:
    """What the search's own organisation brings, and where it acts."""
    definition = application.definition
    if search.organisation_id == lead.organisation_id:
        for column, key in BROUGHT.items():
            for language, text in _texts(search, column, key, definition):
                yield AnswerDraft(key, text, language, partner=lead)
    place = _place(search, application)
    if place:
        yield AnswerDraft("places", rows_text([place]))


def _place(search: PartnerSearch, application: Application) -> dict[str, str]:
    """The author's own town and territory, where the form asks for places of action."""
    table = application.definition.form.field("places")
    columns = {one.key for one in table.columns} if table else set()
    own = search.organisation
    area = {one.code for one in application.call.programme.definition.territories}
    if not {"municipality", "territory"} <= columns or own.nuts3 not in area:
        return {}
    return {"municipality": own.city, "territory": own.nuts3}


def answers_of(search: PartnerSearch, definition: CallDefinition) -> Iterator[AnswerDraft]:
    """What a search already says, as answers to the form of its call."""
    if search.theme and definition.form.field("theme"):
        yield AnswerDraft("theme", search.theme)
    for column, key in TAKEN_OVER.items():
        for language, text in _texts(search, column, key, definition):
            yield AnswerDraft(key, text, language)


def _texts(
    search: PartnerSearch, column: str, key: str, definition: CallDefinition
) -> Iterator[tuple[str, str]]:
    texts: Mapping[str, str] = getattr(search, column)
    if field := definition.form.field(key):
        for language in languages_of(field, definition.languages):
            if texts.get(language):
                yield language, texts[language]

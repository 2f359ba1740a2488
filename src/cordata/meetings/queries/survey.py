"""What was answered to the survey of a meeting, and which parts of it may be told apart."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from cordata.meetings.models import Meeting, SurveyAnswer
from cordata.meetings.queries.documents import who_came
from cordata.packs.survey import Counted, counted


def survey_answers(meeting: Meeting, country: str = "") -> QuerySet[SurveyAnswer]:
    """Everybody's answers, or those of one country, in an order that says nothing."""
    found = meeting.survey_answers.order_by("pk")
    return found.filter(country=country) if country else found


def survey_summary(meeting: Meeting, country: str = "") -> tuple[Counted, ...]:
    """Every question of the survey with its answers counted; nothing but the questions as long as
    fewer answered than the pack asks for."""
    terms = meeting.programme.definition.meetings
    given = list(survey_answers(meeting, country).values_list("language", "answers"))
    return counted(terms.survey, given if len(given) >= terms.survey_least else ())


def survey_sides(meeting: Meeting) -> dict[str, int]:
    """Answers by country, "" for the others; empty unless each group is large enough, for what
    is left beside large groups would single out the small one."""
    rows = meeting.survey_answers.order_by().values_list("country").annotate(Count("pk"))
    groups = dict(rows)
    least = meeting.programme.definition.meetings.survey_least
    told = len(groups) > 1 and min(groups.values()) >= least
    return groups if told else {}


def is_told_apart(meeting: Meeting, country: str) -> bool:
    """Whether so many came from this country that an answer may keep it."""
    least = meeting.programme.definition.meetings.survey_least
    return who_came(meeting).leading().filter(country=country).count() >= least

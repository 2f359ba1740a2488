"""A person's own applications and projects, each with its next date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.queries import applications_of
from cordata.projects.models import Project
from cordata.projects.queries import listed, period_of, projects_visible_to, titles_of
from cordata.projects.showing import Chip, chip_of

SHOWN = 6


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project on the desk: its title, state and last day."""

    project: Project
    titles: Mapping[str, str]
    chip: Chip
    ends_on: date


def applications_on_desk(person: Person) -> list[Application]:
    """The latest drafts and files of one's organisations."""
    return list(applications_of(person)[:SHOWN]) if person.organisation_ids else []


def projects_on_desk(person: Person, at: datetime) -> list[ProjectLine]:
    """The latest projects of one's organisations."""
    if not person.organisation_ids:
        return []
    found = listed(projects_visible_to(person, at))[:SHOWN]
    return [ProjectLine(one, titles_of(one), chip_of(one), period_of(one)[1]) for one in found]

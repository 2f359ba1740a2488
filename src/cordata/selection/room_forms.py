"""What the page of a session's members reads, and the vote on its proposals: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Person
from cordata.kernel.localised import pick
from cordata.packs.committee import CommitteeDefinition
from cordata.rules.committee import Stance
from cordata.selection.actions.convening import Seated
from cordata.selection.models import Seat
from cordata.selection.states import Attendance
from cordata.web.catalogue import label
from cordata.web.forms import ChoiceField, Form, LongTextField

OBSERVER, MEMBER, NOBODY = "observer", "member", ""


class SeatsForm(Form):
    """Who is convened, for which delegation, and who would replace whom."""

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        observers: Iterable[Person],
        committee: CommitteeDefinition | None,
        seats: Sequence[Seat] = (),
    ) -> None:
        super().__init__(data, auto_id="seat-%s", initial=_as_typed(seats))
        self.people, self.watching = list(people), {one.pk for one in observers}
        self.by_pid = {one.pid: one for one in people}
        names = [(one.pid, str(one)) for one in people if one.pk not in self.watching]
        for person in people:
            self._ask(person, committee, [one for one in names if one[0] != person.pid])

    def _ask(
        self, person: Person, committee: CommitteeDefinition | None, names: list[tuple[str, str]]
    ) -> None:
        place = ChoiceField(
            label=gettext("Seat in the committee"), required=False, widget=forms.Select
        )
        self.fields[f"place_{person.pid}"] = place
        self.set_choices(f"place_{person.pid}", self._places(person, committee))
        if person.pk not in self.watching:
            substitute = ChoiceField(
                label=gettext("Substitute"), required=False, widget=forms.Select
            )
            self.fields[f"substitute_{person.pid}"] = substitute
            self.set_choices(f"substitute_{person.pid}", [("", gettext("none")), *names])

    def _places(
        self, person: Person, committee: CommitteeDefinition | None
    ) -> list[tuple[str, str]]:
        watches = (OBSERVER, gettext("observer, without a vote"))
        if person.pk in self.watching:
            return [(NOBODY, gettext("not convened")), watches]
        delegations = (
            [(one.code, pick(one.names)) for one in committee.delegations] if committee else []
        )
        votes = delegations or [(MEMBER, gettext("member, with a vote"))]
        return [(NOBODY, gettext("not convened")), *votes, watches]

    @property
    def rows(self) -> list[tuple[Person, list[Any]]]:
        """Each person with the fields about them."""
        return [
            (
                person,
                [
                    self[name]
                    for name in (f"place_{person.pid}", f"substitute_{person.pid}")
                    if name in self.fields
                ],
            )
            for person in self.people
        ]

    def seated(self) -> list[Seated]:
        given = self.cleaned_data
        return [
            Seated(
                person,
                delegation=place if place not in {OBSERVER, MEMBER} else "",
                votes=place != OBSERVER,
                substitute=self.by_pid.get(given.get(f"substitute_{person.pid}", "")),
            )
            for person in self.people
            if (place := given.get(f"place_{person.pid}", ""))
        ]


def _as_typed(seats: Sequence[Seat]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for seat in seats:
        typed[f"place_{seat.person.pid}"] = (seat.delegation or MEMBER) if seat.votes else OBSERVER
        typed[f"substitute_{seat.person.pid}"] = seat.substitute.pid if seat.substitute else ""
    return typed


class ConveneForm(Form):
    """The convocation goes out; a reason where the term is not kept."""

    because = LongTextField(
        1000,
        rows=3,
        required=False,
        label=_("Reason for the short notice"),
        help_text=_("Only if the term is not kept. The minutes quote it."),
    )


class AttendanceForm(Form):
    """Who came: the member, the substitute, or nobody."""

    def __init__(self, data: Any = None, *, seats: Sequence[Seat]) -> None:
        first = {f"came_{one.pid}": one.attendance for one in seats}
        super().__init__(data, auto_id="came-%s", initial=first)
        self.seats = seats
        for seat in seats:
            name = f"came_{seat.pid}"
            self.fields[name] = ChoiceField(
                label=gettext("Presence of %(person)s") % {"person": seat.person},
                widget=forms.Select,
            )
            self.set_choices(name, _presences(seat))

    @property
    def rows(self) -> list[tuple[Seat, Any]]:
        return [(seat, self[f"came_{seat.pid}"]) for seat in self.seats]

    def came(self) -> Mapping[str, str]:
        return {seat.pid: self.cleaned_data[f"came_{seat.pid}"] for seat in self.seats}


def _presences(seat: Seat) -> list[tuple[str, str]]:
    return [
        (one.value, str(one.label))
        for one in Attendance
        if one != Attendance.SUBSTITUTE or seat.substitute_id
    ]


class VoteForm(Form):
    """For, against or abstention; an objection says why."""

    stance = ChoiceField(label=_("Your vote"), choices=(), widget=forms.RadioSelect)
    comment = LongTextField(
        2000,
        rows=3,
        required=False,
        label=_("Your comment"),
        help_text=_("The minutes quote it. An objection needs one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices(
            "stance", ((one.value, label(one.value, "selection.stance")) for one in Stance)
        )


class AsideForm(Form):
    """A conflict with one file, declared."""

    because = LongTextField(
        1000, rows=3, label=_("Which interest ties you to it?"),
        help_text=_("The minutes say that you stood aside; the reason stays with the secretariat."),
    )  # fmt: skip

"""What registering asks, by HTTP: own questions, companions, choices; and what goes wrong (MTG-03,
MTG-04, NOT-04, PRI-01)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, due, queries
from cordata.meetings.actions.offers import offer_ends_at
from cordata.meetings.forms import RegistrationForm
from cordata.meetings.models import Registration
from cordata.notify.models import Message
from tests.factories.meetings import asked, registered, typed, with_details, with_items

pytestmark = pytest.mark.django_db
CAR = {"code": "car", "kind": "yes_no", "texts": {"fr": "En voiture ?", "it": "In auto?"}}
SEATS = {
    "code": "seats",
    "kind": "choice",
    "texts": {"fr": "Combien de places ?", "it": "Quanti posti?"},
    "required": True,
    "choices": [{"code": "1", "names": {"fr": "une", "it": "uno"}}],
    "asked_if": {"question": "car", "answer": "yes"},
}
HOPE = {"code": "hope", "kind": "text", "texts": {"fr": "Vos attentes", "it": "Aspettative"}}
QUESTIONS = {"questions": [CAR | {"required": True}, SEATS, HOPE]}


@pytest.fixture
def asking(annecy, at):
    """A meeting with questions of its own, for parties, with a workshop; today is `at`."""
    with clock.held_at(at):
        yield with_items(annecy, {"code": "water", "places": 2}, max_party=3)


def send(client, meeting, **fields):
    return client.post(reverse("meetings:register", args=[meeting.pid]), typed(meeting, **fields))


@pytest.mark.parametrize(
    ("given", "status", "kept"),
    [
        ({}, 422, None),
        ({"own_car": "no"}, 302, {"car": "no"}),
        ({"own_car": "no", "own_seats": "1"}, 302, {"car": "no"}),
        ({"own_car": "yes"}, 422, None),
        ({"own_car": "yes", "own_seats": "9"}, 422, None),
        ({"own_car": "maybe"}, 422, None),
        ({"own_car": "yes", "own_seats": "1"}, 302, {"car": "yes", "seats": "1"}),
        ({"own_car": "no", "own_hope": "Éa 🌄"}, 302, {"car": "no", "hope": "Éa 🌄"}),
    ],
)
def test_own_questions_are_asked_where_they_apply_and_kept_as_data(
    client, annecy, at, given, status, kept
):
    some = with_details(annecy, QUESTIONS)
    assert send(client, some, **given).status_code == status
    if kept is not None:
        assert Registration.objects.get(meeting=some).own_answers == kept


def test_own_answers_are_corrected_listed_and_exported(client, annecy, at, person):
    some = with_details(annecy, QUESTIONS)
    someone = registered(some, at, own_answers={"car": "yes", "seats": "1"})
    own = reverse("meetings:change", args=[someone.pid, someone.key])
    form = {"name": "Anna", "language": "fr", "own_car": "no"}
    assert client.post(own, form).status_code == 302
    someone.refresh_from_db()
    assert someone.own_answers == {"car": "no"}

    client.force_login(person("olga", roles=("organiser",)))
    with override("fr"):
        people = client.get(reverse("meetings:people", args=[some.pid])).content.decode()
        table = (
            client.get(reverse("meetings:export", args=[some.pid])).getvalue().decode("utf-8-sig")
        )
    assert "En voiture ? non" in people
    assert table.splitlines()[0].endswith("En voiture ?;Combien de places ?;Vos attentes")
    assert table.splitlines()[1].endswith("non;;")


def test_companions_and_choices_are_registered_in_one_form(client, asking):
    sent = send(
        client, asking, companion_1_name="Paul Marin", companion_2_name="Léa", items="water"
    )
    assert sent.status_code == 302
    lead = asking.registrations.leading().get()

    assert [one.name for one in lead.companions.order_by("pk")] == ["Paul Marin", "Léa"]
    assert queries.item_places_of(lead).get().seats == 3


def test_needs_without_a_name_are_asked_whose_they_are(client, asking):
    assert send(client, asking, companion_1_access_needs="a ramp").status_code == 422


def test_pri_01_every_field_says_what_it_serves(asking):
    for language in ("fr", "it", "en"):
        with override(language):
            form = RegistrationForm(asking)
            silent = [bound.name for bound in form.visible_fields() if not bound.help_text]
            meals = {name for name in silent if name.endswith("_meal")}
            assert set(silent) - meals == {"website"}


def test_organisations_are_suggested_from_what_is_printed_and_never_from_who_registered(
    client, asking, at
):
    registered(asking, at, organisation="Association Secrète")
    shown = client.get(reverse("meetings:detail", args=[asking.pid])).content.decode()

    assert '<datalist id="organisations"><option' in shown
    assert "Secrète" not in shown


def test_mtg_03_an_address_in_another_case_is_the_same_person(client, asking):
    for address in ("Elena.Marchetti@Valfredda.example", "elena.marchetti@valfredda.EXAMPLE"):
        assert send(client, asking, email=address).status_code == 302

    assert asking.registrations.count() == 1


def test_two_windows_give_one_registration_with_the_answers_of_the_first(client, asking):
    first = typed(asking, email="a@a.example", name="Anna")
    second = typed(asking, email="a@a.example", name="Bruna", companion_1_name="Paul")
    address = reverse("meetings:register", args=[asking.pid])
    assert [client.post(address, form).status_code for form in (first, second)] == [302, 302]

    assert [one.name for one in asking.registrations.all()] == ["Anna"]


def test_mtg_04_a_mail_scanner_that_opens_every_link_changes_nothing(client, asking, at):
    waiting = with_items_full(asking, at)
    for message in Message.objects.all():
        for link in re.findall(r"http://testserver(\S+)", message.text):
            for ask in (client.get, client.head):
                ask(link)

    assert {one.state for one in asking.registrations.leading()} == {"confirmed", "pending"}
    assert queries.item_places_of(waiting).get().state == "offered"


def with_items_full(meeting, at):
    """Two in the workshop and one to whom a place in it is offered; one not confirmed yet."""
    first = registered(meeting, at, items=("water",))
    registered(meeting, at, items=("water",))
    waiting = registered(meeting, at, items=("water",))
    actions.choose_items(first.pid, (), at=at)
    asked(meeting, at)
    return waiting


def test_one_registration_with_all_of_it_takes_four_requests_and_its_queries_are_counted(
    client, annecy, at, django_assert_max_num_queries
):
    """A party of two with a workshop and questions: what it costs more is told here, not hidden:
    a plain registration stays under 25 queries (tests/meetings/test_pages.py)."""
    some = with_items(annecy, {"code": "water", "places": 5}, max_party=2)
    client.get(reverse("meetings:detail", args=[some.pid]))
    form = typed(some, items="water", companion_1_name="Paul Marin")
    with django_assert_max_num_queries(58), clock.held_at(at):
        client.get(reverse("meetings:detail", args=[some.pid]))
        client.post(reverse("meetings:register", args=[some.pid]), form)
        link = re.search(r"http://testserver(\S+)", Message.objects.latest("pk").text)[1]
        client.get(link)
        assert client.post(f"{link}confirm/").status_code == 302


@pytest.mark.parametrize(("change", "utc_hour"), [(date(2025, 3, 30), 6), (date(2025, 10, 26), 7)])
def test_the_clock_change_night_moves_no_instant(annecy, change, utc_hour):
    """Registration closes and places open so many hours before, whatever the clocks show; the
    reminder comes at nine on the clocks of the meeting."""
    paris = ZoneInfo("Europe/Paris")
    starts = datetime.combine(change, time(8), paris).astimezone(UTC)
    assert starts.hour == utc_hour
    some = with_details(
        annecy,
        {"zone": "Europe/Paris"},
        places=1,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        registration_opens_at=starts - timedelta(days=9),
        registration_closes_at=starts - timedelta(hours=24),
    )
    closes = some.registration_closes_at
    assert asked(some, closes).state == "pending"
    with pytest.raises(NotPossible, match="closed"):
        asked(some, closes + timedelta(microseconds=1))

    reminder = due.reminder_at(some, 1).astimezone(paris)
    assert (reminder.hour, reminder.day) == (9, change.day - 1)
    night = starts - timedelta(hours=8)  # before the change: eight hours pass, not seven or nine
    assert offer_ends_at(night, starts) - night == timedelta(hours=2)


def test_release_in_the_clock_change_night_happens_once(meeting, at):
    release = datetime(2025, 3, 30, 1, 0, tzinfo=UTC)  # 2 o'clock that does not exist in Paris
    some = meeting(
        places=2,
        sides={"FR": 1, "IT": 1},
        released_at=release,
        starts_at=release + timedelta(days=3),
        ends_at=release + timedelta(days=3, hours=4),
        registration_closes_at=release + timedelta(days=2),
    )
    registered(some, at)
    waits = registered(some, at)
    assert actions.release_places(some.pid, by=SYSTEM, at=release - timedelta(seconds=1)) == []
    offered = actions.release_places(some.pid, by=SYSTEM, at=release)
    assert [one.pid for one in offered] == [waits.pid]
    assert actions.release_places(some.pid, by=SYSTEM, at=release + timedelta(hours=1)) == []

"""Information meetings: places, registrations, waiting list, check-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cordata.web import navigation


class MeetingsConfig(AppConfig):
    name = "cordata.meetings"
    label = "meetings"

    def ready(self) -> None:
        from cordata.meetings.panel import home_panel  # noqa: PLC0415 - models are ready only now
        from cordata.programme.home import add_panel  # noqa: PLC0415 - models are ready only now

        add_panel(10, "meetings/home_panel.html", home_panel)
        navigation.add(navigation.Entry("meetings", _("Meetings"), "meetings:list", 20))
        navigation.add_account_link(
            navigation.Entry(
                "registrations",
                _("My registrations"),
                "meetings:mine",
                30,
                audience=navigation.signed_in,
            )
        )

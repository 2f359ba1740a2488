from django.urls import path

from cordata.meetings.views import door, organiser, public, registrant

app_name = "meetings"

_own = "registration/<pid:pid>/<slug:key>/"

urlpatterns = [
    path("", public.meeting_list, name="list"),
    path("mine/", registrant.mine, name="mine"),
    path("<pid:pid>/", public.detail, name="detail"),
    path("<pid:pid>/register/", public.register, name="register"),
    path("<pid:pid>/sent/", public.sent, name="sent"),
    path("<pid:pid>/meeting.ics", public.calendar_file, name="calendar"),
    path(_own, registrant.registration, name="registration"),
    path(f"{_own}confirm/", registrant.confirm, name="confirm"),
    path(f"{_own}accept/", registrant.accept, name="accept"),
    path(f"{_own}decline/", registrant.decline, name="decline"),
    path(f"{_own}cancel/", registrant.cancel, name="cancel_registration"),
    path(f"{_own}change/", registrant.change, name="change"),
    path("<pid:pid>/people/", organiser.people, name="people"),
    path("<pid:pid>/people.csv", organiser.export, name="export"),
    path("<pid:pid>/questions/", organiser.questions, name="questions"),
    path("<pid:pid>/attendance.pdf", organiser.attendance_sheet, name="attendance"),
    path("<pid:pid>/cancel/", organiser.cancel, name="cancel"),
    path("<pid:pid>/check-in/", door.check_in, name="check_in"),
    path("<pid:pid>/check-in/walk-in/", door.walk_in, name="walk_in"),
    path("<pid:pid>/check-in/<pid:registration>/", door.arrive, name="arrive"),
    path("<pid:pid>/check-in/<pid:registration>/undo/", door.undo, name="undo"),
]

from django.urls import path

from cordata.meetings.views import door, organiser, own_changes, public, registrant, waiting

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
    path(f"{_own}party/", own_changes.party, name="party"),
    path(f"{_own}choices/", own_changes.items, name="items"),
    path(f"{_own}choices/<pid:place>/accept/", own_changes.accept_item, name="accept_item"),
    path(f"{_own}choices/<pid:place>/decline/", own_changes.decline_item, name="decline_item"),
    path(f"{_own}hand-over/", own_changes.hand_over, name="hand_over"),
    path(f"{_own}hand-over/keep/", own_changes.keep, name="keep_place"),
    path("taking-over/<pid:pid>/<slug:key>/", own_changes.take_over, name="take_over"),
    path("<pid:pid>/people/", organiser.people, name="people"),
    path("<pid:pid>/people.csv", organiser.export, name="export"),
    path("<pid:pid>/waiting/", waiting.waiting_list, name="waiting"),
    path("<pid:pid>/waiting/<pid:registration>/approve/", waiting.approve, name="approve"),
    path("<pid:pid>/waiting/<pid:registration>/decline/", waiting.refuse, name="refuse"),
    path("<pid:pid>/questions/", organiser.questions, name="questions"),
    path("<pid:pid>/attendance.pdf", organiser.attendance_sheet, name="attendance"),
    path("<pid:pid>/cancel/", organiser.cancel, name="cancel"),
    path("<pid:pid>/check-in/", door.check_in, name="check_in"),
    path("<pid:pid>/check-in/walk-in/", door.walk_in, name="walk_in"),
    path("<pid:pid>/check-in/<pid:registration>/", door.arrive, name="arrive"),
    path("<pid:pid>/check-in/<pid:registration>/undo/", door.undo, name="undo"),
]

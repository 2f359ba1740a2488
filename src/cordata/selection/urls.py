"""Addresses of the committee's sessions and of decision letters."""

from django.urls import path

from cordata.selection.views import complaints, conditions, letters, papers, room, sessions, sitting

app_name = "selection"
urlpatterns = [
    path("", sessions.committee, name="committee"),
    path("calls/<slug:code>/", sessions.sessions, name="sessions"),
    path("calls/<slug:code>/prepare/", sessions.prepare, name="prepare"),
    path("sessions/<pid:pid>/", sessions.session, name="session"),
    path("sessions/<pid:pid>/minutes/", sessions.minutes_file, name="minutes"),
    path("sessions/<pid:pid>/papers/", papers.papers, name="papers"),
    path("sessions/<pid:pid>/members/", room.members, name="members"),
    path("sessions/<pid:pid>/members/seats/", room.seat, name="seat"),
    path("sessions/<pid:pid>/members/convene/", room.convene, name="convene"),
    path("sessions/<pid:pid>/members/attendance/", room.attendance, name="attendance"),
    path("sessions/<pid:pid>/vote/", room.vote_all, name="vote_all"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/vote/", room.vote, name="vote"),
    path(
        "sessions/<pid:pid>/decisions/<pid:decision>/aside/", room.stand_aside, name="stand_aside"
    ),
    path("sessions/<pid:pid>/again/", sitting.again, name="again"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/first/", sitting.first, name="first"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/lots/", sitting.lots, name="lots"),
    path("sessions/<pid:pid>/ties/<pid:tie>/back/", sitting.take_back, name="take_back"),
    path("sessions/<pid:pid>/suppose/", sitting.suppose, name="suppose"),
    path("sessions/<pid:pid>/open/", sitting.open_it, name="open"),
    path("sessions/<pid:pid>/sign/", sitting.sign, name="sign"),
    path("sessions/<pid:pid>/release/", sitting.release, name="release"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/", sitting.change, name="change"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/file/", sessions.file_page, name="file"),
    path("sessions/<pid:pid>/decisions/<pid:decision>/letter/", letters.preview, name="preview"),
    path("calls/<slug:code>/complaints/", complaints.complaints, name="complaints"),
    path("complain/<pid:pid>/", complaints.complain, name="complain"),
    path("complaints/<pid:pid>/", complaints.complaint, name="complaint"),
    path("complaints/<pid:pid>/paper/", complaints.paper, name="complaint_paper"),
    path("complaints/<pid:pid>/admit/", complaints.admit, name="complaint_admit"),
    path("complaints/<pid:pid>/hearing/", complaints.hearing, name="complaint_hearing"),
    path("complaints/<pid:pid>/outcome/", complaints.outcome, name="complaint_outcome"),
    path("complaints/<pid:pid>/return/", complaints.send_back, name="complaint_return"),
    path("complaints/<pid:pid>/settle/", complaints.settle, name="complaint_settle"),
    path("complaints/files/<pid:pid>/", complaints.complaint_file, name="complaint_file"),
    path("complaints/letters/<pid:pid>/", complaints.complaint_letter, name="complaint_letter"),
    path(
        "complaints/letters/<pid:pid>/file/",
        complaints.complaint_letter_file,
        name="complaint_letter_file",
    ),
    path("conditions/<pid:pid>/", conditions.conditions, name="conditions"),
    path("conditions/<pid:pid>/answer/", conditions.answer, name="conditions_answer"),
    path("conditions/<pid:pid>/state/", conditions.state, name="conditions_state"),
    path("conditions/<pid:pid>/extend/", conditions.extend, name="conditions_extend"),
    path("conditions/<pid:pid>/send-back/", conditions.send_back, name="conditions_send_back"),
    path("conditions/<pid:pid>/confirm/", conditions.confirm, name="conditions_confirm"),
    path("conditions/files/<pid:pid>/", conditions.entry_file, name="conditions_file"),
    path("letters/<pid:pid>/", letters.letter, name="letter"),
    path("letters/<pid:pid>/file/", letters.letter_file, name="letter_file"),
]

"""The verbs of an application, one file each; a scenario or the API calls the same ones."""

from cordata.applications.actions.activities import (
    ActivityDraft,
    DeliverableDraft,
    remove_activity,
    save_activity,
)
from cordata.applications.actions.agreeing import agree_texts
from cordata.applications.actions.annexes import add_annex, remove_annex
from cordata.applications.actions.announcing import (
    drop_announcement,
    post_announcement,
    send_announcement,
    write_announcement,
)
from cordata.applications.actions.answers import Conflict, Overtaken, save_answer, save_answers
from cordata.applications.actions.budget import BudgetDraft, LineDraft, SourceDraft, save_budget
from cordata.applications.actions.closing import (
    follow_closing,
    lapse_draft,
    remind_draft,
)
from cordata.applications.actions.declarations import accept_declarations, save_aid
from cordata.applications.actions.deleting import (
    delete_draft,
    erase_draft,
    restore_draft,
    warn_of_erasure,
)
from cordata.applications.actions.followers import (
    confirm_following,
    follow,
    follow_opening,
    forget_followers,
    forget_unproved,
    stop_following,
)
from cordata.applications.actions.following import follow_call, gather_news
from cordata.applications.actions.guests import end_guest, invite_guest
from cordata.applications.actions.indicators import save_indicators
from cordata.applications.actions.late import note_late_attempt
from cordata.applications.actions.leading import (
    accept_lead,
    decline_lead,
    offer_lead,
    take_back_lead,
)
from cordata.applications.actions.listing import list_filed
from cordata.applications.actions.mandates import ask_mandate, end_mandate, give_mandate
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.actions.partners import (
    add_partner,
    move_partner,
    remove_partner,
)
from cordata.applications.actions.start import start_application
from cordata.applications.actions.submit import NotReady, submit_application
from cordata.applications.actions.withdraw import withdraw_application

__all__ = [
    "ActivityDraft",
    "AnswerDraft",
    "BudgetDraft",
    "Conflict",
    "DeliverableDraft",
    "LineDraft",
    "NotReady",
    "Overtaken",
    "SourceDraft",
    "accept_declarations",
    "accept_lead",
    "add_annex",
    "add_partner",
    "agree_texts",
    "ask_mandate",
    "confirm_following",
    "decline_lead",
    "delete_draft",
    "drop_announcement",
    "end_guest",
    "end_mandate",
    "erase_draft",
    "follow",
    "follow_call",
    "follow_closing",
    "follow_opening",
    "forget_followers",
    "forget_unproved",
    "gather_news",
    "give_mandate",
    "invite_guest",
    "lapse_draft",
    "list_filed",
    "move_partner",
    "note_late_attempt",
    "offer_lead",
    "post_announcement",
    "remind_draft",
    "remove_activity",
    "remove_annex",
    "remove_partner",
    "restore_draft",
    "save_activity",
    "save_aid",
    "save_answer",
    "save_answers",
    "save_budget",
    "save_indicators",
    "send_announcement",
    "start_application",
    "stop_following",
    "submit_application",
    "take_back_lead",
    "warn_of_erasure",
    "withdraw_application",
    "write_announcement",
]

"""What happens to meetings and registrations: one kind of act a file."""

from cordata.meetings.actions.along import change_party
from cordata.meetings.actions.answer import (
    accept_offer,
    cancel_registration,
    change_registration,
    decline_offer,
)
from cordata.meetings.actions.approve import approve_registration, decline_registration
from cordata.meetings.actions.attend import (
    add_walk_in,
    check_in,
    close_attendance,
    undo_check_in,
)
from cordata.meetings.actions.crew import invite_helper, move_helpers, revoke_helper
from cordata.meetings.actions.documents import add_document, remove_document, thank
from cordata.meetings.actions.erasing import erase_own
from cordata.meetings.actions.guest_lists import (
    PREVIEW_KEPT,
    add_guest,
    bring_list,
    choose_columns,
    drop_lists,
    import_guests,
    remove_guest,
)
from cordata.meetings.actions.hand_over import ask_colleague, keep_place, take_over
from cordata.meetings.actions.invite import (
    invite_again,
    note_bounce,
    order_letters,
    post_letters,
)
from cordata.meetings.actions.invited import (
    Accepted,
    accept_invitation,
    decline_invitation,
    send_colleague,
    send_link_again,
)
from cordata.meetings.actions.invitees import erase_guests, forget_guest, unsubscribe
from cordata.meetings.actions.items import accept_item, choose_items, decline_item, expire_item
from cordata.meetings.actions.load import load_meetings
from cordata.meetings.actions.mailings import (
    drop_mailing,
    post_mailing,
    rewrite_mailing,
    send_mailing,
    write_mailing,
)
from cordata.meetings.actions.meet import cancel_meeting, hold_meeting
from cordata.meetings.actions.merge import Heard, SentAct, receive_acts
from cordata.meetings.actions.organise import (
    copy_meeting,
    create_meeting,
    discard_changes,
    edit_meeting,
    publish_meeting,
    set_link,
)
from cordata.meetings.actions.parties import Companion
from cordata.meetings.actions.places import (
    offer_free_places,
    release_places,
    serve_waiting_list,
)
from cordata.meetings.actions.questions import (
    answer_alike,
    answer_privately,
    ask_about_call,
    ask_question,
    assign_question,
    note_question,
    part_from_call,
    part_from_draft,
    publish_answer,
    set_aside,
)
from cordata.meetings.actions.records import (
    MOST_RECORDS,
    add_record,
    erase_records,
    remove_record,
)
from cordata.meetings.actions.register import (
    HOLD_TERM,
    Answers,
    confirm_registration,
    register,
)
from cordata.meetings.actions.survey import answer_survey
from cordata.meetings.actions.taken import (
    AUDIT_FILE_READ,
    LIST_TAKEN,
    note_audit_file,
    note_list,
)
from cordata.meetings.actions.upkeep import (
    erase_needs,
    erase_registrations,
    expire_registration,
    remind,
)

__all__ = [
    "AUDIT_FILE_READ",
    "HOLD_TERM",
    "LIST_TAKEN",
    "MOST_RECORDS",
    "PREVIEW_KEPT",
    "Accepted",
    "Answers",
    "Companion",
    "Heard",
    "SentAct",
    "accept_invitation",
    "accept_item",
    "accept_offer",
    "add_document",
    "add_guest",
    "add_record",
    "add_walk_in",
    "answer_alike",
    "answer_privately",
    "answer_survey",
    "approve_registration",
    "ask_about_call",
    "ask_colleague",
    "ask_question",
    "assign_question",
    "bring_list",
    "cancel_meeting",
    "cancel_registration",
    "change_party",
    "change_registration",
    "check_in",
    "choose_columns",
    "choose_items",
    "close_attendance",
    "confirm_registration",
    "copy_meeting",
    "create_meeting",
    "decline_invitation",
    "decline_item",
    "decline_offer",
    "decline_registration",
    "discard_changes",
    "drop_lists",
    "drop_mailing",
    "edit_meeting",
    "erase_guests",
    "erase_needs",
    "erase_own",
    "erase_records",
    "erase_registrations",
    "expire_item",
    "expire_registration",
    "forget_guest",
    "hold_meeting",
    "import_guests",
    "invite_again",
    "invite_helper",
    "keep_place",
    "load_meetings",
    "move_helpers",
    "note_audit_file",
    "note_bounce",
    "note_list",
    "note_question",
    "offer_free_places",
    "order_letters",
    "part_from_call",
    "part_from_draft",
    "post_letters",
    "post_mailing",
    "publish_answer",
    "publish_meeting",
    "receive_acts",
    "register",
    "release_places",
    "remind",
    "remove_document",
    "remove_guest",
    "remove_record",
    "revoke_helper",
    "rewrite_mailing",
    "send_colleague",
    "send_link_again",
    "send_mailing",
    "serve_waiting_list",
    "set_aside",
    "set_link",
    "take_over",
    "thank",
    "undo_check_in",
    "unsubscribe",
    "write_mailing",
]

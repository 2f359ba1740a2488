"""What is done to persons, organisations and roles: one module a subject, one verb a function."""

from cordata.accounts.actions.grants import grant_role, revoke_grant
from cordata.accounts.actions.invitations import (
    accept_invitation,
    hand_over_place,
    invite_colleague,
    revoke_invitation,
)
from cordata.accounts.actions.joining import ask_to_join, decide_join_request
from cordata.accounts.actions.memberships import change_membership, end_membership, join
from cordata.accounts.actions.merging import merge_organisations
from cordata.accounts.actions.organisations import (
    change_identifiers,
    create_organisation,
    edit_organisation,
)
from cordata.accounts.actions.persons import (
    add_person,
    disable_person,
    edit_profile,
    note_access_changed,
    unlink_outside,
)
from cordata.accounts.actions.recovery import confirm_recovery, refuse_recovery, vouch_for

__all__ = [
    "accept_invitation",
    "add_person",
    "ask_to_join",
    "change_identifiers",
    "change_membership",
    "confirm_recovery",
    "create_organisation",
    "decide_join_request",
    "disable_person",
    "edit_organisation",
    "edit_profile",
    "end_membership",
    "grant_role",
    "hand_over_place",
    "invite_colleague",
    "join",
    "merge_organisations",
    "note_access_changed",
    "refuse_recovery",
    "revoke_grant",
    "revoke_invitation",
    "unlink_outside",
    "vouch_for",
]

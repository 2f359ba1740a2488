"""Pages of accounts, one module a subject."""

from cordata.accounts.views.entering import (
    ask_to_join,
    invitation,
    joining,
    nothing,
    organisation_new,
)
from cordata.accounts.views.merging import duplicates, merge
from cordata.accounts.views.organisations import (
    history,
    invite,
    member,
    organisation,
    organisation_edit,
    revoke_invitation,
)
from cordata.accounts.views.outside import linked
from cordata.accounts.views.own import confirm_identity, me, recovery, recovery_new
from cordata.accounts.views.roles import revoke_role, roles
from cordata.accounts.views.seeing import see, see_end

__all__ = [
    "ask_to_join",
    "confirm_identity",
    "duplicates",
    "history",
    "invitation",
    "invite",
    "joining",
    "linked",
    "me",
    "member",
    "merge",
    "nothing",
    "organisation",
    "organisation_edit",
    "organisation_new",
    "recovery",
    "recovery_new",
    "revoke_invitation",
    "revoke_role",
    "roles",
    "see",
    "see_end",
]

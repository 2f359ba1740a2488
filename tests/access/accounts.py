"""Who reaches the pages of accounts, asked with GET for an organisation of other people.

One's own pages are open to whoever is signed in; another's organisation is 404 but for those who
see every one; what only a POST does answers 405. Pages of allauth that this installation does
not have (passwords, outside providers) are 404 for all.
"""

SIGNED_IN = {"visitor": 302, "default": 200}
POST_ONLY = {"visitor": 302, "default": 405}
SEE_ALL = ("officer", "authority", "auditor", "administrator")
ORGANISATION = {"visitor": 302, "default": 404, **dict.fromkeys(SEE_ALL, 200)}
MEMBERS_ONLY = {"visitor": 302, "default": 404, **dict.fromkeys(SEE_ALL, 403)}
SECRETARIAT = {"visitor": 302, "default": 404, "officer": 200, "administrator": 200}
ADMINISTRATION = {"visitor": 302, "default": 403, "administrator": 200}
OPEN = {"default": 200}
ENTRANCE = {"visitor": 200, "default": 302}  # whoever is signed in goes to their own page
IN_BETWEEN = {"default": 302}  # a step of signing in that nobody has begun
FRESH = {"default": 302}  # asks for a fresh sign-in first
NOWHERE = {"default": 404}

ROWS = {
    "accounts:me": SIGNED_IN,
    "accounts:organisation_new": SIGNED_IN,
    "accounts:organisation": ORGANISATION,
    "accounts:history": ORGANISATION,
    "accounts:organisation_edit": MEMBERS_ONLY,
    "accounts:member": MEMBERS_ONLY,
    "accounts:invite": POST_ONLY,
    "accounts:ask_to_join": POST_ONLY,
    "accounts:revoke_invitation": POST_ONLY,
    "accounts:revoke_role": POST_ONLY,
    "accounts:joining": SECRETARIAT,
    "accounts:recovery_new": SIGNED_IN,
    "accounts:recovery": SECRETARIAT,
    "accounts:roles": ADMINISTRATION,
    "accounts:invitation": {"default": 410},  # the secret of the address is wrong
    "accounts:confirm_identity": SIGNED_IN,
    "accounts:no_password": NOWHERE,
    "accounts:no_social": NOWHERE,
    "accounts:no_providers": NOWHERE,
    "accounts:no_provider": NOWHERE,
    "account_login": ENTRANCE,
    "account_signup": ENTRANCE,
    "account_request_login_code": ENTRANCE,
    "account_logout": {"visitor": 302, "default": 200},
    "account_inactive": OPEN,
    "account_confirm_login_code": IN_BETWEEN,
    "account_email_verification_sent": IN_BETWEEN,
    "account_email": FRESH,
    "mfa_index": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": FRESH,
    "mfa_activate_totp": FRESH,
    "mfa_authenticate": IN_BETWEEN,
    "mfa_login_webauthn": IN_BETWEEN,
}

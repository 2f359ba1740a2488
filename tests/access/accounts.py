"""Who reaches the pages of accounts, asked with GET for an organisation of other people.

One's own pages are open to whoever is signed in; another's organisation is 404 but for those who
see every one; what only a POST does answers 405. Pages of allauth that this installation does
not have (passwords, outside providers) are 404 for all.
"""

STEWARDS = ("officer", "administrator")
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
    "accounts:duplicates": {"visitor": 302, "default": 403, **dict.fromkeys(STEWARDS, 200)},
    "accounts:merge": {"visitor": 302, "default": 403, **dict.fromkeys(STEWARDS, 200)},
    "accounts:see": {"visitor": 302, "default": 403, "officer": 200, "authority": 200},
    "accounts:see_end": POST_ONLY,
    "accounts:invitation": {"default": 410},  # the secret of the address is wrong
    "accounts:confirm_identity": SIGNED_IN,
    "accounts:linked": FRESH,  # 404 then, where no outside provider is configured
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
# Pages of allauth behind which ours stand (`accounts:no_password`, `accounts:confirm_identity`)
ROWS |= dict.fromkeys(
    (
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
        "socialaccount_connections",
        "/fr/account/social/login/cancelled/",
        "/fr/account/social/login/error/",
        "/fr/account/social/signup/",
        "/fr/account/social/connections/",
    ),
    NOWHERE,
)
ROWS |= {
    "account_reauthenticate": SIGNED_IN,
    # Nobody here has a key yet: nothing to show again, to change or to take away
    "mfa_reauthenticate": {"visitor": 302, "default": 403},
    "mfa_reauthenticate_webauthn": {"visitor": 302, "default": 403},
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_deactivate_totp": {"visitor": 302, "default": 404},
    "mfa_view_recovery_codes": {"visitor": 302, "default": 404},
    "mfa_download_recovery_codes": {"visitor": 302, "default": 404},
    "mfa_remove_webauthn": {"visitor": 302, "default": 404},
    "mfa_edit_webauthn": {"visitor": 302, "default": 404},
}
OWN = (  # one's own account, or the entrance
    "accounts:me",
    "accounts:organisation_new",
    "accounts:recovery_new",
    "accounts:confirm_identity",
    "account_login",
    "account_logout",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
    "mfa_login_webauthn",
)
POSTS = {name: {302, 422} for name in OWN} | {
    "accounts:organisation_new": {200},  # which country? a question asked by its address
    "accounts:ask_to_join": {302},  # asked of its signatories, who decide
    "accounts:invitation": {410},
    "accounts:see_end": {302},  # nothing to end: one's own pages
    "accounts:linked": {302},  # sign in anew first
}

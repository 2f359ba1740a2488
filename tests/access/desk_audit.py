"""What an auditor works with in a call: its auditors and the authority, nobody else; its figures
are for all who examine its files.

Whoever is neither is told so of a call, and gets 404 of a sample or of a file.
"""

AUDITORS = dict.fromkeys(("auditor", "authority"), 200)
OF_A_CALL = {"visitor": 302, "default": 403, **AUDITORS}
OF_A_FILE = {"visitor": 302, "default": 404, **AUDITORS}

EXAMINERS = {"visitor": 302, "default": 403} | dict.fromkeys(
    ("officer", "authority", "aid_reviewer", "auditor"), 200
)

ROWS = {
    "desk:figures": EXAMINERS,
    "desk:figures_csv": EXAMINERS,
    "desk:figures_xlsx": EXAMINERS,
    "desk:audit": OF_A_CALL,
    "desk:exceptions": OF_A_CALL,
    "desk:exceptions_csv": OF_A_CALL,
    "desk:exceptions_xlsx": OF_A_CALL,
    "desk:sample": OF_A_FILE,
    "desk:audit_file": OF_A_FILE,
}

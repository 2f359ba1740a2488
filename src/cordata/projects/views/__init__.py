"""The pages of a project: for its partners, the secretariat, the authority and the payers."""

from cordata.projects.views.agreeing import confirm_bank, give_bank, sign
from cordata.projects.views.paying import confirm_payment, order, payment_list, record_paid
from cordata.projects.views.reading import agreement_file, detail, project_list, proof_file
from cordata.projects.views.reporting import prove, report
from cordata.projects.views.verifying import close, decide, verify

__all__ = [
    "agreement_file",
    "close",
    "confirm_bank",
    "confirm_payment",
    "decide",
    "detail",
    "give_bank",
    "order",
    "payment_list",
    "project_list",
    "proof_file",
    "prove",
    "record_paid",
    "report",
    "sign",
    "verify",
]

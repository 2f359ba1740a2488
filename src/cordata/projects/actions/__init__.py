"""What happens to a funded project, one group of verbs a module."""

from cordata.projects.actions.agreeing import (
    confirm_bank_details,
    give_bank_details,
    sign_for_authority,
    sign_for_lead,
)
from cordata.projects.actions.closing import close_project
from cordata.projects.actions.opening import open_lifted_project, open_project
from cordata.projects.actions.paying import confirm_payment, order_payment, record_paid
from cordata.projects.actions.proving import add_proof
from cordata.projects.actions.reporting import remind_of_report, save_report, submit_report
from cordata.projects.actions.verifying import decide_deliverable, finish_verification

__all__ = [
    "add_proof",
    "close_project",
    "confirm_bank_details",
    "confirm_payment",
    "decide_deliverable",
    "finish_verification",
    "give_bank_details",
    "open_lifted_project",
    "open_project",
    "order_payment",
    "record_paid",
    "remind_of_report",
    "save_report",
    "sign_for_authority",
    "sign_for_lead",
    "submit_report",
]

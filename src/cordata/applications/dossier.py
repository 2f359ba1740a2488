"""stub"""

from cordata.applications.models import Submission


def dossier_pdf(submission: Submission) -> bytes:
    return b""

"""The audit file: everything that shows a meeting was held, in one ZIP with index and checksums."""

from cordata.documents.bundling import Written
from cordata.meetings.audit_file.chapters import contents
from cordata.meetings.audit_file.figures import Figures, figures
from cordata.meetings.audit_file.pieces import shown
from cordata.meetings.audit_file.writing import name_of, write

__all__ = ["Figures", "Written", "contents", "figures", "name_of", "shown", "write"]

"""A programme is data: from the files of a pack to validated, frozen definitions."""

from cordata.packs.call import CallDefinition, MilestoneKind
from cordata.packs.loading import Pack, check, load, load_grid
from cordata.packs.mistakes import Mistake, PackRefused
from cordata.packs.programme import ProgrammeDefinition
from cordata.packs.provenance import Basis, Provenance

__all__ = [
    "Basis",
    "CallDefinition",
    "MilestoneKind",
    "Mistake",
    "Pack",
    "PackRefused",
    "ProgrammeDefinition",
    "Provenance",
    "check",
    "load",
    "load_grid",
]

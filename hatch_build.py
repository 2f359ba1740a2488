"""Build hook: the wheel carries the compiled catalogues."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for po in (Path(self.root) / "src" / "cordata").glob("*/locale/*/LC_MESSAGES/*.po"):
            polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
        build_data["artifacts"].append("src/cordata/**/*.mo")

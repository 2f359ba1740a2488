"""No page asks anything of another site, complains, or scrolls sideways (PRI-02, A11-05)."""

from __future__ import annotations

import pytest

from tests.journeys import pages
from tests.journeys.looking import Watch, sideways
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey

NARROWEST = 320
LEADS = ("project/", "texts/need/", "activities/", "budget/", "annexes/", "review/")


def test_no_request_leaves_the_site_and_no_page_scrolls_sideways(own_world: World) -> None:
    """Every public page, and the main pages of a draft and of a meeting, at three widths."""
    world = own_world
    for name in ("draft", "community", "questions", "guests", "corrected"):
        world.seed(name)
    addresses = [("", path) for path in pages.PUBLIC if "nothing" not in path]
    addresses += [("lead", f"/applications/{{application}}/{part}") for part in ("", *LEADS)]
    addresses += [("organiser", path) for path in pages.ORGANISER]
    wide: list[tuple[str, int]] = []
    for who, path in addresses:
        walker = world.signed_in(who) if who else world.walker("visitor")
        watch = world.watches.setdefault(who, Watch(world.origin).over(walker.page))
        walker.go(path.format(**world.pids))
        for width in (NARROWEST, PHONE, DESK):
            walker.page.set_viewport_size({"width": width, "height": 900})
            if sideways(walker.page) > 0:
                wide.append((path, width))
        assert watch.outside == [], path
        assert walker.trouble == [], path
    assert wide == []

"""The same meetings as the tests of that step."""

from tests.meetings.conftest import annecy, meeting, meetings

__all__ = ["annecy", "meeting", "meetings"]

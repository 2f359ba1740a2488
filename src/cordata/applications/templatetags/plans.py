"""The plan of an application drawn wherever the application is read."""

from typing import Any

from django import template

from cordata.applications.reading import Reading
from cordata.applications.timeline import timeline_of_reading

register = template.Library()


@register.inclusion_tag("applications/_timeline.html")
def plan_drawn(reading: Reading) -> dict[str, Any]:
    """`{% plan_drawn reading %}`: activities and deliverables by month, with their table."""
    return {"timeline": timeline_of_reading(reading)}

"""Rows under lock, as every action of a project reads them."""

from __future__ import annotations

from cordata.projects.models import DueDeliverable, Payment, Project


def locked_project(pid: str) -> Project:
    """The project with its call; its own row is locked until the transaction ends."""
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("application__call__programme", "application__call_version")
        .get(pid=pid)
    )


def locked_deliverable(pid: str) -> DueDeliverable:
    return (
        DueDeliverable.objects.select_for_update(of=("self",))
        .select_related("due_activity__project", "deliverable")
        .get(pid=pid)
    )


def locked_payment(pid: str) -> Payment:
    return (
        Payment.objects.select_for_update(of=("self",))
        .select_related("project__application__call_version", "ordered_by")
        .get(pid=pid)
    )

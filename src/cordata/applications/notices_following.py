"""What those are written who follow a call without a draft; each mail carries its one-click end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cordata.applications.models import Follower
from cordata.applications.news import News, said_of
from cordata.notify import links, outbox


def follow_link(follower: Follower, *, at: datetime) -> None:
    """Somebody asked with this address: the link that proves it, at most once an hour."""
    facts = {"confirmed": follower.confirmed_at is not None}
    _post("follow_link", follower, facts, f"{at:%Y%m%d%H}", at=at)


def followed_news(
    follower: Follower, news: Sequence[News], *, until: datetime, at: datetime
) -> None:
    """What was published, once for each reader."""
    facts = {"news": [said_of(one, follower.call, follower.language) for one in news]}
    _post("followed_news", follower, facts, f"{until:%Y%m%d%H%M%S}", at=at, bulk=True)


def followed_opening(follower: Follower, *, at: datetime) -> None:
    """The call is open."""
    _post("followed_opening", follower, {}, f"{at:%Y%m%d%H%M%S}", at=at, bulk=True)


def _post(
    code: str, follower: Follower, facts: dict[str, Any], once: str, *, at: datetime, **more: Any
) -> None:
    call = follower.call
    stop = _page("follow_stop", follower)
    outbox.post(
        f"applications.{code}",
        follower,
        follower,
        {
            "call": call,
            "call_names": call.definition.names,
            "closes_at": call.closes_at,
            "page": links.page("programme:call", follower.language, code=call.code),
            "link": _page("following", follower),
            "stop": stop,
            **facts,
        },
        once=f"{code}:{follower.pid}:{once}",
        at=at,
        unsubscribe=stop,
        **more,
    )


def _page(name: str, follower: Follower) -> str:
    return links.page(f"applications:{name}", follower.language, pid=follower.pid, key=follower.key)

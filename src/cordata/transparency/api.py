"""Operations over HTTP, read-only."""

from ninja import Router

router = Router(tags=["operations"])

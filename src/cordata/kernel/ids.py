"""Random public ids: what a URL shows says nothing about order or number (ACC-02)."""

from __future__ import annotations

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no letter that reads as another
LENGTH = 14  # 30**14: more than 68 bits


def public_id() -> str:
    """A new random id of 14 letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """The random id of a row, set once."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.update(max_length=LENGTH, unique=True, default=public_id, editable=False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self):  # type: ignore[no-untyped-def]
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "unique", "default", "editable"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class PublicIdConverter:
    """Path converter `<pid:...>`."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

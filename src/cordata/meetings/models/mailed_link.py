"""What a mailed link opens: derived from the row's id, so that the table holds nothing that opens
it and every mail carries the same one."""

from __future__ import annotations

from typing import ClassVar

from django.core.signing import BadSignature, Signer


class MailedLink:
    """Mixed into what is reached by a link of its own; `salt` keeps the kinds of link apart."""

    link_salt: ClassVar[str]
    pid: str

    @property
    def key(self) -> str:
        """The secret part of the mailed link."""
        return str(self._signer.signature(self.pid))

    def opened_by(self, key: str) -> bool:
        """Whether `key` comes from a link we mailed."""
        try:
            self._signer.unsign(f"{self.pid}:{key}")
        except BadSignature:
            return False
        return True

    @property
    def _signer(self) -> Signer:
        return Signer(salt=self.link_salt, sep=":")

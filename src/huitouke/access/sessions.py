"""Where the site keeps its sessions: one row a sign-in, of which staff can see when, where and on what device it is.

Django's engine (`SESSION_ENGINE`). The row is found by a digest of the cookie's key.
"""

import base64
import hashlib
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from huitouke.access.choices import SESSION_CONTEXT
from huitouke.access.models import StaffSession
from huitouke.kernel import clock
from huitouke.kernel.crypto import CannotOpen, sealer

SEEN_EVERY: Final = timedelta(minutes=1)
DEVICE_LIMIT: Final = 300


def digest_of(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


class SessionStore(SessionBase):
    """A session in `access_staffsession`. It ends at the hour that was set when it began, however busy it is."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: StaffSession | None = None
        self._visit: dict[str, str | None] = {}

    @property
    def row_id(self) -> UUID | None:
        """The id by which this session stands in the list of sign-ins; None before it is kept."""
        if self._row is None and self.session_key:
            self._row = self._find(self.session_key)
        return self._row.id if self._row else None

    def note_visit(self, address: str | None, device: str) -> None:
        """Remember from where and with what the session is used: at its first page, then once a minute."""
        self._visit = {"address": address, "device": device[:DEVICE_LIMIT]}
        row = self._row
        if row is None or (row.device and clock.now() - row.last_seen_at < SEEN_EVERY):
            return
        StaffSession.objects.filter(id=row.id).update(**self._visit, last_seen_at=clock.now())

    def load(self) -> dict[str, Any]:
        key = self.session_key
        self._row = self._find(key) if key else None
        if self._row is None:
            self._session_key = None
            return {}
        return self.decode(self._row.data)

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sealed, since it may hold what a card reader carried, or a key that is about to be set up."""
        return base64.b64encode(
            sealer().seal(self.serializer().dumps(session_dict), SESSION_CONTEXT)
        ).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            opened = sealer().open(base64.b64decode(session_data), SESSION_CONTEXT)
        except (CannotOpen, ValueError):
            # Sealed with keys that are gone: whoever it was signs in again.
            return {}
        found: dict[str, Any] = self.serializer().loads(opened)
        return found

    def exists(self, session_key: str) -> bool:
        return StaffSession.objects.filter(digest=digest_of(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # stubs leave it out
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the same
        values = {"data": self.encode(content), "user_id": content.get(SESSION_KEY)}
        digest = digest_of(self.session_key)
        if must_create:
            try:
                with transaction.atomic():
                    ends = clock.now() + timedelta(seconds=self.get_expiry_age())
                    self._row = StaffSession.objects.create(
                        digest=digest, expires_at=ends, **values, **self._visit
                    )
            except IntegrityError as error:
                raise CreateError from error
        elif not StaffSession.objects.filter(digest=digest).update(**values):
            # Ended by somebody while this page was made: it must not rise again.
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            StaffSession.objects.filter(digest=digest_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        StaffSession.objects.filter(expires_at__lt=clock.now()).delete()

    def _find(self, key: str) -> StaffSession | None:
        return StaffSession.objects.filter(digest=digest_of(key), expires_at__gt=clock.now()).first()

"""Sealing of personal data: authenticated encryption with rotating keys, and blind indexes for look-ups.

A sealed value is `1 | key id (4 bytes) | nonce (12 bytes) | AES-256-GCM ciphertext and tag`. The first key of
`HUITOUKE_FIELD_KEYS` seals, every key of the list opens. A blind index is a keyed BLAKE2b digest: equal
numbers have equal indexes, and nobody without the key can try numbers against them (ADR 0005).
"""

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huitouke.kernel.errors import DomainError

_FORMAT = b"1"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD = len(_FORMAT) + _KEY_ID_BYTES


class CannotOpen(DomainError):
    """The value was sealed with a key that this installation does not hold, or it was altered."""

    def __init__(self) -> None:
        super().__init__(
            "sealed_value_unreadable", "A sealed value cannot be opened with the keys of this installation."
        )


def key_id(key: bytes) -> bytes:
    """Four bytes by which sealed values and backups name a key, without telling anything of it."""
    return hashlib.blake2b(key, digest_size=_KEY_ID_BYTES, person=b"huitouke-key-id").digest()


class Sealer:
    """Seals and opens byte strings with the installation's keys.

    `field_keys`: 32-byte keys, the first one seals. `index_key`: at least 32 bytes, for blind indexes.
    """

    def __init__(self, field_keys: Sequence[bytes], index_key: bytes) -> None:
        if not field_keys:
            raise ValueError("at least one field key is needed")
        self._field_keys = tuple(field_keys)
        self._by_id = {key_id(key): AESGCM(key) for key in field_keys}
        self._first_id = key_id(field_keys[0])
        self._first = self._by_id[self._first_id]
        self._index_key = index_key[:64]

    def compartment(self, name: str) -> "Sealer":
        """A sealer with keys of its own, derived from these: what it seals opens in the compartment of this name
        only."""
        salt = name.encode()[:16]
        derived = [
            hashlib.blake2b(b"", digest_size=32, key=key, salt=salt, person=b"huitouke-part").digest()
            for key in self._field_keys
        ]
        return Sealer(derived, self._index_key)

    def seal(self, value: bytes, context: bytes = b"") -> bytes:
        """Ciphertext of `value`, bound to `context`: it opens only with the same context."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + self._first_id + nonce + self._first.encrypt(nonce, value, context)

    def open(self, sealed: bytes, context: bytes = b"") -> bytes:
        """The value again. Raises `CannotOpen` for an unknown key, another context or an altered value."""
        sealed = bytes(sealed)
        key = self._by_id.get(sealed[1:_HEAD]) if sealed[:1] == _FORMAT else None
        if key is None:
            raise CannotOpen
        try:
            return key.decrypt(sealed[_HEAD : _HEAD + _NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :], context)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error

    @property
    def first_key_id(self) -> bytes:
        """The four bytes by which values name the key that seals now."""
        return self._first_id

    def names_key(self, sealed: bytes) -> bool:
        """Whether these bytes begin as a value does that one of our keys sealed."""
        return bytes(sealed)[:1] == _FORMAT and bytes(sealed)[1:_HEAD] in self._by_id

    def is_sealed_with_first_key(self, sealed: bytes) -> bool:
        return bytes(sealed)[1:_HEAD] == self._first_id

    def keyed_hash(self, purpose: str, *pieces: bytes) -> bytes:
        """32 bytes over the pieces in their order, which nobody without the key can make anew."""
        digest = hashlib.blake2b(digest_size=32, key=self._index_key, person=purpose.encode()[:16])
        for piece in pieces:
            digest.update(len(piece).to_bytes(8, "big"))
            digest.update(piece)
        return digest.digest()

    def blind_index(self, purpose: str, value: str | bytes) -> bytes:
        """16 bytes that stand for `value` within `purpose`: equal in, equal out; not to be turned back."""
        data = value.encode() if isinstance(value, str) else value
        return hashlib.blake2b(
            data, digest_size=16, key=self._index_key, person=purpose.encode()[:16]
        ).digest()


@lru_cache(maxsize=1)
def sealer() -> Sealer:
    """The sealer of this installation, from `HUITOUKE_FIELD_KEYS` and `HUITOUKE_BLIND_INDEX_KEY`."""
    return Sealer(settings.FIELD_KEYS, settings.BLIND_INDEX_KEY)


def self_test() -> None:
    """Seal, open and look up a made-up number. Raises where keys are missing or of the wrong length."""
    ring = sealer()
    if ring.open(ring.seal(b"huitouke", b"self-test"), b"self-test") != b"huitouke":
        raise CannotOpen
    ring.blind_index("self-test", "huitouke")


def generate_key() -> str:
    """A new 32-byte key as base64url text, the form that the settings take."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()

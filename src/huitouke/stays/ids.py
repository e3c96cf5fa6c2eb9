"""Ids that derive from what the sender calls a thing, so that the same records make the same rows again."""

from hashlib import blake2b
from typing import Final
from uuid import UUID

_VERSION_AND_VARIANT: Final = (0x8 << 76) | (0x2 << 62)
_FREE: Final = ((1 << 128) - 1) ^ ((0xF << 76) | (0x3 << 62))


def derived_id(kind: str, branch_id: UUID, system: str, external_id: str, part: str = "") -> UUID:
    """The id of a reservation, a folio or a part of one: a UUID of version 8 (RFC 9562) made from its kind, the branch,
    the system and the sender's id. Different texts give different ids (unit separators stand between them)."""
    text = "\x1f".join((kind, branch_id.hex, system, external_id, part))
    digest = int.from_bytes(blake2b(text.encode(), digest_size=16, person=b"huitouke.stays").digest(), "big")
    return UUID(int=(digest & _FREE) | _VERSION_AND_VARIANT)

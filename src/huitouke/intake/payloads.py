"""Packing and opening the payload of a source record. No Django models: import workers use it too."""

import json
import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from huitouke.kernel.crypto import Sealer

Content = Mapping[str, Any]


def canonical(content: Content) -> bytes:
    """The one JSON text of a content: keys sorted, no blanks, UTF-8. Lone surrogates go, as they do from a profile."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(
        "utf-8", "ignore"
    )


def digest_of(sealer: Sealer, text: bytes) -> bytes:
    """16 bytes that change with the content and tell nothing of it without the key."""
    return sealer.blind_index("record-digest", text)


def pack(sealer: Sealer, record_id: UUID, text: bytes) -> bytes:
    """The payload of record `record_id`: compressed, then sealed so that it opens for this record only."""
    return sealer.seal(zlib.compress(text, 1), record_id.bytes)


def unpack(sealer: Sealer, record_id: UUID, payload: bytes) -> dict[str, Any]:
    """The content of a payload again."""
    content: dict[str, Any] = json.loads(zlib.decompress(sealer.open(payload, record_id.bytes)))
    return content

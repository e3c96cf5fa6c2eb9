"""Where sealed values stand, and how one is sealed anew with the first key of `HUITOUKE_FIELD_KEYS` (ADR 0025).

A context names its columns with `register_sealed` when its app is ready; those of a `SealedTextField` are known by
themselves. A test looks for sealed values in every column of a database in use, so that none is forgotten.
"""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.apps import apps

from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.fields import SealedTextField

_HEX: Final = re.compile(r"(?<=\\x)31(?:[0-9a-f]{2}){32,}")
"""A sealed value as PostgreSQL writes bytes into JSON; the shortest has 33 bytes."""
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{44,}={0,2}")


class Form(StrEnum):
    """How sealed values stand in a column."""

    WHOLE = "whole"
    BASE64 = "base64"
    HEX = "hex"
    PACKED = "packed"
    """A whole sealed value: a compressed text in which others stand as hex."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of a model. What it holds is bound to the id in the column `bound_to`, else to the fixed `context`."""

    model: str
    column: str
    form: Form = Form.WHOLE
    bound_to: str = ""
    context: bytes = b""
    compartment: str = ""

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"

    @property
    def is_text(self) -> bool:
        return self.form in (Form.BASE64, Form.HEX)

    def ring(self) -> Sealer:
        """The keys that seal this column."""
        return sealer().compartment(self.compartment) if self.compartment else sealer()


_registered: list[SealedColumn] = []


def register_sealed(*columns: SealedColumn) -> None:
    """A context names where it keeps sealed values."""
    _registered.extend(columns)


def sealed_columns() -> list[SealedColumn]:
    """All columns with sealed values; those that hold copies of others come last."""
    fields = [
        SealedColumn(model._meta.label, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
    order = list(Form)
    return sorted([*fields, *_registered], key=lambda each: order.index(each.form))


def without_sealed(text: str) -> str:
    """A text of rows with the sealed values taken out, so that it is the same under any key. What they stand for has
    its blind index beside it."""
    return _HEX.sub("", text)


def resealed_bytes(column: SealedColumn, value: bytes, context: bytes) -> bytes:
    """The value under the first key; as it is where it stands under it. Raises `CannotOpen` where no key of ours opens
    it."""
    ring = column.ring()
    if column.form is Form.WHOLE:
        return (
            value if ring.is_sealed_with_first_key(value) else ring.seal(ring.open(value, context), context)
        )
    packed = zlib.decompress(ring.open(value, context)).decode()
    fresh = _resealed_hex(ring, packed)
    if fresh == packed and ring.is_sealed_with_first_key(value):
        return value
    return ring.seal(zlib.compress(fresh.encode(), 1), context)


def resealed_text(column: SealedColumn, value: str) -> str:
    """The text with every value in it under the first key. What only looks like one is left as it is."""
    ring = column.ring()
    if column.form is Form.HEX:
        return _resealed_hex(ring, value)

    def fresh(found: re.Match[str]) -> str:
        try:
            sealed = base64.b64decode(found[0], validate=True)
        except (binascii.Error, ValueError):
            return found[0]
        return base64.b64encode(_fresh(ring, sealed, column.context)).decode()

    return _BASE64.sub(fresh, value)


def _resealed_hex(ring: Sealer, text: str) -> str:
    return _HEX.sub(lambda found: _fresh(ring, bytes.fromhex(found[0]), b"").hex(), text)


def _fresh(ring: Sealer, sealed: bytes, context: bytes) -> bytes:
    if ring.is_sealed_with_first_key(sealed) or not ring.names_key(sealed):
        return sealed
    return ring.seal(ring.open(sealed, context), context)

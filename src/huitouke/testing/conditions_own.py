"""Fields of the hotel's own for the proof of conditions: one of each kind, what stands in them, and how it is read
plainly."""

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import SYSTEM
from huitouke.hotels.services.own_fields import add_field
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.kernel.models import CustomFieldDefinition

OWN_KINDS: Final = {
    "proof_text": "text", "proof_number": "number", "proof_date": "date", "proof_choice": "choice",
    "proof_code": "code", "proof_yes": "yes_no",
}  # fmt: skip


def add_own_fields(subject: str) -> None:
    """A field of each kind for guests or companies."""
    for code, kind in OWN_KINDS.items():
        add_field(
            actor=SYSTEM,
            subject=subject,
            code=code,
            kind=kind,
            labels={"zh": code, "en": code},
            choices=("甲 | One", "乙 | Two") if kind == "choice" else (),
            code_table="heard_from" if kind == "code" else "",
        )


def own_texts(rnd: random.Random) -> dict[str, str]:
    """A text for each of these fields, by target."""
    return {
        f"{PREFIX}proof_text": rnd.choice(("靠窗", "Window 7")),
        f"{PREFIX}proof_number": rnd.choice(("3", "2.5", "-40")),
        f"{PREFIX}proof_date": rnd.choice(("2020-05-01", "2026-11-01")),
        f"{PREFIX}proof_choice": rnd.choice(("甲", "乙")),
        f"{PREFIX}proof_code": rnd.choice(("路过", "旅行社")),
        f"{PREFIX}proof_yes": rnd.choice(("是", "否")),
    }


def own_values(subject: str, model: Any, code: str) -> Iterable[tuple[UUID, Any]]:
    """(owner, value) of an own field, each value as what it stands for: a number, a day."""
    kind = CustomFieldDefinition.objects.get(subject=subject, code=code).kind

    def plain(value: Any) -> Any:
        if kind == "number":
            return Decimal(value)
        return date.fromisoformat(value) if kind == "date" else value

    kept = model.objects.values_list("id", "custom")
    return [(owner_id, plain(values[code])) for owner_id, values in kept if code in values]

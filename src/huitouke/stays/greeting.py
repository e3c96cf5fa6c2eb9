"""What whoever receives a guest may say, from what is known of the stay. Nothing is made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huitouke.stays.promises import ASK_BELOW
from huitouke.stays.sheet_lines import SheetLine

GREETS: Final[Mapping[str, str]] = {
    "V1": "manager",
    "V2": "duty_manager",
    "V3": "assistant_manager",
    "V4": "guest_relations",
    "": "front_desk",
}
"""Who receives a guest and sees them off, by VIP grade: the code of a role."""
THINGS_NAMED: Final = 2
"""So many things are named to the guest; more would sound like a list."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What there is to say: whether they come again, a birthday in the stay, what stands ready, what is to be asked
    since it was told long ago, what was promised and is not there."""

    is_returning: bool
    is_birthday: bool
    kept: tuple[str, ...]
    to_ask: str
    missed: str


def greeting_of(line: SheetLine) -> Greeting:
    """What there is to say to the guest of this line."""
    prepared = [each.text for each in line.preparations if each.is_prepared]
    fading = [each.text for each in line.preparations if each.is_open and each.confidence < ASK_BELOW]
    missed = [each.text for each in line.preparations if each.declined_at is not None]
    return Greeting(
        is_returning=line.nth > 1,
        is_birthday=line.birthday is not None,
        kept=tuple(prepared[:THINGS_NAMED]),
        to_ask=fading[0] if fading else "",
        missed=missed[0] if missed else "",
    )

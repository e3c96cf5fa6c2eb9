"""What replaying a guest takes: records opened, what reading them needs, and the columns by which rows are compared.
Pure of database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from huitouke.guests.field_rules import USUAL, FieldRules
from huitouke.guests.rows import (
    CONTACT,
    DOCUMENT,
    NOTE,
    PREFERENCE,
    VEHICLE,
)
from huitouke.guests.values.lexicon import Lexicon
from huitouke.identity.folding import SaidOfPerson
from huitouke.identity.rows import RawGuest
from huitouke.kernel.crypto import Sealer

TYPE: Final = "guests_guesttypemembership"
MARK: Final = "guests_evaluation"

ROW_COLUMNS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    CONTACT: (("record_id", "kind", "value"), ("shown", "extension", "is_relay")),
    DOCUMENT: (("record_id", "kind", "number_index"), ("number", "masked", "country", "expires_on")),
    VEHICLE: (("record_id", "plate"), ("model", "colour")),
    PREFERENCE: (("record_id", "kind", "text"), ("noted_at",)),
    NOTE: (("record_id", "text"), ("purpose", "expires_on", "author_id")),
    TYPE: (("record_id", "type_id"), ()),
    MARK: (("record_id",), ("scale", "value", "author_id")),
}
"""By table: the columns by which a row that was made anew is known among the live ones, and the others."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
KNOWN_ONCE: Final = (CONTACT, DOCUMENT, VEHICLE, PREFERENCE)
"""Tables of which a guest has once what several records tell."""

Row = tuple[tuple[Any, ...], tuple[Any, ...]]
Standing = Mapping[str, Collection[tuple[Any, ...]]]
"""By table of `KNOWN_ONCE`: the keys of rows that stand."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A record that tells of a guest, opened."""

    record_id: UUID
    reason: str
    linked_at: datetime
    system: str
    external_id: str
    version: int
    branch_id: UUID | None
    run_id: UUID | None
    actor_id: UUID | None
    received_at: datetime
    told_at: datetime | None
    digest: bytes
    content: Mapping[str, Any]

    @property
    def raw(self) -> RawGuest:
        return {target: texts for target, texts in self.content.items() if isinstance(texts, list)}

    @property
    def age(self) -> tuple[datetime, int]:
        """Where it stands among those of one id: by when it was made, those that do not say first."""
        return self.told_at or _NEVER, self.version

    @property
    def said(self) -> SaidOfPerson:
        return SaidOfPerson(self.raw, self.told_at, self.version, self.digest)


@dataclass(frozen=True, slots=True)
class House:
    """What reading records takes: keys, codes and fields by branch, legal entities by branch, logins of colleagues,
    types of guests by code, the fields that are searched, the day of an instant at a branch."""

    ring: Sealer
    lexicons: Mapping[UUID | None, Lexicon]
    legal_entities: Mapping[UUID | None, UUID | None]
    people: Mapping[str, UUID]
    doubtful: Callable[[str, datetime], bool]
    """Whether it cannot be told whom a login meant at an instant."""
    types: Mapping[str, UUID]
    searched: Sequence[str]
    day_of: Callable[[UUID | None, datetime], date]
    files: Collection[UUID]
    """Imports whose rows each tell the whole guest; a message tells a part."""
    rules: FieldRules = USUAL
    """Which of several values shows."""


Gone = Callable[[str, str], Mapping[str, Any]]
"""What stood in a row that was taken off, by kind and id, as the history tells; empty where it does not."""

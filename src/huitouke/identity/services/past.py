"""What is known of the past of guests beside their records: who was one with whom, whose each row was, and what the
history of fields tells of rows that went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from huitouke.guests.models import Guest, GuestAlias, GuestTag
from huitouke.guests.rows import CONTACT, DOCUMENT, NOTE, PREFERENCE, VEHICLE
from huitouke.identity.choices import DecisionKind
from huitouke.identity.linked import MARK, TYPE
from huitouke.identity.models import Decision, Link
from huitouke.kernel import bulk
from huitouke.kernel.crypto import Sealer
from huitouke.kernel.models import FieldChange, MovedRow

GUEST_TABLE: Final = Guest._meta.db_table
TAG_TABLE: Final = GuestTag._meta.db_table
KINDS: Final = {
    "contact": CONTACT,
    "document": DOCUMENT,
    "vehicle": VEHICLE,
    "preference": PREFERENCE,
    "note": NOTE,
}


@dataclass(frozen=True, slots=True)
class Homes:
    """Of guests who several profiles became: their homes, the merges in force between them, and the homes of records
    that are not at home where they stand. `touched` are guests who were ever one with another."""

    by_guest: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    merges: dict[UUID, list[Decision]] = field(default_factory=dict)
    by_record: dict[UUID, UUID] = field(default_factory=dict)
    touched: set[UUID] = field(default_factory=set)
    rows: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """The homes of rows that are not at home where they stand, or stood."""


def homes_of(guest_ids: Sequence[UUID]) -> Homes:
    """Two queries where nobody was ever merged."""
    aliases = list(
        GuestAlias.objects.filter(guest_id__in=bulk.among(guest_ids))
        .order_by("id")
        .values_list("id", "guest_id")
    )
    found = Homes()
    wanted = bulk.among([*guest_ids, *(alias for alias, _guest in aliases)])
    merges = Decision.objects.filter(Q(kept_id__in=wanted) | Q(gone_id__in=wanted), kind=DecisionKind.MERGE)
    for pair in merges.values_list("kept_id", "gone_id"):
        found.touched.update(pair)
    if not aliases:
        return found
    whose = dict(aliases)
    for alias, guest_id in aliases:
        found.by_guest[guest_id] = (*found.by_guest.get(guest_id, (guest_id,)), alias)
    for each in Decision.objects.in_force().filter(gone_id__in=bulk.among(whose)).order_by("made_at", "id"):
        found.merges.setdefault(whose[each.gone_id], []).append(each)
    records = Link.objects.filter(guest_id__in=bulk.among(found.by_guest)).values("record_id")
    homes = bulk.among([home for ids in found.by_guest.values() for home in ids])
    for table, row_id, home in MovedRow.objects.filter(home_id__in=homes).values_list(
        "table_name", "row_id", "home_id"
    ):
        found.rows[table, str(row_id)] = home
    found.by_record.update(
        MovedRow.objects.filter(table_name=Link._meta.db_table, row_id__in=records).values_list(
            "row_id", "home_id"
        )
    )
    return found


class Past:
    """What the history tells of a chunk of guests: which rows were taken off, and who was assigned when."""

    def __init__(
        self, ring: Sealer, tag_names: Mapping[UUID, str], guest_ids: Sequence[UUID], homes: Homes
    ) -> None:
        self._ring = ring
        self._tag_names = tag_names
        self._of: dict[UUID, PastOfGuest] = {}
        whose = {home: guest_id for guest_id, ids in homes.by_guest.items() for home in ids}
        lines = FieldChange.objects.filter(
            subject_id__in=bulk.among([*guest_ids, *whose]),
            table_name__in=[GUEST_TABLE, TAG_TABLE, TYPE, MARK, *KINDS.values()],
        ).order_by("id")
        for subject, table, row_id, name, old, new, record_id, changed_at in lines.values_list(
            "subject_id", "table_name", "row_id", "field", "old", "new", "record_id", "changed_at"
        ):
            past = self.of(whose.get(subject, subject))
            if record_id is not None:
                past.changed_at[record_id] = changed_at
            past.homes[table, row_id] = homes.rows.get((table, row_id), subject)
            if table == GUEST_TABLE:
                if name == "follow_up_id" and record_id is not None:
                    past.assigned.setdefault(subject, []).append(record_id)
            elif table == TYPE:
                if name == "until" and old is None and record_id is not None:
                    past.closed.append((record_id, row_id))
            elif new is None:
                past.rows.setdefault((table, row_id), {})[name] = old
                if record_id is not None:
                    past.taken_off[table, row_id] = record_id

    def of(self, guest_id: UUID) -> "PastOfGuest":
        if guest_id not in self._of:
            self._of[guest_id] = PastOfGuest(self._ring, self._tag_names)
        return self._of[guest_id]


@dataclass(slots=True)
class PastOfGuest:
    """The same of one guest."""

    ring: Sealer
    tag_names: Mapping[UUID, str]
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    taken_off: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """Rows that went, with the record that took them off."""
    closed: list[tuple[UUID, str]] = field(default_factory=list)
    """Types that ended: the record, and the membership's row."""
    homes: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """Whose a row was that changed or went."""
    changed_at: dict[UUID, datetime] = field(default_factory=dict)
    """By record: when it changed anything here."""
    assigned: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By the id that the guest had: the records that changed who follows them up."""

    def takers(self) -> dict[UUID, datetime]:
        """The records that took rows off or ended types, and when."""
        found = {*self.taken_off.values(), *(record_id for record_id, _row in self.closed)}
        return {record_id: self.changed_at[record_id] for record_id in found}

    def gone(self, kind: str, row_id: str) -> Mapping[str, Any]:
        """What stood in a row that was taken off; empty where nothing was noted of it."""
        if kind == "tag":
            stood = self.rows.get((TAG_TABLE, row_id), {})
            return {"name": self.tag_names.get(UUID(stood["tag_id"]), "")} if stood.get("tag_id") else {}
        stood = self.rows.get((KINDS.get(kind, kind), row_id), {})
        sealed = stood.get("number")
        if kind == "document" and isinstance(sealed, str):
            return {**stood, "number": self.ring.open(bytes.fromhex(sealed.removeprefix("\\x"))).decode()}
        return stood

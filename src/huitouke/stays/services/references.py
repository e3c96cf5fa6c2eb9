"""What the codes of a sender mean in the house; those that nobody has said the meaning of are kept and waited for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q

from huitouke.access.models import Branch
from huitouke.guests.models import Company
from huitouke.hotels.models import CodeEntry, CodeMapping, Outlet, Room, RoomType
from huitouke.hotels.services.mappings import note_unknown_codes
from huitouke.hotels.stay_codes import WORDS_OF_OTHERS
from huitouke.intake.choices import DESK
from huitouke.stays.told import Told

CODE_FIELDS: Final = {
    "market": "market",
    "source": "booking_source",
    "channel": "channel",
    "payment_method": "payment_method",
    "guarantee": "guarantee",
    "meal_plan": "meal_plan",
    "cancel_reason": "cancel_reason",
}
"""Fields of a reservation that hold a code of a table: field to table."""
OF_THE_BRANCH: Final = frozenset({"room_type", "outlet"})
"""Tables whose codes a branch has of its own."""
COMPANY: Final = "company"
AGE_CLASS: Final = "age_class"
BY_AGE: Final = "by_age"
"""Under what the facts of a reservation keep how many of which class of age were told, by the sender's codes."""


@dataclass(slots=True)
class References:
    """The codes of one system in one branch, loaded for a batch at once; `note_unknown` keeps those that are new."""

    system: str
    branch: Branch
    _known: dict[str, dict[str, str]] = field(default_factory=dict)
    _mapped: dict[tuple[str, str], str] = field(default_factory=dict)
    _listed: set[tuple[str, str]] = field(default_factory=set)
    _unknown: set[tuple[str, str]] = field(default_factory=set)
    _room_types: dict[str, UUID] = field(default_factory=dict)
    _outlets: dict[str, UUID] = field(default_factory=dict)
    _rooms: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    _companies: dict[str, UUID] = field(default_factory=dict)

    @classmethod
    def load(cls, system: str, branch: Branch, told: Iterable[Told]) -> "References":
        """Everything that these tellings may refer to. Seven queries, however many they are."""
        listed = list(told)
        found = cls(system, branch)
        tables = {*CODE_FIELDS.values(), "charge_kind", AGE_CLASS}
        for table, code in CodeEntry.objects.filter(table__in=tables).values_list("table", "code"):
            found._known.setdefault(table, {})[code.casefold()] = code
        for mapping in CodeMapping.objects.filter(Q(branch=branch) | Q(branch=None), system=system):
            key = (mapping.table, mapping.their_code)
            found._listed.add(key)
            if mapping.is_mapped:
                found._mapped[key] = mapping.our_code
        found._room_types = _ids_of(RoomType.objects.filter(branch=branch).values_list("code", "id"))
        found._outlets = _ids_of(Outlet.objects.filter(branch=branch).values_list("code", "id"))
        numbers = {each.room for each in listed if each.room}
        numbers |= {number for each in listed for _until, number in each.rooms_before or ()}
        rooms = Room.objects.filter(branch=branch, number__in=numbers).values_list(
            "number", "id", "room_type_id"
        )
        found._rooms = {number: (room_id, type_id) for number, room_id, type_id in rooms}
        named = {name for each in listed for name in (each.company, each.agent) if name}
        ours = {our for (table, _theirs), our in found._mapped.items() if table == COMPANY and our}
        if named or ours:
            entity = Q(legal_entity_id=branch.legal_entity_id) | Q(legal_entity=None)
            wanted = Q(name__in=named) | Q(id__in=ours)
            if system == DESK:
                # Staff choose a company of the archive: it is named by its id.
                wanted |= Q(id__in={name for name in named if _is_id(name)})
            for name, company_id in Company.objects.filter(entity & wanted).values_list("name", "id"):
                found._companies[name] = company_id
                found._companies[str(company_id)] = company_id
        return found

    def code(self, table: str, theirs: str | None) -> str | None:
        """Our code of a table for theirs; '' where they sent none, None where it is to be mapped."""
        if not theirs:
            return ""
        mapped = self._mapped.get((table, theirs))
        if mapped is not None:
            return mapped
        ours, folded = self._known.get(table, {}), theirs.casefold()
        known = ours.get(folded)
        if known is None and (word := WORDS_OF_OTHERS.get(table, {}).get(folded)) is not None:
            known = ours.get(word) if word else ""
        if known is None:
            self._unknown.add((table, theirs))
        return known

    def room_type(self, theirs: str | None) -> UUID | None:
        """The branch's room type; None where none was sent or it is to be mapped."""
        return self._own("room_type", theirs, self._room_types)

    def outlet(self, theirs: str | None) -> UUID | None:
        return self._own("outlet", theirs, self._outlets)

    def room(self, number: str | None) -> tuple[UUID, UUID] | None:
        """The room of this number and its type."""
        return self._rooms.get(number) if number else None

    def company(self, name: str | None, code: str | None) -> UUID | None:
        """The company that a code is mapped to, else the one of exactly this name; else it is to be mapped."""
        if not name and not code:
            return None
        mapped = self._mapped.get((COMPANY, code or name or ""))
        if mapped is not None:
            return self._companies.get(mapped)
        found = self._companies.get(name or "")
        if found is None:
            self._unknown.add((COMPANY, code or name or ""))
        return found

    def note_unknown(self) -> None:
        """Put the codes that were met for the first time on the list of those to be mapped. One statement at most."""
        note_unknown_codes(
            system=self.system,
            branch=self.branch,
            codes=[(table, code, table in OF_THE_BRANCH) for table, code in self._unknown - self._listed],
        )

    def _own(self, table: str, theirs: str | None, ids: dict[str, UUID]) -> UUID | None:
        if not theirs:
            return None
        mapped = self._mapped.get((table, theirs))
        found = ids.get((theirs if mapped is None else mapped).casefold())
        if found is None and mapped is None:
            self._unknown.add((table, theirs))
        return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _ids_of(rows: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    return {code.casefold(): each for code, each in rows}

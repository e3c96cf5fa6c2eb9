"""Letting a guest who was made anew show what the rules in force say. Pure of database."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from huitouke.guests.survivorship import choose, refresh_told
from huitouke.identity.linked import Linked
from huitouke.identity.replaying import Replayed
from huitouke.identity.tellings import claims_of, tellings_of

FEWEST: Final = 2
"""Records below which there is nothing to choose from."""


def settle_replayed(replayed: Replayed, records: Sequence[Linked], homes: Mapping[UUID, UUID]) -> None:
    """Decide anew the fields for which there is a rule, from all that these records of the guest tell."""
    house = replayed.house
    if house.rules.is_usual or len(records) < FEWEST:
        return
    in_order = sorted(records, key=lambda record: (record.linked_at, record.record_id))
    tellings = tellings_of(in_order, homes, house.lexicons.get, house.files)
    choose(replayed.guest, claims_of(tellings), house.rules)
    refresh_told(replayed.guest, replayed.holding, house.searched)

"""What of a guest's rows is one profile's own, where several became the guest: each keeps what its own records told, so
that it has it when they part again. The page shows once what two of them say."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from huitouke.guests.models import GuestAlias
from huitouke.guests.services.holdings import Holding
from huitouke.identity.merged import homes_of_records
from huitouke.kernel import bulk


def own_holdings(holdings: Mapping[UUID, Holding], records: Mapping[UUID, UUID]) -> dict[UUID, Holding]:
    """Of guests whom several profiles became: what the profile holds to which the record beside belongs. One query
    where nobody is merged, two else."""
    merged = set(
        GuestAlias.objects.filter(guest_id__in=bulk.among(holdings)).values_list("guest_id", flat=True)
    )
    if not merged:
        return {}
    told = {record_id for guest_id in merged for record_id in _records_of(holdings[guest_id])}
    homes = homes_of_records({*told, *(records[guest_id] for guest_id in merged if guest_id in records)})
    return {
        guest_id: of_home(
            holdings[guest_id], homes.get(records.get(guest_id, guest_id), guest_id), homes, guest_id
        )
        for guest_id in merged
    }


def of_home(holding: Holding, home: UUID, homes: Mapping[UUID, UUID], otherwise: UUID) -> Holding:
    """What a holding has of one home, by the homes of records; tags whole, since one guest holds one only once."""

    def is_own(record_id: UUID) -> bool:
        return homes.get(record_id, otherwise) == home

    return Holding(
        [row for row in holding.contacts if is_own(row.record_id)],
        [row for row in holding.documents if is_own(row.record_id)],
        [row for row in holding.vehicles if is_own(row.record_id)],
        [row for row in holding.preferences if is_own(row.record_id)],
        holding.tags,
    )


def _records_of(holding: Holding) -> Iterator[UUID]:
    for rows in (holding.contacts, holding.documents, holding.vehicles, holding.preferences):
        for row in rows:
            yield row.record_id

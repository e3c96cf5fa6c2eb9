"""Reservations of a file, many at once: what `applying.apply_parts` would write for parts that are all new, by COPY."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from huitouke.access.models import Branch
from huitouke.identity.rows import Source
from huitouke.intake.choices import RecordState
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records
from huitouke.kernel import bulk
from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.ids import uuid7
from huitouke.stays.choices import STAYED
from huitouke.stays.ids import derived_id
from huitouke.stays.rows import RESERVATION_COLUMNS, RESERVATION_TABLE, reservation_line
from huitouke.stays.services.drafts import row_values
from huitouke.stays.services.records import RESERVATION, Folded, Part
from huitouke.stays.services.references import References
from huitouke.stays.told import Told


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part under an id of which its system never told, and whose reservation it makes. `version` is the first that
    is free: more than 1 where records of this id were taken back."""

    part: Part
    version: int = 1


def part_digest(ring: Sealer, part: Part) -> bytes:
    """The digest that the record of a part has, by which the same part is known again."""
    return digest_of(ring, canonical({"kind": part.kind, "data": part.data}))


def can_be_copied(part: Part) -> bool:
    """Whether a new part makes one row and nothing else: it names nobody, no room, no group and no charge."""
    told = part.told
    return bool(told.arrival) and not (told.persons or told.room or told.group or told.lines)


def write_new_parts(*, branch: Branch, source: Source, parts: Sequence[NewPart]) -> None:
    """Make the reservations of these parts, all of them new and `can_be_copied`, inside the caller's transaction. Two
    COPYs, the look-ups of references and one statement for codes to be mapped, however many they are."""
    if not parts:
        return
    references = References.load(source.system, branch, _each_reference(each.part for each in parts))
    ring = sealer()
    records: list[bytes] = []
    rows: list[bytes] = []
    for each in parts:
        part, arrival = each.part, each.part.told.arrival
        if arrival is None:
            raise ValueError("a part without an arrival makes no row")
        record_id = uuid7()
        text = canonical({"kind": part.kind, "data": part.data})
        records.append(
            record_line(
                ring,
                record_id=record_id,
                system=source.system,
                external_id=RESERVATION + part.external_id,
                version=each.version,
                state=RecordState.ACCEPTED,
                branch_id=branch.id,
                run_id=source.run_id,
                actor_id=source.actor_id,
                received_at=source.received_at,
                told_at=part.told_at,
                digest=digest_of(ring, text),
                text=text,
            )
        )
        place = Folded(part.external_id, part.told, record_id, part.told_at)
        values = row_values(place, arrival, branch, references)
        # No room is known, so that every night between the dates counts.
        nights = (values["departure"] - arrival).days
        rows.append(
            reservation_line(
                reservation_id=reservation_id_of(branch, source.system, part.external_id),
                branch_id=branch.id,
                system=source.system,
                external_id=part.external_id,
                values=values,
                counted_nights=nights if values["status"] in STAYED else 0,
                now=source.received_at,
            )
        )
    copy_records(b"".join(records))
    bulk.copy_lines(RESERVATION_TABLE, RESERVATION_COLUMNS, b"".join(rows))
    references.note_unknown()


def reservation_id_of(branch: Branch, system: str, external_id: str) -> UUID:
    """The id of the reservation that a system calls so in a branch."""
    return derived_id("reservation", branch.id, system, external_id)


def _each_reference(parts: Iterable[Part]) -> list[Told]:
    """The tellings that name a company, one for each name: what the look-up of references asks of them."""
    named = {(part.told.company, part.told.agent): part.told for part in parts}
    return [told for (company, agent), told in named.items() if company or agent]

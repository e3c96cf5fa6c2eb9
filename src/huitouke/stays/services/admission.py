"""Reservations of a file, many at once: what `applying.apply_parts` would write for parts that are all new, by COPY."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
from huitouke.stays.rows import (
    PERSON_COLUMNS,
    PERSON_TABLE,
    RESERVATION_COLUMNS,
    RESERVATION_TABLE,
    reservation_line,
)
from huitouke.stays.services.records import RESERVATION, Folded, Part
from huitouke.stays.services.references import References
from huitouke.stays.services.rows import People, ReservationRow, chosen_guests, rows_of
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
    """Whether a new part makes one row and its people and nothing else: it names no room, no group, no charge, and
    nobody but guests chosen from the archive."""
    told = part.told
    chosen = all(person.guest for person in told.persons or ())
    return bool(told.arrival) and chosen and not (told.room or told.group or told.lines)


def write_new_parts(*, branch: Branch, source: Source, parts: Sequence[NewPart]) -> None:
    """Make the reservations of these parts, all of them new and `can_be_copied`, inside the caller's transaction. Three
    COPYs, the look-ups of references and one statement for codes to be mapped, however many they are."""
    if not parts:
        return
    references = References.load(source.system, branch, _each_reference(each.part for each in parts))
    ring = sealer()
    records: list[bytes] = []
    folded: list[Folded] = []
    for each in parts:
        part = each.part
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
        folded.append(Folded(part.external_id, part.told, record_id, part.told_at))
    people = People({}, chosen_guests(folded))
    rows = rows_of(branch, source.system, folded, people=people, references=references)
    copy_records(b"".join(records))
    bulk.copy_lines(
        RESERVATION_TABLE,
        RESERVATION_COLUMNS,
        b"".join(_line_of(row, branch, source) for row in rows),
    )
    bulk.copy_lines(
        PERSON_TABLE,
        PERSON_COLUMNS,
        b"".join(bulk.line((uuid7(), row.id, *person)) for row in rows for person in row.persons),
    )
    references.note_unknown()


def _line_of(row: ReservationRow, branch: Branch, source: Source) -> bytes:
    """A row for COPY. No room is known, so that every night between the dates counts."""
    nights = (row.values["departure"] - row.values["arrival"]).days
    return reservation_line(
        reservation_id=row.id,
        branch_id=branch.id,
        system=source.system,
        external_id=row.place.external_id,
        values=row.values,
        counted_nights=nights if row.values["status"] in STAYED else 0,
        now=source.received_at,
        guest_id=row.values["guest_id"],
    )


def _each_reference(parts: Iterable[Part]) -> list[Told]:
    """The tellings that name a company, one for each name: what the look-up of references asks of them."""
    named = {(part.told.company, part.told.agent): part.told for part in parts}
    return [told for (company, agent), told in named.items() if company or agent]

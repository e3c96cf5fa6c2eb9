"""The records behind reservations: stored once each, and folded to what is true now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.identity.rows import Source
from huitouke.intake.choices import RecordState
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import ToldRecord, read_contents, told_records
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records, next_versions
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.stays.folding import fold, in_order
from huitouke.stays.readers import read_told
from huitouke.stays.told import Telling, Told, wordless

RESERVATION: Final = "reservation:"
"""What the external id of a record about a reservation begins with; those of people begin with `guest:`."""
_LOCK_SPACE: Final = 0x48544B05


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that came in about one reservation: the sender's id, the kind by which its data are read, the data as
    they came (JSON), what they say, and when the sender said it."""

    external_id: str
    kind: str
    data: Mapping[str, Any]
    told: Told
    told_at: datetime | None = None


@dataclass(slots=True)
class Folded:
    """A reservation as all its records tell it. `fresh` are the parts that were not known."""

    external_id: str
    told: Told
    record_id: UUID
    told_at: datetime | None
    fresh: list[Part] = field(default_factory=list)


def lock_told(system: str, external_ids: Iterable[str]) -> None:
    """Let nobody else deal with what a system tells under these ids until the caller's transaction ends. Taken in one
    order everywhere, so that two callers never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM"
            " (SELECT DISTINCT hashtext(%s || ' ' || id) AS key FROM unnest(%s::text[]) AS id ORDER BY 1) AS keys",
            [_LOCK_SPACE, system, sorted(set(external_ids))],
        )


def take_parts(source: Source, parts: Sequence[Part], untold: Collection[str] = ()) -> list[Folded]:
    """Store what is new in these parts and fold every reservation that it concerns. What came before, word for word
    and of the same instant, is left out: such a part changes nothing, however late it comes again. Of reservations in
    `untold` somebody was erased: their records are kept without what they said, and of
    what they said only dates, codes and amounts count. Three queries and a COPY."""
    ids = [RESERVATION + part.external_id for part in parts]
    known = told_records(source.system, sorted(set(ids)))
    versions = next_versions(source.system, sorted(set(ids)))
    ring = sealer()
    seen = {(key, each.digest, each.told_at) for key, records in known.items() for each in records}
    lines: list[bytes] = []
    folded: dict[str, Folded] = {}
    tellings: dict[str, list[Telling]] = {}
    records: dict[tuple[str, int], UUID] = {}
    for part, key in zip(parts, ids, strict=True):
        text = canonical({"kind": part.kind, "data": part.data})
        digest = digest_of(ring, text)
        if (key, digest, part.told_at) in seen:
            continue
        seen.add((key, digest, part.told_at))
        version = versions.get(key, 1)
        versions[key] = version + 1
        record_id = uuid7()
        records[key, version] = record_id
        lines.append(
            record_line(
                ring,
                record_id=record_id,
                system=source.system,
                external_id=key,
                version=version,
                state=RecordState.ACCEPTED,
                branch_id=source.branch_id,
                run_id=source.run_id,
                actor_id=source.actor_id,
                received_at=source.received_at,
                told_at=part.told_at,
                digest=digest,
                text=None if part.external_id in untold else text,
            )
        )
        told = wordless(part.told) if part.external_id in untold else part.told
        tellings.setdefault(key, []).append(Telling(told, part.told_at, version, digest))
        place = folded.setdefault(key, Folded(part.external_id, told, record_id, part.told_at))
        place.fresh.append(part)
    copy_records(b"".join(lines))
    earlier = _earlier_tellings({key: known[key] for key in folded if key in known})
    for key, found in earlier.items():
        tellings[key] = found + tellings[key]
        records.update({(key, each.version): each.record_id for each in known[key]})
    for key, place in folded.items():
        newest = in_order(tellings[key])[-1]
        place.told = fold(tellings[key])
        place.record_id = records[key, newest.version]
        place.told_at = newest.told_at
    return list(folded.values())


def _earlier_tellings(known: Mapping[str, Sequence[ToldRecord]]) -> dict[str, list[Telling]]:
    contents = (
        read_contents([each.record_id for records in known.values() for each in records]) if known else {}
    )
    return {
        key: [
            Telling(read_told(contents.get(each.record_id, {})), each.told_at, each.version, each.digest)
            for each in records
        ]
        for key, records in known.items()
    }

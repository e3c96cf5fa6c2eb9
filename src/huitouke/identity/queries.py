"""Reads of a guest's records, of who may know them, and of erasures."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import label_in_language
from huitouke.guests.choices import DocumentKind
from huitouke.guests.masking import WHOLE_SIGHT, Sight, mask_free, sight_of_guest
from huitouke.guests.models import Document, Guest
from huitouke.identity.errors import ErasureNotFound
from huitouke.identity.models import Erasure, ErasureStamp
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content

RECORD_LIMIT: Final = 200
STORY_LIMIT: Final = 2_000
"""Records of a guest that the sources of fields are looked for among."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One source record of a guest, without what it said."""

    id: UUID
    system: str
    external_id: str
    version: int
    received_at: datetime
    reason: str
    branch: str
    who: str
    file_name: str

    @property
    def is_desk(self) -> bool:
        return self.system == DESK


RECORDS_SQL = """
SELECT r.id, r.system, r.external_id, r.version, r.received_at, l.reason, b.labels, b.code,
       coalesce(nullif(u.display_name, ''), u.username, ''), coalesce(run.file_name, '')
FROM identity_link l
JOIN intake_sourcerecord r ON r.id = l.record_id
LEFT JOIN access_branch b ON b.id = r.branch_id
LEFT JOIN access_user u ON u.id = r.actor_id
LEFT JOIN intake_importrun run ON run.id = r.run_id
WHERE l.guest_id = %s
ORDER BY r.received_at DESC, r.id DESC
LIMIT %s"""


def list_records(guest: Guest, limit: int = RECORD_LIMIT) -> list[RecordLine]:
    """The source records of a guest whom the actor has been shown, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(RECORDS_SQL, [guest.id, limit])
        return [
            RecordLine(
                id=row[0],
                system=row[1],
                external_id=row[2],
                version=row[3],
                received_at=row[4],
                reason=row[5],
                branch=label_in_language(_labels(row[6]), row[7] or ""),
                who=row[8],
                file_name=row[9],
            )
            for row in cursor.fetchall()
        ]


def _labels(value: Any) -> dict[str, str]:
    """The labels of a raw row: text or already a mapping, as the driver gives them."""
    if isinstance(value, str):
        loaded: dict[str, str] = json.loads(value)
        return loaded
    return value or {}


UNPLACED = frozenset({"age"})
"""Targets that no column of the profile holds: an age without a birthday says something, but for how long?"""


def read_extras(
    records: Iterable[RecordLine], sight: Sight = WHOLE_SIGHT
) -> tuple[RecordLine | None, list[tuple[str, str]]]:
    """What the newest record of another system tells besides the profile's own fields: that record, and
    (label, text) pairs in the order sent. One query; (None, []) where only the desk spoke."""
    newest = next((record for record in records if not record.is_desk), None)
    if newest is None:
        return None, []
    content = read_content(SourceRecord.objects.get(id=newest.id))
    extras = [
        (target.removeprefix("extra:"), _extra_text(texts, sight))
        for target, texts in content.items()
        if (target.startswith("extra:") or target in UNPLACED) and isinstance(texts, list)
    ]
    return newest, extras


def _extra_text(texts: Iterable[object], sight: Sight) -> str:
    text = "; ".join(map(str, texts))
    return text if sight.is_clear else mask_free(text)


def list_evidence(guest: Guest) -> list[tuple[str, str]]:
    """The digests that stand in for a name or a paper: (kind, its first 12 signs)."""
    digests = Document.objects.filter(
        guest=guest, kind__in=(DocumentKind.NAME_HASH, DocumentKind.DOCUMENT_HASH)
    )
    return [(digest.kind, f"{digest.number[:12]}…") for digest in digests.order_by("id")]


def require_named(actor: Actor, guest: Guest) -> Sight:
    """What the actor may read of a guest; refuses where not even the name may be told."""
    sight = sight_of_guest(actor, guest)
    if not sight.is_named:
        raise RightMissing(Right.GUESTS_CONFIDENTIAL.value)
    return sight


def is_anybody_erased() -> bool:
    """Whether there is any stamp to ask for."""
    return ErasureStamp.objects.exists()


def find_erasures(marks: Iterable[bytes], legal_entity_id: UUID | None) -> dict[bytes, UUID]:
    """Of these stamps those of people whom this legal entity erased, or the group, with their erasures: another entity
    neither learns of it nor is bound by it. One query."""
    found = ErasureStamp.objects.filter(stamp__in=list(marks)).values_list("stamp", "erasure_id")
    if legal_entity_id is not None:
        here = Q(erasure__legal_entity_id=None) | Q(erasure__legal_entity_id=legal_entity_id)
        found = found.filter(here)
    return {bytes(stamp): erasure_id for stamp, erasure_id in found}


def list_erasures(actor: Actor, limit: int = 200) -> list[Erasure]:
    """The erasures of the legal entities where the actor looks after privacy, newest first."""
    actor.require(Right.PRIVACY_MANAGE)
    return list(_own_erasures(actor)[:limit])


def get_erasure(actor: Actor, erasure_id: UUID) -> Erasure:
    """One erasure with its report, if it is this actor's to see; else `ErasureNotFound`."""
    actor.require(Right.PRIVACY_MANAGE)
    erasure = _own_erasures(actor).filter(id=erasure_id).first()
    if erasure is None:
        raise ErasureNotFound
    return erasure


def _own_erasures(actor: Actor) -> QuerySet[Erasure]:
    erasures = Erasure.objects.all()
    if actor.has_group_right(Right.PRIVACY_MANAGE):
        return erasures
    return erasures.filter(legal_entity_id__in=actor.legal_entities_with(Right.PRIVACY_MANAGE))

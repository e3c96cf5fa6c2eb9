"""What staff do on bills, kept as source records like everything that comes in: `folio:<id>`, kind `desk_folio`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records, next_versions
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7

FOLIO: Final = "folio:"
FOLIO_KIND: Final = "desk_folio"


def keep_act(actor: Actor, branch_id: UUID, folio_id: UUID, act: str, data: Mapping[str, Any]) -> UUID:
    """Store one act on a bill, inside the caller's transaction, which holds the bill; the id of its record."""
    external_id = f"{FOLIO}{folio_id}"
    record_id, ring, now = uuid7(), sealer(), clock.now()
    content = {"kind": FOLIO_KIND, "data": {"act": act, "at": now.isoformat(), **data}}
    text = canonical(content)
    copy_records(
        record_line(
            ring,
            record_id=record_id,
            system=DESK,
            external_id=external_id,
            version=next_versions(DESK, [external_id]).get(external_id, 1),
            state=RecordState.ACCEPTED,
            branch_id=branch_id,
            run_id=None,
            actor_id=actor.id,
            received_at=now,
            told_at=now,
            digest=digest_of(ring, text),
            text=text,
        )
    )
    return record_id

"""Source records as rows for COPY. Usable without Django models, as import workers do."""

from datetime import datetime
from uuid import UUID

from huitouke.intake.choices import RecordState
from huitouke.intake.payloads import pack
from huitouke.kernel.bulk import line
from huitouke.kernel.crypto import Sealer

RECORD_TABLE = "intake_sourcerecord"
RECORD_COLUMNS = (
    "id",
    "system",
    "external_id",
    "version",
    "occurrence",
    "state",
    "branch_id",
    "run_id",
    "actor_id",
    "received_at",
    "told_at",
    "digest",
    "payload",
)


def record_line(
    sealer: Sealer,
    *,
    record_id: UUID,
    system: str,
    external_id: str,
    version: int,
    occurrence: int = 1,
    state: RecordState,
    branch_id: UUID | None,
    run_id: UUID | None,
    actor_id: UUID | None,
    received_at: datetime,
    digest: bytes,
    text: bytes | None,
    told_at: datetime | None = None,
) -> bytes:
    """One source record; `text` is the canonical JSON of its content, None where it must not be kept."""
    return line(
        (
            record_id,
            system,
            external_id,
            version,
            occurrence,
            int(state),
            branch_id,
            run_id,
            actor_id,
            received_at,
            told_at,
            digest,
            None if text is None else pack(sealer, record_id, text),
        )
    )

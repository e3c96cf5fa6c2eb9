"""What came in about a person: payloads and the ids under which other systems know them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huitouke.intake.choices import DESK
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.crypto import sealer
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, register_keeper

RECORDS = "intake.sourcerecord"


def _copy(person: Person) -> list[Section]:
    """Every record as it came. What staff typed stands in the profile and its history: told there once, so that a
    note that has expired is not told by its save."""
    rows: list[dict[str, Any]] = [
        {
            "system": record.system,
            "external_id": record.external_id,
            "received_at": record.received_at,
            "content": {} if record.system == DESK else read_content(record),
        }
        for record in SourceRecord.objects.filter(id__in=person.record_ids).order_by("received_at", "id")
        if record.payload is not None
    ]
    columns = {
        "system": _("System"),
        "external_id": _("Number there"),
        "received_at": _("Received at"),
        "content": _("What it said"),
    }
    return [Section(RECORDS, _("Source records"), columns, rows)] if rows else []


def _holds(person: Person) -> list[Line]:
    return lines(
        RECORDS, SourceRecord.objects.filter(id__in=person.record_ids, payload__isnull=False).count()
    )


def _erase(person: Person) -> list[Line]:
    """Payload and digest go, the other system's id becomes a keyed stamp; that a record came, from where and when,
    stays. A file's name that names the person goes too."""
    emptied = 0
    runs = set()
    for record in SourceRecord.objects.filter(id__in=person.record_ids).only(
        "id", "system", "external_id", "run_id"
    ):
        emptied += SourceRecord.objects.filter(id=record.id).update(
            payload=None,
            digest=sealer().blind_index("erased-record", record.id.bytes),
            external_id=erased_id(record.system, record.external_id),
        )
        if record.run_id:
            runs.add(record.run_id)
    for run in ImportRun.objects.filter(id__in=runs).only("id", "file_name"):
        if any(text in run.file_name for text in person.texts):
            ImportRun.objects.filter(id=run.id).update(file_name="")
    return lines(RECORDS, emptied)


def erased_id(system: str, external_id: str) -> str:
    """What stands in place of another system's id: equal for equal ids, and not to be turned back."""
    if external_id.startswith("erased:"):
        return external_id
    return f"erased:{sealer().blind_index('erased-id', f'{system}|{external_id}').hex()}"


def register() -> None:
    register_keeper(
        Keeper(RECORDS, _("Source records"), frozenset(("intake.SourceRecord",)), _copy, _holds, _erase)
    )

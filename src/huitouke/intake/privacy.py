"""What came in about a person: payloads and the ids under which other systems know them."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitouke.intake.choices import DESK
from huitouke.intake.models import ImportRun, SavedMapping, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.refused_rows import forget_rows, rows_telling_of
from huitouke.kernel.crypto import sealer
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, register_keeper

RECORDS = "intake.sourcerecord"
REFUSED = "intake.refusedrow"


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
    stays. Names of files that name the person go too, whatever these brought, and so does what somebody said about
    columns where a row of the person was taken for the headings."""
    emptied = 0
    for record in SourceRecord.objects.filter(id__in=person.record_ids).only(
        "id", "system", "external_id", "run_id"
    ):
        emptied += SourceRecord.objects.filter(id=record.id).update(
            payload=None,
            digest=sealer().blind_index("erased-record", record.id.bytes),
            external_id=erased_id(record.system, record.external_id),
        )
    for run in ImportRun.objects.only("id", "file_name", "mapping").order_by("id"):
        if any(text in run.file_name for text in person.texts):
            ImportRun.objects.filter(id=run.id).update(file_name="")
        if _is_told_in(run.mapping, person.texts):
            ImportRun.objects.filter(id=run.id).update(mapping={})
    for saved in SavedMapping.objects.only("id", "name", "mapping"):
        if any(text in saved.name for text in person.texts) or _is_told_in(saved.mapping, person.texts):
            SavedMapping.objects.filter(id=saved.id).delete()
    return lines(RECORDS, emptied)


def _is_told_in(meanings: Any, texts: Collection[str]) -> bool:
    """Whether a heading or a value among what was said about columns is one of these texts. Whole ones only: a guest
    called "Name" must not take every heading along."""
    if isinstance(meanings, dict):
        return any(_is_told_in(each, texts) for pair in meanings.items() for each in pair)
    if isinstance(meanings, list):
        return any(_is_told_in(each, texts) for each in meanings)
    return isinstance(meanings, str) and meanings.strip() in texts


def erased_id(system: str, external_id: str) -> str:
    """What stands in place of another system's id: equal for equal ids, and not to be turned back."""
    if external_id.startswith("erased:"):
        return external_id
    return f"erased:{sealer().blind_index('erased-id', f'{system}|{external_id}').hex()}"


def _copy_refused(person: Person) -> list[Section]:
    """Rows of files that were refused, where a cell names the person."""
    rows: list[dict[str, Any]] = [
        {"file_row": row.row_number, "content": row.cells} for row in rows_telling_of(person.texts)
    ]
    columns = {"file_row": _("Row of the file"), "content": _("What it said")}
    return [Section(REFUSED, _("Refused rows of files"), columns, rows)] if rows else []


def _holds_refused(person: Person) -> list[Line]:
    return lines(REFUSED, len(rows_telling_of(person.texts)))


def _erase_refused(person: Person) -> list[Line]:
    """Whole rows go: whoever else they name is sent again by whoever mends the file."""
    found = rows_telling_of(person.texts)
    forget_rows(found)
    return lines(REFUSED, len(found))


def register() -> None:
    register_keeper(
        Keeper(
            REFUSED,
            _("Refused rows of files"),
            frozenset(("intake.RefusedRow",)),
            _copy_refused,
            _holds_refused,
            _erase_refused,
        )
    )
    register_keeper(
        Keeper(RECORDS, _("Source records"), frozenset(("intake.SourceRecord",)), _copy, _holds, _erase)
    )

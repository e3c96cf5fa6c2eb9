"""What each of the first rows of a file of guests would do: found a guest, change one, nothing, or be refused."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from huitouke.connectors.files.records import Record
from huitouke.connectors.files.row_keys import content_key, external_id_of
from huitouke.guests.differences import added_between, changes_between
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.prepared import Issue, PreparedGuest
from huitouke.identity.models import Link
from huitouke.identity.rows import RawGuest, RowEncoder, Source
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import KnownRecord, newest_records, read_content
from huitouke.kernel.crypto import sealer

_ROWS = {
    "contacts": "contact",
    "documents": "document",
    "vehicles": "plate",
    "preferences": "preference",
    "tags": "tag",
    "notes": "note",
}
"""Rows of a prepared guest, by the word for them."""


def foresee_guests(records: Iterable[Record], source: Source) -> list[dict[str, Any]]:
    """One line a row: its number, what it would do (`new`, `changed`, `unchanged`, `rejected`), the name it
    gives, whom it changes (a guest's id) and which fields, and what is odd about it."""
    rows = list(records)
    ids = _ids(rows)
    known = newest_records(source.system, ids)
    owners = dict(
        Link.objects.filter(record_id__in=[one.record_id for one in known.values()]).values_list(
            "record_id", "guest_id"
        )
    )
    encoder = RowEncoder(sealer(), source)
    seen: set[str] = set()
    lines = []
    for record, external_id in zip(rows, ids, strict=True):
        held = known.get(external_id)
        lines.append(_line(record, held, owners, encoder, source, is_repeat=external_id in seen))
        seen.add(external_id)
    return lines


def _ids(rows: list[Record]) -> list[str]:
    """The ids under which the importer will know these rows."""
    met: Counter[str] = Counter()
    ids = []
    for record in rows:
        external_id = external_id_of(record.raw)
        if not external_id:
            key = content_key(record.raw)
            met[key] += 1
            external_id = f"row:{key}:{met[key]}"
        ids.append(external_id)
    return ids


def _line(
    record: Record,
    held: KnownRecord | None,
    owners: Mapping[UUID, UUID],
    encoder: RowEncoder,
    source: Source,
    *,
    is_repeat: bool,
) -> dict[str, Any]:
    prepared = prepare(record.raw, today=source.today, lexicon=source.lexicon)
    issues = [*record.issues, *prepared.issues]
    if prepared.follow_up and prepared.follow_up not in source.follow_up_ids:
        issues.append(Issue("follow_up", "follow_up_unknown"))
    line: dict[str, Any] = {
        "row": record.number,
        "name": prepared.name or prepared.latin_name,
        "outcome": "new",
        "guest": "",
        "fields": [],
        "issues": [[issue.field, issue.code, dict(issue.data)] for issue in issues],
    }
    if any(issue.rejects for issue in issues):
        line["outcome"] = "rejected"
    elif is_repeat:
        line["outcome"] = "changed"
    elif held is not None and held.digest == encoder.digest(record.raw)[1]:
        line["outcome"] = "unchanged"
    elif held is not None and held.record_id in owners:
        before = prepare(
            _raw(read_content(SourceRecord.objects.get(id=held.record_id))),
            today=source.today,
            lexicon=source.lexicon,
        )
        line |= {
            "outcome": "changed",
            "guest": str(owners[held.record_id]),
            "fields": _changed(before, prepared),
        }
    return line


def _raw(content: dict[str, Any]) -> RawGuest:
    return {target: texts for target, texts in content.items() if isinstance(texts, list)}


def _changed(before: PreparedGuest, after: PreparedGuest) -> list[str]:
    """Names of what the newer row tells differently."""
    fields = sorted(changes_between(before, after))
    for more, less in ((before, after), (after, before)):
        added = added_between(more, less)
        fields += [word for rows, word in _ROWS.items() if getattr(added, rows)]
    return list(dict.fromkeys(fields))

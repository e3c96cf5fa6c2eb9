"""What each of the first rows of a file of companies would do: found a company, change one, nothing, or be refused."""

from collections.abc import Iterable
from typing import Any

from huitouke.connectors.files.companies import rows_of_companies
from huitouke.connectors.files.records import Record
from huitouke.connectors.files.remarks import COMPANY
from huitouke.guests.services.company_updates import (
    CompanyRow,
    CompanySource,
    changed_targets,
    companies_of,
)
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import KnownRecord, newest_records, read_contents
from huitouke.kernel.crypto import sealer


def foresee_companies(records: Iterable[Record], source: CompanySource) -> list[dict[str, Any]]:
    """One line a company: the number of its first row, what it would do (`new`, `changed`, `unchanged`, `rejected`),
    the name it gives, which company it changes (an id) and which fields, and what is odd about it."""
    rows = list(rows_of_companies(records))
    known = newest_records(source.system, [row.external_id for row in rows])
    owners = companies_of(source.system, [row.external_id for row in rows])
    return [
        _line(row, known.get(row.external_id), owners.get(row.external_id, set()), source) for row in rows
    ]


def _line(
    row: CompanyRow, held: KnownRecord | None, owners: set[Any], source: CompanySource
) -> dict[str, Any]:
    prepared = source.prepare(row.raw)
    issues = (*row.problems, *prepared.issues)
    line: dict[str, Any] = {
        "row": row.number,
        "name": prepared.name,
        "outcome": "new",
        "guest": "",
        "fields": [],
        "issues": [[COMPANY + issue.field, issue.code, dict(issue.data)] for issue in issues],
    }
    if any(issue.rejects for issue in issues):
        line["outcome"] = "rejected"
    elif row.occurrence > 1:
        line["outcome"] = "changed"
    elif held is not None and held.digest == digest_of(sealer(), canonical(row.raw)):
        line["outcome"] = "unchanged"
    elif held is not None and owners:
        before = read_contents([held.record_id]).get(held.record_id, {})
        told = source.prepare({name: texts for name, texts in before.items() if isinstance(texts, list)})
        line |= {
            "outcome": "changed",
            "guest": str(next(iter(owners))),
            "fields": changed_targets(source, told, prepared),
        }
    return line

"""Companies and agencies that messages tell of: found or founded, and known to reservations by the sender's code."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.connectors.files.erased_contacts import drop_erased_contacts
from huitouke.connectors.messages.reading import ReadCompany
from huitouke.guests.services.company_saves import colleague_ids, company_words
from huitouke.guests.services.company_updates import (
    CompanyRow,
    CompanySource,
    admit_newer_company,
    companies_of,
    keep_late_company,
    write_new_companies,
)
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import note_meaning
from huitouke.identity.queries import is_anybody_erased
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import ToldRecord, told_records
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.stays.services.records import lock_told

COMPANY: Final = "company:"
"""What the external id of a record about a company begins with."""


def admit_companies(branch: Branch, system: str, told: Sequence[ReadCompany]) -> list[ReadCompany]:
    """Store what a system tells of these companies, inside the caller's transaction; those that said something new.

    What is known word for word changes nothing, and what is older than the newest is kept and changes nothing. The
    sender's code of each stands in the table of codes, so that reservations find it.
    """
    if not told:
        return []
    lock_told(system, [COMPANY + each.external_id for each in told])
    source = CompanySource(system, branch, None, SYSTEM, clock.now(), company_words(), colleague_ids())
    has_erased = is_anybody_erased()
    fresh = []
    for number, each in enumerate(told):
        row = CompanyRow(
            number, COMPANY + each.external_id, {name: list(texts) for name, texts in each.raw.items()}
        )
        if has_erased:
            drop_erased_contacts([row], branch)
        row.told_at = each.told_at
        if _admit(source, row):
            fresh.append(each)
    return fresh


def _admit(source: CompanySource, row: CompanyRow) -> bool:
    known = told_records(source.system, [row.external_id]).get(row.external_id, [])
    if digest_of(sealer(), canonical(row.raw)) in {record.digest for record in known}:
        return False
    row.prepared = source.prepare(row.raw)
    owners = companies_of(source.system, [row.external_id]).get(row.external_id, set())
    if not owners:
        write_new_companies(source, [row])
    elif _is_late(known, row.told_at):
        keep_late_company(source, row, next(iter(owners)))
    else:
        admit_newer_company(source, row)
    if row.company_id is not None:
        _name_code(source.system, row.external_id.removeprefix(COMPANY), str(row.company_id))
    return True


def _name_code(system: str, code: str, company_id: str) -> None:
    """Let the sender's code mean this company, unless somebody has said what it means."""
    said = CodeMapping.objects.filter(system=system, table="company", their_code=code, is_mapped=True)
    if not said.exists():
        note_meaning(system=system, table="company", their_code=code, our_code=company_id)


def _is_late(known: Sequence[ToldRecord], told_at: datetime | None) -> bool:
    newest = max((record.told_at for record in known if record.told_at), default=None)
    return newest is not None and told_at is not None and told_at < newest

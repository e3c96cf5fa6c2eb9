"""Finding a guest by what was told of them once and no longer stands: an old telephone, mailbox, paper or plate, whole,
and an old name where nobody bears it now. Looked up by the keys of kept rows, which every record has."""

from collections.abc import Iterator
from typing import Final

from huitouke.guests.search import Probe, register_late_probes
from huitouke.guests.values.search import Scrap
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.told import Told
from huitouke.identity.services.kept_rows import blinded, key_hashes
from huitouke.identity.telling import phone_regions
from huitouke.kernel.crypto import sealer

BY: Final = "told"
WHOLE_PHONE: Final = 7
"""Digits below which a scrap is a part of a telephone, never a whole one."""
WHOLE_NAME: Final = 2
EXACT: Final = ("id_card:", "residence_permit:", "foreign_id:")
"""Papers whose token is their whole number; of others matching keeps the part that outlives a renewal."""

TOLD_ROWS: Final = (
    "(SELECT k.keys, l.guest_id FROM identity_keptrow k JOIN identity_link l ON l.record_id = k.record_id)"
)


def told_probes(scrap: Scrap, is_found: bool) -> Iterator[Probe]:
    """One look-up for each thing that the scrap may be whole; of a name only where the scrap found nobody."""
    keys = list(_values(scrap))
    if not keys and not is_found:
        keys = list(_names(scrap))
    for number in key_hashes(keys, sealer()):
        yield Probe(BY, "f.keys @> ARRAY[%s]::bigint[]", [number], TOLD_ROWS)


def _values(scrap: Scrap) -> Iterator[tuple[str, str]]:
    if scrap.email:
        yield from (("email", value) for value in _row(Told("", emails=(scrap.email,))).emails)
        return
    if len(scrap.digits) >= WHOLE_PHONE:
        regions = {"CN", *phone_regions().values()}
        rows = [_row(Told("", phones=(scrap.text,), phone_region=region)) for region in sorted(regions)]
        yield from (("phone", value) for row in rows for value in row.phones)
    if scrap.document:
        row = _row(Told("", papers=(("", scrap.document),)))
        yield from (("document", value) for value in row.documents if value.startswith(EXACT))
        yield from (("passport", value) for value in row.passports)
    if scrap.plate:
        yield from (("plate", value) for value in _row(Told("", plates=(scrap.text,))).plates)


def _names(scrap: Scrap) -> Iterator[tuple[str, str]]:
    """Hanzi as they are written; letters in any order of family and given name."""
    if scrap.grams and len(scrap.key) >= WHOLE_NAME:
        row = _row(Told("", name=scrap.text))
        if row.hanzi:
            yield "hanzi", row.hanzi
    elif len(scrap.words) >= WHOLE_NAME:
        row = _row(Told("", name=scrap.text))
        if row.name_key:
            yield "name", row.name_key


def _row(told: Told) -> MatchRow:
    return blinded(normalise(told), sealer())


def register() -> None:
    """Let the search box ask for what was told, after all that stands."""
    register_late_probes(told_probes)

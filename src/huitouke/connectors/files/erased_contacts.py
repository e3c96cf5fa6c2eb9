"""Contacts of companies who were erased as guests: what a file tells of them is not taken in, and not kept."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from huitouke.access.models import Branch
from huitouke.guests.services.company_updates import CompanyRow
from huitouke.guests.values.company import CONTACT_TARGET
from huitouke.guests.values.draft import prepare
from huitouke.identity.queries import find_erasures
from huitouke.identity.stamps import stamps_of
from huitouke.kernel.crypto import sealer

_PERSONAL: Final = frozenset({"name", "mobile", "phone", "email", "wechat"})
"""Parts of a contact by which a person is known."""


def drop_erased_contacts(rows: Sequence[CompanyRow], branch: Branch) -> dict[int, int]:
    """Take what the rows tell of people whom the branch's legal entity erased out of them; how many contacts each row
    lost, by its number.

    Done before a row is compared with its record: so it counts as unchanged from the second time on. One query.
    """
    marks: dict[bytes, list[tuple[CompanyRow, str]]] = defaultdict(list)
    for row in rows:
        for number, person in _contacts_of(row).items():
            for mark in stamps_of(sealer(), prepare(person, today=branch.business_date), "", ""):
                marks[mark].append((row, number))
    dropped: dict[int, int] = defaultdict(int)
    for mark in find_erasures(marks, branch.legal_entity_id) if marks else {}:
        for row, number in marks[mark]:
            told = [target for target in row.raw if target.startswith(f"contact{number}.")]
            row.raw = {target: texts for target, texts in row.raw.items() if target not in told}
            dropped[row.number] += bool(told)
    return dropped


def _contacts_of(row: CompanyRow) -> dict[str, dict[str, list[str]]]:
    """The contacts of a row by their number ('' for the first), each as a guest's raw cells."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for target, texts in row.raw.items():
        if (part := CONTACT_TARGET.fullmatch(target)) and part[2] in _PERSONAL:
            found[part[1]][part[2]] = list(texts)
    return found

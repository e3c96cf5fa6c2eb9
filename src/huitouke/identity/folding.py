"""Many tellings of one person as one: what a system says of them by now. Pure of models and database.

A message says what it is about: a reservation names its guest, a scan of a passport the number. So what one telling
leaves out stays as another told it, and for what several name the newest counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from huitouke.identity.rows import RawGuest

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_TOGETHER: Final = (
    frozenset({"name", "family_name", "given_name"}),
    frozenset({"address", "region", "postcode"}),
    frozenset({"home_address", "home_region", "home_postcode"}),
    frozenset({"work_address", "work_region", "work_postcode"}),
    frozenset({"passport", "document_country", "document_expiry"}),
    frozenset({"document_type", "document_number"}),
    frozenset({"birth_date", "age"}),
)
"""Targets that are told together: who names one of them names all."""
_GROUP_OF: Final = {target: group for group in _TOGETHER for target in group}


@dataclass(frozen=True, slots=True)
class SaidOfPerson:
    """One telling: when its sender made it, None where it does not say; the how many-th it was to come; its digest, by
    which two of one instant have an order of their own."""

    raw: RawGuest
    told_at: datetime | None
    version: int
    mark: bytes = b""


def fold_person(tellings: Iterable[SaidOfPerson]) -> RawGuest:
    """What all these tellings together say, whatever the order in which they came. One that does not say when it was
    made stands behind the newest that came before it."""
    placed: list[tuple[datetime, bool, bytes, int, RawGuest]] = []
    latest = _NEVER
    for telling in sorted(tellings, key=lambda each: each.version):
        if telling.told_at is None:
            placed.append((latest, True, b"", telling.version, telling.raw))
        else:
            latest = max(latest, telling.told_at)
            placed.append((telling.told_at, False, telling.mark, telling.version, telling.raw))
    folded: dict[str, list[str]] = {}
    for *_place, raw in sorted(placed, key=lambda each: each[:4]):
        named = {target for target, texts in raw.items() if texts}
        for target in named:
            for other in _GROUP_OF.get(target, ()):
                folded.pop(other, None)
        folded.update({target: list(raw[target]) for target in sorted(named)})
    return folded

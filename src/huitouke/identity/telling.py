"""What stored source records tell of a person, ready for normalising: rows of files, messages, saves at the desk."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from babel.core import get_global

from huitouke.access.models import Branch
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.folding import SaidOfPerson, fold_person
from huitouke.identity.matching.told import Told, told_by
from huitouke.identity.rows import RawGuest
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content

_TARGETS = frozenset(TARGETS)


def raw_of(content: Mapping[str, Any]) -> RawGuest:
    """The raw guest in an opened record. A save at the desk tells what it sets and adds; what it takes off, and acts
    that tell of nobody's person, are left out."""
    texts: dict[str, Sequence[str]] = {
        target: list(told)
        for target, told in content.items()
        if target in _TARGETS and isinstance(told, list)
    }
    for target, text in (content.get("set") or {}).items():
        if target in _TARGETS and isinstance(text, str) and text.strip():
            texts[target] = [text]
    for target, told in (content.get("add") or {}).items():
        if target in _TARGETS and isinstance(told, list):
            texts[target] = [*texts.get(target, ()), *told]
    return texts


@cache
def region_of_zone(time_zone: str) -> str:
    """The country, alpha-2, of an IANA zone, as whose numbers those without a country code are read; CN for none."""
    territories: Mapping[str, str] = get_global("zone_territories")
    return territories.get(time_zone, "CN")


def phone_regions() -> dict[UUID, str]:
    """By branch: the country of numbers without a country code. One query."""
    return {branch: region_of_zone(zone) for branch, zone in Branch.objects.values_list("id", "time_zone")}


def told_here(raw: RawGuest, branch: Branch) -> Told:
    """What is being typed in or sent for a branch, before it is a record."""
    return told_by("", raw, phone_region=region_of_zone(branch.time_zone))


def told_of(
    record: SourceRecord, regions: Mapping[UUID, str], *, own: frozenset[str] = frozenset()
) -> Told | None:
    """What one record tells; None where erasure has emptied it or it tells of no person's own data. `regions` are
    `phone_regions()`, `own` the hotel's own numbers and mailboxes."""
    if record.payload is None:
        return None
    return _told(record, raw_of(read_content(record)), regions, own)


def told_together(
    records: Sequence[SourceRecord], regions: Mapping[UUID, str], *, own: frozenset[str] = frozenset()
) -> Told | None:
    """What the messages of one system under one id tell together, each of which says a part: a reservation the name, a
    scan of a passport the number. It bears the id of the newest."""
    opened = [record for record in records if record.payload is not None]
    if not opened:
        return None
    tellings = (
        SaidOfPerson(raw_of(read_content(record)), record.told_at, record.version, bytes(record.digest))
        for record in opened
    )
    newest = max(opened, key=lambda record: record.version)
    return _told(newest, fold_person(tellings), regions, own)


def _told(
    record: SourceRecord, raw: RawGuest, regions: Mapping[UUID, str], own: frozenset[str]
) -> Told | None:
    region = regions.get(record.branch_id, "CN") if record.branch_id else "CN"
    told = told_by(str(record.id), raw, phone_region=region, own=own)
    return None if told == Told(told.record_id, phone_region=region, own=own) else told

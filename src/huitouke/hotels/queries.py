"""Reads of code tables."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from huitouke.access.models import label_in_language
from huitouke.hotels.choices import OWN_TABLES, TABLES
from huitouke.hotels.errors import CodeNotFound, CodeTableUnknown
from huitouke.hotels.models import CodeEntry


def list_choices(table: str) -> list[tuple[str, str]]:
    """The codes that may still be chosen, as (code, words in the reader's language), in their order."""
    rows = CodeEntry.objects.filter(table=table, is_closed=False).order_by("sort", "code")
    return [(code, label_in_language(labels, code)) for code, labels in rows.values_list("code", "labels")]


def get_label(table: str, code: str) -> str:
    """The words of a code in the reader's language, also of a closed one; the code itself where unknown."""
    labels = CodeEntry.objects.filter(table=table, code=code).values_list("labels", flat=True).first()
    return label_in_language(labels or {}, code)


def list_tables() -> list[str]:
    """The names of the code tables."""
    return [line.code for line in describe_tables()]


def read_table(table: str) -> list[tuple[str, dict[str, str], bool]]:
    """All codes of a table in their order, with their words by language and whether each is closed."""
    rows = CodeEntry.objects.filter(table=table).order_by("sort", "code")
    return list(rows.values_list("code", "labels", "is_closed"))


def label_codes(table: str) -> dict[str, str]:
    """The words of every code of a table in the reader's language, closed ones too."""
    rows = CodeEntry.objects.filter(table=table)
    return {code: label_in_language(labels, code) for code, labels in rows.values_list("code", "labels")}


@dataclass(frozen=True, slots=True)
class TableLine:
    """A code table: its words, how many codes it offers, how many are own or closed."""

    code: str
    label: str
    text: str
    takes_own: bool
    is_own: bool
    offered: int
    own: int
    closed: int


def describe_tables() -> list[TableLine]:
    """Every code table, the hotel's own ones last. Two queries."""
    counts = {
        str(row["table"]): (int(row["offered"]), int(row["own"]), int(row["closed"]))
        for row in CodeEntry.objects.order_by("table")
        .values("table")
        .annotate(
            offered=Count("id", filter=Q(is_closed=False)),
            own=Count("id", filter=Q(is_standard=False)),
            closed=Count("id", filter=Q(is_closed=True)),
        )
    }
    own = CodeEntry.objects.filter(table=OWN_TABLES).order_by("sort", "code")
    named = [(each.code, str(each.label), str(each.text), each.takes_own, False) for each in TABLES.values()]
    named += [(each.code, each.label, "", True, True) for each in own]
    others = sorted(set(counts) - {code for code, *_rest in named} - {OWN_TABLES})
    named += [(code, code, "", False, False) for code in others]
    return [
        TableLine(
            code=code,
            label=label,
            text=text,
            takes_own=takes_own,
            is_own=is_own,
            offered=counts.get(code, (0, 0, 0))[0],
            own=counts.get(code, (0, 0, 0))[1],
            closed=counts.get(code, (0, 0, 0))[2],
        )
        for code, label, text, takes_own, is_own in named
    ]


def get_table(code: str) -> TableLine:
    """One code table. Raises `CodeTableUnknown`."""
    found = next((line for line in describe_tables() if line.code == code), None)
    if found is None:
        raise CodeTableUnknown
    return found


def find_codes(table: str, *, text: str = "", limit: int = 300) -> list[CodeEntry]:
    """The codes of a table in their order, closed ones too; with `text` those whose code or words hold it."""
    codes = CodeEntry.objects.filter(table=table)
    if text.strip():
        wanted = text.strip().casefold()
        found = [
            each
            for each in codes.order_by("sort", "code")
            if wanted in each.code.casefold()
            or any(wanted in str(w).casefold() for w in each.labels.values())
        ]
        return found[:limit]
    return list(codes.order_by("sort", "code")[:limit])


def get_code_of(table: str, code: str) -> CodeEntry:
    """One code by its table. Raises `CodeNotFound`."""
    entry = CodeEntry.objects.filter(table=table, code=code).first()
    if entry is None:
        raise CodeNotFound
    return entry


def get_code(code_id: UUID) -> CodeEntry:
    """One code by its id. Raises `CodeNotFound`."""
    entry = CodeEntry.objects.filter(id=code_id).first()
    if entry is None:
        raise CodeNotFound
    return entry

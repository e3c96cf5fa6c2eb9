"""The search box: any scrap of a name, a phone, a plate, a card, a company or a whole document number.

Each reading of the scrap is one probe over an index, from the surest to the loosest; probing stops as soon as
the list is full. Exact and prefix matches of the name come in the order of the name, so that the shortest
stands first; looser ones come as the index yields them. Nothing is sorted that is not already in order, so
the time does not grow with the number of matches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.policy import visible_sql
from huitouke.guests.rows import document_index
from huitouke.guests.values.search import Scrap, parse_scrap
from huitouke.kernel.crypto import sealer

RESULT_LIMIT = 20
MOST_PLATE_SIGNS = 8

LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: whose, and by which kind of scrap it was found."""

    guest_id: UUID
    by: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One indexed look-up: guests under `condition`, joined to `table` where it is not their own."""

    by: str
    condition: str
    parameters: list[Any]
    table: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    scrap: Scrap
    found: list[Found]


def search_guests(actor: Actor, text: str, limit: int = RESULT_LIMIT) -> SearchResult:
    """The guests that a scrap may mean, the likeliest first, each once; none that the actor may not see."""
    actor.require(Right.GUESTS_VIEW)
    scrap = parse_scrap(text)
    found: dict[UUID, Found] = {}
    if not scrap.too_short:
        with transaction.atomic(), connection.cursor() as cursor:
            # Every probe has its index; some statistics tempt the planner to read the whole table instead.
            cursor.execute("SET LOCAL enable_seqscan = off")
            for probe in probes(scrap):
                # Two letters are as often a surname as initials: neither may crowd the other out.
                most = limit // 2 if probe.by == "initials" and len(scrap.latin) == 2 else limit
                cursor.execute(*probe_sql(probe, actor, most))
                for (guest_id,) in cursor.fetchall():
                    found.setdefault(guest_id, Found(guest_id, probe.by))
                if len(found) >= limit:
                    break
    return SearchResult(scrap, list(found.values())[:limit])


def probe_sql(probe: Probe, actor: Actor, limit: int) -> tuple[str, list[Any]]:
    """The SQL of one probe for this actor. Also what the bench measures as the limit."""
    visible, visible_parameters = visible_sql(actor, "g")
    source = "guests_guest g"
    if probe.table:
        source = f"{probe.table} f JOIN guests_guest g ON g.id = f.guest_id"
    order = f" ORDER BY {probe.order}" if probe.order else ""
    # The pieces come from the constants of this module; every value is a parameter.
    statement = f"SELECT g.id FROM {source} WHERE {probe.condition} AND {visible}{order} LIMIT %s"  # noqa: S608
    return statement, [*probe.parameters, *visible_parameters, limit]


def probes(scrap: Scrap) -> Iterator[Probe]:
    """The look-ups that a scrap deserves, the surest first."""
    if scrap.document:
        index = document_index(sealer(), "id_card", scrap.document)
        yield Probe("document", "f.number_index = %s", [index], "guests_document")
    if scrap.email:
        pattern = f"%{escaped(scrap.email)}%"
        condition = "f.kind = 'email' AND NOT f.is_relay AND f.value LIKE %s"
        yield Probe("email", condition, [pattern], "guests_contactpoint")
        return
    if len(scrap.digits) >= 3:
        tail = f"{scrap.digits[::-1]}%"
        yield Probe("phone", "NOT f.is_relay AND reverse(f.value) LIKE %s", [tail], "guests_contactpoint")
        part = f"%{scrap.digits}%"
        yield Probe("phone", "NOT f.is_relay AND f.value LIKE %s", [part], "guests_contactpoint")
    if plate := scrap.plate or (scrap.card if len(scrap.card) <= MOST_PLATE_SIGNS else ""):
        yield Probe("plate", "f.plate LIKE %s", [f"%{escaped(plate)}%"], "guests_vehicle")
    if scrap.card:
        condition = "g.card_number <> '' AND g.card_number LIKE %s"
        yield Probe("card", condition, [f"%{escaped(scrap.card)}%"])
    if scrap.grams:
        yield from _hanzi_probes(scrap)
    elif scrap.latin:
        yield from _latin_probes(scrap)
    elif scrap.key and not scrap.digits:
        yield _name_prefix(scrap.key)


def _name_prefix(key: str) -> Probe:
    condition = "g.name_key >= %s AND g.name_key < %s"
    return Probe("name", condition, [key, key + LAST_SIGN], order="g.name_key, g.id")


def _hanzi_probes(scrap: Scrap) -> Iterator[Probe]:
    yield _name_prefix(scrap.key)
    if scrap.latin:
        condition = "g.grams @> %s::text[] AND (g.pinyin LIKE %s OR g.search_keys LIKE %s)"
        latin = escaped(scrap.latin)
        yield Probe("name", condition, [list(scrap.grams), f"%{latin}%", f"% {latin}%"])
        return
    yield Probe("name", "g.grams @> %s::text[]", [list(scrap.grams)])
    if scrap.company_grams:
        yield Probe("company", "g.grams @> %s::text[]", [list(scrap.company_grams)])


def _latin_probes(scrap: Scrap) -> Iterator[Probe]:
    latin = scrap.latin
    if scrap.initials:
        condition = "g.initials = %s"
        yield Probe("initials", condition, [latin], order="g.initials, g.id")
    condition = "g.pinyin >= %s AND g.pinyin < %s"
    yield Probe("pinyin", condition, [latin, latin + LAST_SIGN], order="g.pinyin, g.id")
    yield _name_prefix(scrap.key)
    yield Probe("name", "g.search_keys LIKE %s", [f"% {escaped(latin)}%"])
    if scrap.initials:
        condition = "g.initials >= %s AND g.initials < %s"
        yield Probe("initials", condition, [latin, latin + LAST_SIGN], order="g.initials, g.id")


def escaped(text: str) -> str:
    """`text` for the inside of a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

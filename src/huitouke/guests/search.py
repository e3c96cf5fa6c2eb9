"""The search box: any scrap of a name, a phone, a plate, a card, a company, an id of a service, a field of the hotel's
own, or a whole document number.

Each reading of the scrap is one probe over an index, from the surest to the loosest; probing stops as soon as
the list is full. Exact and prefix matches of the name come in the order of the name, so that the shortest
stands first; looser ones come as the index yields them. Nothing is sorted that is not already in order, so
the time does not grow with the number of matches.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.policy import named_sql, right_sql, visible_sql
from huitouke.guests.rows import document_index
from huitouke.guests.values.search import Scrap, parse_scrap
from huitouke.kernel.crypto import sealer

RESULT_LIMIT = 20
MOST_PLATE_SIGNS = 8
LAST_SIGNS = 4
GIVEN_ID_SIGNS = 16
LEAST_OTHER = 3

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
    needs_clear: bool = False
    """Whether the probe would tell parts of what stands masked before who lacks `guests.clear`."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    scrap: Scrap
    found: list[Found]


LateProbes = Callable[[Scrap, bool], Iterator[Probe]]
"""Look-ups of a context above, by what was read and whether anybody was found for it."""
_late: list[LateProbes] = []


def register_late_probes(asked: LateProbes) -> None:
    """Ask these look-ups too, once all that stands on profiles was asked and places are left."""
    if asked not in _late:
        _late.append(asked)


def search_guests(actor: Actor, text: str, limit: int = RESULT_LIMIT) -> SearchResult:
    """The guests that a scrap may mean, the likeliest first, each once; none that the actor may not see."""
    actor.require(Right.GUESTS_VIEW)
    scrap = parse_scrap(text)
    found: dict[UUID, Found] = {}
    if not scrap.too_short:
        with transaction.atomic(), connection.cursor() as cursor:
            # Every probe has its index; some statistics tempt the planner to read the whole table instead.
            cursor.execute("SET LOCAL enable_seqscan = off")
            for probe in _all_probes(scrap, actor, found):
                # Two letters are as often a surname as initials: neither may crowd the other out.
                most = limit // 2 if probe.by == "initials" and len(scrap.latin) == 2 else limit
                cursor.execute(*probe_sql(probe, actor, most))
                for (guest_id,) in cursor.fetchall():
                    found.setdefault(guest_id, Found(guest_id, probe.by))
                if len(found) >= limit:
                    break
    return SearchResult(scrap, list(found.values())[:limit])


def _all_probes(scrap: Scrap, actor: Actor, found: Mapping[UUID, Found]) -> Iterator[Probe]:
    """What stands on profiles, then what contexts above ask; `found` fills meanwhile."""
    yield from probes(scrap, may_all_clear=actor.has_group_right(Right.GUESTS_CLEAR))
    for asked in _late:
        yield from asked(scrap, bool(found))


def probe_sql(probe: Probe, actor: Actor, limit: int) -> tuple[str, list[Any]]:
    """The SQL of one probe for this actor. Also what the bench measures as the limit."""
    allowed = [visible_sql(actor, "g"), named_sql(actor, "g")]
    if probe.needs_clear:
        allowed.append(right_sql(actor, Right.GUESTS_CLEAR, "g"))
    conditions = [condition for condition, _values in allowed if condition != "TRUE"] or ["TRUE"]
    values = [value for _condition, values in allowed for value in values]
    source = "guests_guest g"
    if probe.table:
        source = f"{probe.table} f JOIN guests_guest g ON g.id = f.guest_id"
    order = f" ORDER BY {probe.order}" if probe.order else ""
    # The pieces come from the constants of this module; every value is a parameter.
    where = " AND ".join((probe.condition, *conditions))
    statement = f"SELECT g.id FROM {source} WHERE {where}{order} LIMIT %s"  # noqa: S608
    return statement, [*probe.parameters, *values, limit]


def probes(scrap: Scrap, *, may_all_clear: bool = True) -> Iterator[Probe]:
    """The look-ups that a scrap deserves, the surest first. Values that stand masked before somebody are looked up
    whole or by their last four signs for everybody, and by any part for who may see them in clear."""
    if scrap.document:
        index = document_index(sealer(), "id_card", scrap.document)
        yield Probe("document", "f.number_index = %s", [index], "guests_document")
    if scrap.email:
        if not may_all_clear:
            yield _contact(
                "email", "f.kind IN ('email', 'msn', 'alipay') AND reverse(f.value) = %s", scrap.email[::-1]
            )
        pattern = f"%{escaped(scrap.email)}%"
        condition = "f.kind IN ('email', 'msn', 'alipay') AND f.value LIKE %s"
        yield _contact("email", condition, pattern, needs_clear=True)
        return
    if len(scrap.digits) >= 3:
        yield from _number_probes(scrap, may_all_clear)
    if plate := scrap.plate or (scrap.card if len(scrap.card) <= MOST_PLATE_SIGNS else ""):
        yield Probe("plate", "f.plate LIKE %s", [f"%{escaped(plate)}%"], "guests_vehicle")
    if scrap.card:
        yield from _card_probes(scrap.card, may_all_clear)
    if scrap.grams:
        yield from _hanzi_probes(scrap)
    elif scrap.latin:
        yield from _latin_probes(scrap)
    elif scrap.key and not scrap.digits:
        yield _name_prefix(scrap.key)
    yield from _handle_probes(scrap, may_all_clear)
    yield from _other_probes(scrap)


def _contact(by: str, condition: str, value: object, *, needs_clear: bool = False) -> Probe:
    return Probe(
        by, f"NOT f.is_relay AND {condition}", [value], "guests_contactpoint", needs_clear=needs_clear
    )


def _number_probes(scrap: Scrap, may_all_clear: bool) -> Iterator[Probe]:
    digits = scrap.digits
    tail = f"{digits[::-1]}%"
    if not may_all_clear:
        if len(digits) == LAST_SIGNS:
            yield _contact("phone", "reverse(f.value) LIKE %s", tail)
        elif len(digits) > LAST_SIGNS:
            whole = [form[::-1] for form in (f"+86{digits}", f"+{digits}", digits)]
            yield _contact("phone", "reverse(f.value) = ANY(%s)", whole)
    yield _contact("phone", "reverse(f.value) LIKE %s", tail, needs_clear=True)
    yield _contact("phone", "f.value LIKE %s", f"%{digits}%", needs_clear=True)


def _card_probes(card: str, may_all_clear: bool) -> Iterator[Probe]:
    if not may_all_clear:
        condition = "g.card_number <> '' AND g.card_number LIKE %s"
        last = [f"%{escaped(card)}"] if len(card) == LAST_SIGNS else [escaped(card)]
        yield Probe("card", condition, last)
    condition = "g.card_number <> '' AND g.card_number LIKE %s"
    yield Probe("card", condition, [f"%{escaped(card)}%"], needs_clear=True)


def _handle_probes(scrap: Scrap, may_all_clear: bool) -> Iterator[Probe]:
    """Ids of services: WeChat, WeCom, Alipay, MSN by a part, those that programs gave whole."""
    if not scrap.handle:
        return
    given = "f.kind IN ('wechat_unionid', 'wechat_openid') AND reverse(f.value) = %s"
    if len(scrap.handle) >= GIVEN_ID_SIGNS:
        yield _contact("handle", given, scrap.handle[::-1])
    folded = scrap.handle.casefold()
    chosen = "f.kind IN ('wechat', 'wecom', 'alipay', 'msn')"
    if not may_all_clear:
        yield _contact("handle", f"{chosen} AND reverse(f.value) = %s", folded[::-1])
    yield _contact("handle", f"{chosen} AND f.value LIKE %s", f"{escaped(folded)}%", needs_clear=True)


def _other_probes(scrap: Scrap) -> Iterator[Probe]:
    """Fields that an administrator added and wants searched: by two hanzi, or from the beginning."""
    if scrap.other_grams:
        yield Probe("other", "g.grams @> %s::text[]", [list(scrap.other_grams)])
    elif len(scrap.other) >= LEAST_OTHER:
        yield Probe("other", "g.search_keys LIKE %s", [f"% #{escaped(scrap.other)}%"])


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

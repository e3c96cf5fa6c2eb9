"""Companies in the search box: by any piece of any of their names, by code, phone or e-mail.

The same row of index probes as for guests (`search.py`, ADR 0008), over the company's own columns.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_policy import visible_companies_sql
from huitouke.guests.search import LAST_SIGN, Found, Probe, escaped
from huitouke.guests.values.credit_codes import fold_code
from huitouke.guests.values.search import Scrap, parse_scrap

RESULT_LIMIT = 20


def search_companies(actor: Actor, text: str, limit: int = RESULT_LIMIT) -> list[Found]:
    """The companies that a scrap may mean, the likeliest first, each once; none that the actor may not see. A
    scrap that is too short finds none. `Found.guest_id` is the company's id."""
    actor.require(Right.COMPANIES_VIEW)
    scrap = parse_scrap(text)
    found: dict[UUID, Found] = {}
    if scrap.too_short:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # Every probe has its index; some statistics tempt the planner to read the whole table instead.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for probe in company_probes(scrap):
            cursor.execute(*company_probe_sql(probe, actor, limit))
            for (company_id,) in cursor.fetchall():
                found.setdefault(company_id, Found(company_id, probe.by))
            if len(found) >= limit:
                break
    return list(found.values())[:limit]


def company_probe_sql(probe: Probe, actor: Actor, limit: int) -> tuple[str, list[Any]]:
    """The SQL of one probe for this actor."""
    visible, visible_parameters = visible_companies_sql(actor, "g")
    source = "guests_company g"
    if probe.table:
        source = f"{probe.table} f JOIN guests_company g ON g.id = f.company_id"
    order = f" ORDER BY {probe.order}" if probe.order else ""
    # The pieces come from the constants of this module; every value is a parameter.
    statement = f"SELECT g.id FROM {source} WHERE {probe.condition} AND {visible}{order} LIMIT %s"  # noqa: S608
    return statement, [*probe.parameters, *visible_parameters, limit]


def company_probes(scrap: Scrap) -> Iterator[Probe]:
    """The look-ups that a scrap deserves, the surest first."""
    code = fold_code(scrap.text)
    if len(code) == 18:
        yield Probe("credit_code", "g.credit_code = %s AND g.credit_code <> ''", [code])
    if scrap.email:
        condition = "f.kind = 'email' AND f.value LIKE %s"
        yield Probe("email", condition, [f"%{escaped(scrap.email)}%"], "guests_companyreach")
        return
    if scrap.card or scrap.digits:
        condition = "g.code <> '' AND g.code = %s"
        yield Probe("code", condition, [scrap.text])
    if len(scrap.digits) >= 3:
        condition = "reverse(f.value) LIKE %s"
        yield Probe("phone", condition, [f"{scrap.digits[::-1]}%"], "guests_companyreach")
        yield Probe("phone", "f.value LIKE %s", [f"%{scrap.digits}%"], "guests_companyreach")
    if scrap.grams:
        yield from _hanzi_probes(scrap)
    elif scrap.latin:
        yield from _latin_probes(scrap.latin)
    elif scrap.key and not scrap.digits:
        yield _name_prefix(scrap.key)


def _name_prefix(key: str) -> Probe:
    condition = "g.name_key >= %s AND g.name_key < %s"
    return Probe("name", condition, [key, key + LAST_SIGN], order="g.name_key, g.id")


def _hanzi_probes(scrap: Scrap) -> Iterator[Probe]:
    yield _name_prefix(scrap.key)
    # Pairs without the legal form, which every company bears; of one sign alone, the sign.
    grams = [gram.removeprefix("@") for gram in scrap.company_grams] or list(scrap.grams)
    if scrap.latin:
        latin = f"% {escaped(scrap.latin)}%"
        yield Probe("name", "g.grams @> %s::text[] AND g.search_keys LIKE %s", [grams, latin])
        return
    yield Probe("name", "g.grams @> %s::text[]", [grams])


def _latin_probes(latin: str) -> Iterator[Probe]:
    condition = "g.initials = %s"
    yield Probe("initials", condition, [latin], order="g.initials, g.id")
    condition = "g.pinyin >= %s AND g.pinyin < %s"
    yield Probe("pinyin", condition, [latin, latin + LAST_SIGN], order="g.pinyin, g.id")
    yield Probe("name", "g.search_keys LIKE %s", [f"% {escaped(latin)}%"])

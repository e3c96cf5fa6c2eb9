"""Writing what the field rules say: after each change of a guest of whom several records tell, and for all at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from huitouke.guests.differences import CUSTOM, TARGET_COLUMNS
from huitouke.guests.field_rules import GROUPS, OWN, FieldRules
from huitouke.guests.models import Guest
from huitouke.guests.rows import GUEST
from huitouke.guests.services.holdings import Holding, load_holdings
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.survivorship import refresh_told
from huitouke.identity.field_rules import groups_ever_ruled, rules_and_since
from huitouke.identity.models import Link
from huitouke.identity.services.making_anew import COMPARED, make_anew
from huitouke.identity.settling import FEWEST
from huitouke.kernel import bulk, clock


def settle(guest_ids: Collection[UUID]) -> None:
    """Let these guests show what the rules in force say, inside the transaction in which they changed. One query where
    every field goes its usual way. While rules are being applied, what earlier ones chose is decided anew as well: of
    two who become one the worker may have come to one alone."""
    rules, since = rules_and_since()
    groups = set(rules.orders) if since is not None else groups_ever_ruled()
    if groups:
        settle_under(told_by_several(guest_ids), rules, groups)


def settle_kept(kept_at: Mapping[UUID, datetime]) -> None:
    """Let guests who show again what was kept of them, each at its instant, show what the rules in force say, inside
    the transaction that brought them back. What was kept bears the choices of the rules of then, which may have been
    set back since. Who is shown otherwise than kept bears the present instant as the last change. One query where all
    were kept since the rules in force came to every guest."""
    if not kept_at:
        return
    rules, since = rules_and_since()
    older = [guest_id for guest_id, at in kept_at.items() if since is None or at <= since]
    if older and (groups := groups_ever_ruled()):
        settle_under(told_by_several(older), rules, groups, at=clock.now())


def told_by_several(guest_ids: Collection[UUID]) -> list[UUID]:
    """Those of the guests of whom more than one record tells."""
    links = Link.objects.filter(guest_id__in=bulk.among(guest_ids)).values("guest_id")
    return sorted(
        links.annotate(told=Count("record_id")).filter(told__gte=FEWEST).values_list("guest_id", flat=True)
    )


def settle_under(
    guest_ids: Sequence[UUID],
    rules: FieldRules,
    groups: Collection[str],
    *,
    writes: bool = True,
    at: datetime | None = None,
) -> list[UUID]:
    """Decide these groups of fields of these guests by rules, and write what comes out, inside the caller's
    transaction; the guests who are shown otherwise than before. Nothing else of them is touched; `at` becomes the
    instant of their last change where it is given. Without `writes` that is only told, and nobody is locked. Guests of
    whom a record was emptied are left as they are."""
    if not guest_ids:
        return []
    found = Guest.objects.filter(id__in=bulk.among(guest_ids)).order_by("id")
    guests = list(found.select_for_update(of=("self",), no_key=True) if writes else found)
    made = make_anew([guest.id for guest in guests], rules)
    holdings = load_holdings(made)
    searched = searched_codes()
    changed = []
    for guest in guests:
        if guest.id not in made:
            continue
        before = [getattr(guest, column) for column in COMPARED]
        _adopt(guest, made[guest.id].guest, groups, holdings[guest.id], searched)
        if before != [getattr(guest, column) for column in COMPARED]:
            guest.updated_at = at or guest.updated_at
            changed.append(guest)
    if writes and changed:
        columns = [*(column for column in COMPARED if column != "created_at"), "updated_at"]
        rows: list[dict[str, Any]] = [
            {"id": guest.id} | {column: getattr(guest, column) for column in columns} for guest in changed
        ]
        bulk.update_rows(GUEST, columns, rows)
    return [guest.id for guest in changed]


def _adopt(
    guest: Guest, told: Guest, groups: Collection[str], holding: Holding, searched: Sequence[str]
) -> None:
    """Let a guest in memory have these groups of fields as another has them, and what is told from them."""
    targets = {target for code in groups for unit in GROUPS.get(code, ()) for target in unit}
    for target in targets:
        for column in TARGET_COLUMNS[target]:
            setattr(guest, column, getattr(told, column))
    if OWN in groups:
        guest.custom = told.custom
        targets |= {CUSTOM + code for code in {*guest.custom, *told.custom}}
        targets |= set(_own((*guest.field_sources, *told.field_sources)))
    sources = {target: record for target, record in guest.field_sources.items() if target not in targets}
    guest.field_sources = sources | {
        target: record for target, record in told.field_sources.items() if target in targets
    }
    if "names" in groups:
        guest.other_names = told.other_names
    refresh_told(guest, holding, searched)


def _own(targets: Iterable[str]) -> list[str]:
    return [target for target in targets if target.startswith(CUSTOM)]

"""Names of groups as an actor may read them.

Who is not to be disclosed is known by no group either: their reservation shows none, and where a group bears their name
(a wedding, a family), this is left out of it for whoever may not know them.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.guests.values.pinyin import display_pinyin
from huitouke.stays.models import Reservation, ReservationGroup, ReservationPerson
from huitouke.stays.policy import hidden_reservations

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
MOST_FOUND = 200
"""Groups that a text is looked for in the names of."""


def veiled(text: str, names: Sequence[str]) -> str:
    """A text in which nobody is named."""
    for name in names:
        text = text.replace(name, "…")
    return text


def veiled_groups(actor: Actor, names: Mapping[UUID, str]) -> dict[UUID, str]:
    """Names of groups by id, without those of members whom the actor may not know: neither whole nor by the given name
    alone, in whatever letters. One query where there are groups, one more where somebody in them is hidden."""
    secrets = _hidden_in(actor, names) if names else {}
    return {
        group_id: re.sub("|".join(map(re.escape, secrets[group_id])), "…", name, flags=re.IGNORECASE)
        if secrets.get(group_id)
        else name
        for group_id, name in names.items()
    }


def groups_named(actor: Actor, text: str) -> list[UUID]:
    """The latest groups in whose name, as the actor may read it, the text stands."""
    found = ReservationGroup.objects.filter(name__icontains=text).order_by("-id")
    names = veiled_groups(actor, dict(found.values_list("id", "name")[:MOST_FOUND]))
    return [group_id for group_id, name in names.items() if text.casefold() in name.casefold()]


def _hidden_in(actor: Actor, groups: Mapping[UUID, str]) -> dict[UUID, list[str]]:
    """What the hidden members of each group would be known by, the longest first."""
    hidden = hidden_reservations(actor)
    if hidden is None:
        return {}
    of_group: dict[UUID, Any] = {}
    known: defaultdict[UUID, set[str]] = defaultdict(set)
    members = Reservation.objects.filter(hidden, group_id__in=list(groups))
    for member, group_id, *texts in members.values_list(
        "id", "group_id", "guest__name", "guest__latin_name", "guest__form_of_address"
    ):
        of_group[member] = group_id
        known[group_id].update(*map(_told_by, texts))
    if not of_group:
        return {}
    persons = ReservationPerson.objects.filter(reservation_id__in=list(of_group))
    for member, *texts in persons.values_list(
        "reservation_id", "name", "guest__name", "guest__latin_name", "guest__form_of_address"
    ):
        known[of_group[member]].update(*map(_told_by, texts))
    return {group_id: sorted(texts, key=len, reverse=True) for group_id, texts in known.items()}


def _told_by(name: str | None) -> set[str]:
    """What tells that somebody of this name is meant: the name, its words, and of a Chinese one the given name and how
    it is read."""
    if not name:
        return set()
    words = {word for word in re.split(r"[\s/,·・]+", f"{name} {display_pinyin(name)}") if len(word) > 2}
    given = {name[-2:]} if len(name) > 2 and _CHINESE.fullmatch(name) else set()
    return {name} | words | given

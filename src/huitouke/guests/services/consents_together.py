"""What holds of consent when two profiles become one guest, and when they part: docs/domain/merge.md has the tables.

No wish is widened. While they are one, the stricter wish of the two stands (`guests.moving` lets the stricter row
stand). When they part, each has again what its own chain says; a refusal or withdrawal that was said while they were
one goes with both, by a link of the leaver's chain that says so.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import ConsentContent, ConsentState, Guest
from huitouke.guests.services.consent_chain import add_link
from huitouke.guests.standard_purposes import SHARE_ENTITIES
from huitouke.guests.values.consent import stricter
from huitouke.kernel import bulk

Key = tuple[UUID, str]


def shares_told(guest_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Whether these guests agree to be known across legal entities; those who said nothing are left out."""
    states = ConsentState.objects.filter(guest_id__in=bulk.among(guest_ids), purpose__code=SHARE_ENTITIES)
    return {
        guest_id: act == ConsentAct.GIVEN
        for guest_id, act in states.order_by("-id").values_list("guest_id", "act")
    }


def carry_stops(actor: Actor, joined: Mapping[UUID, datetime], leaver: UUID) -> int:
    """Refusals and withdrawals said by those who stay since they became one with the leaver are said by the leaver too;
    how many. `joined`: of each who stays the instant from which they were one. What somebody said before is theirs."""
    carried = 0
    together: dict[Key, ConsentContent] = {}
    for home, since in joined.items():
        for key, content in _last_words([home], since=since).items():
            if key not in together or content.entry_id > together[key].entry_id:
                together[key] = content
    for key, content in together.items():
        if content.act == ConsentAct.GIVEN:
            continue
        own = _last_words([leaver]).get(key)
        if own is not None and own.act != ConsentAct.GIVEN:
            continue
        copy = ConsentContent(
            purpose=content.purpose,
            channel=content.channel,
            act=ConsentAct.WITHDRAWN if own is not None else ConsentAct.REFUSED,
            wording=content.wording,
            source=content.source,
            evidence=content.evidence,
            guardian=content.guardian,
            actor_id=actor.id,
            actor_name=actor.name,
        )
        copy.entry = add_link(leaver, copy)
        copy.save()
        carried += 1
    return carried


def settle_states(guest: Guest, homes: Collection[UUID], joined_at: datetime | None) -> None:
    """Let what holds for a guest be what the chains of these homes say: the last word about each purpose and channel
    where it was said since the last of them joined, else the strictest of the last words of each."""
    wanted: dict[Key, ConsentContent] = {}
    for home in homes:
        for key, content in _last_words([home]).items():
            present = wanted.get(key)
            wanted[key] = content if present is None else _stricter(present, content)
    if joined_at is not None:
        wanted |= _last_words(homes, since=joined_at)
    states = {(each.purpose_id, each.channel): each for each in ConsentState.objects.filter(guest=guest)}
    ConsentState.objects.filter(
        id__in=[each.id for key, each in states.items() if key not in wanted]
    ).delete()
    for key, content in wanted.items():
        values: dict[str, Any] = {
            "act": content.act,
            "wording_id": content.wording_id,
            "source": content.source,
            "since": content.entry.made_at,
            "actor_name": content.actor_name,
            "entry_id": content.entry_id,
        }
        held = states.get(key)
        if held is None:
            ConsentState.objects.create(guest=guest, purpose_id=key[0], channel=key[1], **values)
        elif held.entry_id != content.entry_id:
            ConsentState.objects.filter(id=held.id).update(**values)


def _stricter(one: ConsentContent, other: ConsentContent) -> ConsentContent:
    """The stricter of two wishes, of two alike the later."""
    if (one.act == ConsentAct.GIVEN) == (other.act == ConsentAct.GIVEN):
        return max(one, other, key=lambda each: each.entry.made_at)
    return one if stricter([one.act, other.act]) == one.act else other


def _last_words(subjects: Collection[UUID], since: datetime | None = None) -> dict[Key, ConsentContent]:
    """The last content about each purpose and channel in the chains of these subjects."""
    said = ConsentContent.objects.select_related("entry", "purpose", "wording").filter(
        entry__subject_id__in=list(subjects)
    )
    if since is not None:
        said = said.filter(entry__made_at__gte=since)
    return {(each.purpose_id, each.channel): each for each in said.order_by("entry_id")}

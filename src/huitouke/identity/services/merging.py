"""Several profiles become one guest, and part again: decisions over homes, from which everything else is derived.

Whoever is one with whom is told by the decisions in force alone (`identity.models.Decision`), where each row stands by
its home (`kernel.moving`), and what the profile shows by the records (`rebuilding.make_anew`). So merges come back in
any order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import AuditLine, record_audits
from huitouke.guests.events import PROFILES_MERGED
from huitouke.guests.models import Guest
from huitouke.guests.services.aliases import note_aliases
from huitouke.guests.services.consents_together import shares_told
from huitouke.guests.services.holdings import load_holdings
from huitouke.guests.services.joined import drop_profiles, profile_as_told, write_profiles_at_once
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.services.tag_rules import follow_all
from huitouke.guests.survivorship import join_profiles, refresh_told
from huitouke.identity.choices import DecisionKind
from huitouke.identity.errors import AlreadyOneGuest, MergeInvalid
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services.merge_locks import (
    changeable_guests,
    is_across_entities,
    locked_guests,
    refuse_across_entities,
)
from huitouke.identity.services.merge_versions import refuse_stale
from huitouke.identity.services.proposals import hold_proposals
from huitouke.identity.services.settling import settle
from huitouke.identity.togetherness import pairs_apart
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import unnoted_changes
from huitouke.kernel.ids import Uuid7Sequence
from huitouke.kernel.models import FieldChange
from huitouke.kernel.moving import join_owners
from huitouke.kernel.outbox import publish_each

REASON_LIMIT: Final = 500
MOST_AT_ONCE: Final = 20
_HOME_PROFILE: Final = ("id", "home_id", "profile", "taken_at", "last_change")


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge: the guest who is shown, and the decisions by which it is taken back."""

    guest_id: UUID
    decisions: tuple[UUID, ...]


@transaction.atomic
def merge_guests(
    *,
    actor: Actor,
    kept_id: UUID,
    gone_ids: Sequence[UUID],
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
    version: str = "",
) -> Merged:
    """Let these guests be one, shown as `kept_id`. `version` is that of the preview: refuses with `MergeStale` where
    somebody changed one of them since. Ids that guests had before stand for who they are now.

    Refuses guests whom the actor may not see and change as if they did not exist, those of two legal entities who have
    not agreed to be known across them, and those who are one already; nothing is written then. Nothing of either is
    lost: rows go to the one who stays and know whose they were, the ids that go still open the guest.
    """
    actor.require(Right.GUESTS_MERGE)
    problems: dict[str, list[str]] = {}
    if not gone_ids or len(gone_ids) > MOST_AT_ONCE:
        problems["guests"] = [_("Choose from 1 to %(most)s other guests.") % {"most": MOST_AT_ONCE}]
    if len(reason) > REASON_LIMIT:
        problems["reason"] = [_("Write it in %(limit)s signs or fewer.") % {"limit": REASON_LIMIT}]
    if problems:
        raise MergeInvalid(problems)
    kept, *others = locked_guests(actor, [kept_id, *gone_ids])
    if len({kept.id, *(each.id for each in others)}) <= len(others):
        raise AlreadyOneGuest(kept.id)
    # Each with each: who stays would else let two who may not know each other be one.
    for one, other in combinations([kept, *others], 2):
        refuse_across_entities(one, other)
    refuse_stale(version, [kept, *others])
    if len(others) > 1:
        hold_proposals([kept.id, *(each.id for each in others)])
    decisions = tuple(_join(actor, [_Two(kept, each, evidence or {})], reason.strip())[0] for each in others)
    follow_all([kept.id])
    _tell_merged(actor, {kept.id: ([each.id for each in others], decisions)}, [kept])
    return Merged(kept.id, decisions)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two guests who are to become one, shown as `kept_id`, and what spoke for it: codes and weights, never a value."""

    kept_id: UUID
    gone_id: UUID
    evidence: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def merge_many(*, actor: Actor, pairs: Sequence[Pair], reason: str = "") -> dict[UUID, UUID]:
    """Let the guests of each pair be one, as `merge_guests` does, many pairs at once; the decisions, by `gone_id`. The
    number of statements does not grow with that of pairs. Nobody may stand in two of them.

    For what works by itself: nothing is refused. Left out are pairs of whom one is not there under that id any more,
    or not the actor's to see and change, those of two legal entities who have not agreed to be known across them, and
    those of whom somebody decided that they are not one person.
    """
    actor.require(Right.GUESTS_MERGE)
    if len(reason) > REASON_LIMIT:
        raise MergeInvalid({"reason": [_("Write it in %(limit)s signs or fewer.") % {"limit": REASON_LIMIT}]})
    named = [each for pair in pairs for each in (pair.kept_id, pair.gone_id)]
    if len(named) != len(set(named)):
        raise ValueError("each guest stands in one pair")
    guests = changeable_guests(actor, named)
    apart = pairs_apart([(pair.kept_id, pair.gone_id) for pair in pairs])
    found = [
        _Two(guests[pair.kept_id], guests[pair.gone_id], pair.evidence)
        for pair in pairs
        if pair.kept_id in guests
        and pair.gone_id in guests
        and (pair.kept_id, pair.gone_id) not in apart
        and not is_across_entities(guests[pair.kept_id], guests[pair.gone_id])
    ]
    if not found:
        return {}
    decisions = _join(actor, found, reason.strip())
    follow_all([two.kept.id for two in found])
    _tell_merged(
        actor,
        {two.kept.id: ([two.gone.id], [decision]) for two, decision in zip(found, decisions, strict=True)},
        [two.kept for two in found],
    )
    return {two.gone.id: decision for two, decision in zip(found, decisions, strict=True)}


def _tell_merged(
    actor: Actor, merged: Mapping[UUID, tuple[Sequence[UUID], Sequence[UUID]]], kept: Sequence[Guest]
) -> None:
    """The audit row and the event of each guest who is shown; beside them who went, and by which decisions."""
    texts = {
        guest_id: ([str(each) for each in gone], [str(each) for each in decisions])
        for guest_id, (gone, decisions) in merged.items()
    }
    lines = []
    for guest in kept:
        gone, decisions = texts[guest.id]
        lines.append(
            AuditLine(
                guest.id,
                guest.branch_id,
                ["guest"],
                {"gone": " ".join(gone), "decisions": " ".join(decisions)},
            )
        )
    record_audits(actor, PROFILES_MERGED, object_type="guest", lines=lines)
    publish_each(
        PROFILES_MERGED,
        {
            guest_id: {"guest": str(guest_id), "gone": gone, "decisions": decisions}
            for guest_id, (gone, decisions) in texts.items()
        },
    )


class _Two(NamedTuple):
    """Two locked guests who are to become one."""

    kept: Guest
    gone: Guest
    evidence: Mapping[str, Any]


def _join(actor: Actor, pairs: Sequence[_Two], reason: str) -> list[UUID]:
    """Let the second of each two be shown as the first, inside the caller's transaction; the decisions. The number of
    statements does not grow with that of pairs."""
    _keep_home_profiles([guest for two in pairs for guest in (two.kept, two.gone)])
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                kind=DecisionKind.MERGE,
                kept_id=two.kept.id,
                gone_id=two.gone.id,
                actor_id=actor.id,
                actor_name=actor.name,
                reason=reason,
                evidence=dict(two.evidence),
            )
            for two in pairs
        ]
    )
    whose = {two.gone.id: two.kept.id for two in pairs}
    with unnoted_changes():
        join_owners(whose)
        note_aliases(whose)
        drop_profiles(whose)
        told = shares_told(whose.values())
        holdings = load_holdings(whose.values())
        searched = searched_codes()
        for two in pairs:
            agree = two.kept.is_shared and two.gone.is_shared
            join_profiles(two.kept, two.gone)
            two.kept.is_shared = told.get(two.kept.id, agree)
            refresh_told(two.kept, holdings[two.kept.id], searched)
        write_profiles_at_once([two.kept for two in pairs])
        settle(whose.values())
    return [decision.id for decision in decisions]


def _keep_home_profiles(guests: Sequence[Guest]) -> None:
    """Keep profiles whole before they first become one with another."""
    ids = [guest.id for guest in guests]
    kept = set(HomeProfile.objects.filter(home_id__in=bulk.among(ids)).values_list("home_id", flat=True))
    last = FieldChange.objects.aggregate(last=Max("id"))["last"] or 0
    ring, now, numbers = sealer(), clock.now(), Uuid7Sequence()
    lines = []
    for guest in guests:
        if guest.id not in kept:
            told = json.dumps(profile_as_told(guest), ensure_ascii=False).encode()
            lines.append(
                bulk.line((numbers.next_hex(), guest.id, ring.seal(told, guest.id.bytes), now, last))
            )
    bulk.copy_lines(HomeProfile._meta.db_table, _HOME_PROFILE, b"".join(lines))

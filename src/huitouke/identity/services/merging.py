"""Several profiles become one guest, and part again: decisions over homes, from which everything else is derived.

Whoever is one with whom is told by the decisions in force alone (`identity.models.Decision`), where each row stands by
its home (`kernel.moving`), and what the profile shows by the records (`rebuilding.make_anew`). So merges come back in
any order.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.aliases import ids_of, present_id, present_ids
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.events import PROFILES_MERGED, PROFILES_UNMERGED
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit, may_use
from huitouke.guests.services.aliases import note_alias, part_aliases
from huitouke.guests.services.consents_together import carry_stops, settle_states, shares
from huitouke.guests.services.holdings import load_holdings
from huitouke.guests.services.joined import (
    drop_profile,
    lock_profiles,
    profile_as_told,
    profile_from,
    write_profile,
)
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.services.tag_rules import follow_all
from huitouke.guests.survivorship import join_profiles, refresh_from_rows, refresh_told
from huitouke.identity.choices import DecisionKind, LinkReason
from huitouke.identity.errors import (
    AlreadyOneGuest,
    MergeAcrossEntities,
    MergeInvalid,
    MergeNotFound,
    MergeWithdrawn,
)
from huitouke.identity.merged import branch_of, decisions_between
from huitouke.identity.models import Decision, HomeProfile, Link
from huitouke.identity.queries import require_named
from huitouke.identity.services.merge_versions import refuse_stale
from huitouke.identity.services.rebuilding import COMPARED, make_anew
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import unnoted_changes
from huitouke.kernel.models import FieldChange
from huitouke.kernel.moving import Parting, join_owners, part_owners, send_records_home
from huitouke.kernel.outbox import publish

REASON_LIMIT: Final = 500
MOST_AT_ONCE: Final = 20
_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge: the guest who is shown, and the decisions by which it is taken back."""

    guest_id: UUID
    decisions: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Whom an un-merge left: the guest who was shown, and the one who is there again."""

    stayer_id: UUID
    leaver_id: UUID


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
    kept, *others = _locked(actor, [kept_id, *gone_ids])
    if len({kept.id, *(each.id for each in others)}) <= len(others):
        raise AlreadyOneGuest(kept.id)
    for each in others:
        _refuse_across_entities(kept, each)
    refuse_stale(version, [kept, *others])
    with unnoted_changes():
        decisions = tuple(_join(actor, kept, each, reason.strip(), evidence or {}) for each in others)
    follow_all([kept.id])
    gone = [str(each.id) for each in others]
    told = [str(each) for each in decisions]
    record_audit(
        actor,
        PROFILES_MERGED,
        object_type="guest",
        object_id=kept.id,
        branch_id=kept.branch_id,
        fields=["guest"],
        gone=" ".join(gone),
        decisions=" ".join(told),
    )
    publish(PROFILES_MERGED, key=kept.id, guest=str(kept.id), gone=gone, decisions=told)
    return Merged(kept.id, decisions)


@transaction.atomic
def unmerge_guests(
    *,
    actor: Actor,
    decision_id: UUID,
    records: Collection[UUID] = (),
    version: str = "",
    stay_apart: bool = True,
) -> Unmerged:
    """Take a merge back: who was shown as another is a guest again, with all that came with their records, and with
    whoever had become one with them before.

    What was done since the merge stays with the guest who is shown, but for the saves at the desk named in `records`,
    which go with the other. A refusal of consent said meanwhile goes with both. `stay_apart` notes that the two are not
    one person, so that they are not proposed again. Refuses a merge taken back before, and as `merge_guests` does.
    """
    actor.require(Right.GUESTS_MERGE)
    decision = _decision_in_force(actor, decision_id)
    ids = ids_of(present_id(decision.gone_id))
    guest = Guest.objects.get(id=ids[0])
    refuse_stale(version, [guest])
    chosen = _chosen_records(guest, decision, records)
    with unnoted_changes():
        parted = _part(actor, guest, decision, chosen)
    decision.withdrawn_at, decision.withdrawn_by_id, decision.withdrawn_by = clock.now(), actor.id, actor.name
    decision.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_by"])
    if stay_apart:
        Decision.objects.create(
            kind=DecisionKind.APART,
            kept_id=decision.kept_id,
            gone_id=decision.gone_id,
            actor_id=actor.id,
            actor_name=actor.name,
        )
    follow_all([parted.stayer_id, parted.leaver_id])
    record_audit(
        actor,
        PROFILES_UNMERGED,
        object_type="guest",
        object_id=parted.stayer_id,
        branch_id=guest.branch_id,
        fields=["guest"],
        gone=str(parted.leaver_id),
        decisions=str(decision.id),
    )
    publish(
        PROFILES_UNMERGED,
        key=parted.stayer_id,
        guest=str(parted.stayer_id),
        other=str(parted.leaver_id),
        decision=str(decision.id),
    )
    return Unmerged(parted.stayer_id, parted.leaver_id)


def cut_out(ids: Collection[UUID]) -> None:
    """Let these homes be one with nobody else, inside the caller's transaction: before an erasure that meant them alone
    is done again."""
    for decision in list(Decision.objects.in_force().filter(Q(gone_id__in=ids) | Q(kept_id__in=ids))):
        if (decision.gone_id in ids) != (decision.kept_id in ids):
            (guest,) = _locked(SYSTEM, [decision.gone_id])
            with unnoted_changes():
                _part(SYSTEM, guest, decision, ())


def _locked(actor: Actor, guest_ids: Sequence[UUID]) -> list[Guest]:
    """The guests of these ids as they are now, locked, if the actor may see, name and change every one of them."""
    for _number in range(_TRIES):
        present = present_ids(guest_ids)
        seen = set(
            Guest.objects.visible_to(actor).filter(id__in=set(present.values())).values_list("id", flat=True)
        )
        if seen != set(present.values()):
            if present_ids(guest_ids) == present:
                raise GuestNotFound
            continue
        with transaction.atomic():
            guests = lock_profiles(set(present.values()))
            is_whole = len(guests) == len(set(present.values()))
            if not is_whole:
                # Somebody merged one of them while we waited: let go, so that nobody waits in a circle.
                transaction.set_rollback(True)
        if is_whole:
            for guest in guests.values():
                _refuse_unseen(actor, guest)
            return [guests[present[each]] for each in guest_ids]
    raise GuestNotFound


def _refuse_unseen(actor: Actor, guest: Guest) -> None:
    if not (
        may_use(actor, Right.GUESTS_VIEW, guest.legal_entity_id, guest.is_shared)
        and may_use(actor, Right.GUESTS_MERGE, guest.legal_entity_id, guest.is_shared)
        and may_edit(actor, guest.legal_entity_id, guest.is_shared)
    ):
        raise GuestNotFound
    require_named(actor, guest)


def _refuse_across_entities(kept: Guest, gone: Guest) -> None:
    entities = {kept.legal_entity_id, gone.legal_entity_id} - {None}
    if len(entities) > 1 and not (kept.is_shared and gone.is_shared):
        raise MergeAcrossEntities


def get_merge(actor: Actor, decision_id: UUID) -> Decision:
    """A merge in force of a guest whom the actor may see, name and change; else `MergeNotFound`, and `MergeWithdrawn`
    for one that was taken back."""
    actor.require(Right.GUESTS_MERGE)
    decision: Decision | None = Decision.objects.filter(id=decision_id, kind=DecisionKind.MERGE).first()
    if decision is None:
        raise MergeNotFound
    guest: Guest | None = Guest.objects.visible_to(actor).filter(id=present_id(decision.gone_id)).first()
    if guest is None:
        raise MergeNotFound
    try:
        _refuse_unseen(actor, guest)
    except GuestNotFound:
        raise MergeNotFound from None
    if decision.withdrawn_at is not None:
        raise MergeWithdrawn
    return decision


def _decision_in_force(actor: Actor, decision_id: UUID) -> Decision:
    """The merge, its guest locked; refuses one that was taken back, and one whose guest the actor may not change."""
    for _number in range(_TRIES):
        decision: Decision | None = Decision.objects.filter(id=decision_id, kind=DecisionKind.MERGE).first()
        if decision is None:
            raise MergeNotFound
        try:
            (guest,) = _locked(actor, [decision.gone_id])
        except GuestNotFound:
            raise MergeNotFound from None
        decision.refresh_from_db()
        if decision.withdrawn_at is not None:
            raise MergeWithdrawn
        if guest.id == present_id(decision.gone_id):
            return decision
    raise MergeNotFound


def _join(actor: Actor, kept: Guest, gone: Guest, reason: str, evidence: Mapping[str, Any]) -> UUID:
    """Let one locked guest be shown as another, inside the caller's transaction; the decision."""
    for each in (kept, gone):
        _keep_home_profile(each)
    decision = Decision.objects.create(
        kind=DecisionKind.MERGE,
        kept_id=kept.id,
        gone_id=gone.id,
        actor_id=actor.id,
        actor_name=actor.name,
        reason=reason,
        evidence=dict(evidence),
    )
    join_owners(kept.id, gone.id)
    note_alias(gone.id, kept.id)
    drop_profile(gone.id)
    agrees = kept.is_shared and gone.is_shared
    join_profiles(kept, gone)
    kept.is_shared = shares(kept.id, otherwise=agrees)
    refresh_told(kept, load_holdings([kept.id])[kept.id], searched_codes())
    write_profile(kept)
    found: UUID = decision.id
    return found


def _keep_home_profile(guest: Guest) -> None:
    """Keep the profile whole before it first becomes one with another."""
    if HomeProfile.objects.filter(home_id=guest.id).exists():
        return
    told = json.dumps(profile_as_told(guest), ensure_ascii=False).encode()
    last = FieldChange.objects.aggregate(last=Max("id"))["last"] or 0
    HomeProfile.objects.create(
        home_id=guest.id, profile=sealer().seal(told, guest.id.bytes), last_change=last
    )


def _chosen_records(guest: Guest, decision: Decision, records: Collection[UUID]) -> list[UUID]:
    """Saves at the desk since the merge that are to go with the leaver; refuses others."""
    wanted = set(records)
    if wanted - set(saves_since(guest, decision).values_list("record_id", flat=True)):
        raise MergeInvalid(
            {"records": [_("Only what was saved at the desk since the merge can be given to the other.")]}
        )
    return sorted(wanted)


def saves_since(guest: Guest, decision: Decision) -> Any:
    """The links of saves at the desk since a merge."""
    return Link.objects.filter(guest=guest, reason=LinkReason.DESK).filter(
        Q(linked_at__gt=decision.made_at) | Q(linked_at=decision.made_at, record_id__gt=decision.id)
    )


def _part(
    actor: Actor,
    guest: Guest,
    decision: Decision,
    records: Sequence[UUID],
) -> Unmerged:
    """Let the two be two again, inside the caller's transaction."""
    homes = ids_of(guest.id)
    leaver = decision.gone_id
    others = [each for each in decisions_between(homes) if each.id != decision.id]
    leaving = branch_of(leaver, others)
    staying = tuple(home for home in homes if home not in leaving)
    send_records_home(records, guest.id, leaver)
    images = {each.home_id: each for each in HomeProfile.objects.filter(home_id__in=homes)}
    write_profile(_opened(images[leaver]), is_new=True, at_once=False)
    carry_stops(actor, staying, leaver, decision.made_at)
    part_owners(Parting(guest.id, leaver, leaving, staying))
    part_aliases(guest.id, leaver, leaving)
    Decision.objects.filter(id=decision.id).update(withdrawn_at=clock.now())
    for root, ids in ((guest.id, staying), (leaver, leaving)):
        own = [each for each in others if each.gone_id in ids]
        _settle(root, ids, own, images)
    return Unmerged(guest.id, leaver)


def _settle(
    root: UUID, homes: Sequence[UUID], decisions: Sequence[Decision], images: Mapping[UUID, HomeProfile]
) -> None:
    """Let a guest show what these homes are: as before the first merge where one stands alone and nothing was told of
    it since, else made anew from the records."""
    image = images[root]
    is_alone = len(homes) == 1
    if is_alone and _is_untouched(root, image):
        profile, at_once = _opened(image), False
    else:
        profile, at_once = _made_anew(root, homes, decisions, images), True
    settle_states(profile, homes, _last(decisions))
    profile.is_shared = shares(root, otherwise=all(_opened(images[home]).is_shared for home in homes))
    refresh_from_rows(profile, load_holdings([root])[root])
    write_profile(profile, at_once=at_once)
    if is_alone:
        image.delete()


def _last(decisions: Iterable[Decision]) -> datetime | None:
    return max((each.made_at for each in decisions), default=None)


def _is_untouched(home: UUID, image: HomeProfile) -> bool:
    """Whether no record and no act told anything of a home since its profile was kept."""
    since = Q(linked_at__gt=image.taken_at) | Q(record_id__gt=image.id)
    return not (
        Link.objects.filter(guest_id=home).filter(since).exists()
        or FieldChange.objects.filter(subject_id=home, id__gt=image.last_change).exists()
    )


def _made_anew(
    root: UUID, homes: Sequence[UUID], decisions: Sequence[Decision], images: Mapping[UUID, HomeProfile]
) -> Guest:
    """The profile from the records; where these do not tell all any more, from how the homes stood when they became one
    with others."""
    profiles = {home: _opened(images[home]) for home in homes}
    for each in decisions:
        join_profiles(profiles[each.kept_id], profiles.pop(each.gone_id))
    (profile,) = profiles.values()
    told = make_anew([root]).get(root)
    if told is None:
        refresh_told(profile, load_holdings([root])[root], searched_codes())
        return profile
    for column in COMPARED:
        setattr(profile, column, getattr(told, column))
    return profile


def _opened(image: HomeProfile) -> Guest:
    return profile_from(json.loads(sealer().open(bytes(image.profile), image.home_id.bytes)))

"""A merge is taken back: the branch below whoever went leaves, each side shows what its homes say, and what was done
meanwhile goes where it belongs."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.aliases import ids_of, present_id
from huitouke.guests.events import PROFILES_UNMERGED
from huitouke.guests.models import Guest
from huitouke.guests.services.aliases import part_aliases
from huitouke.guests.services.consents_together import carry_stops, settle_states, shares_told
from huitouke.guests.services.holdings import load_holdings
from huitouke.guests.services.joined import profile_from, write_profile
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.services.tag_rules import follow_all
from huitouke.guests.survivorship import join_profiles, refresh_from_rows, refresh_told
from huitouke.identity.choices import LinkReason
from huitouke.identity.errors import MergeInvalid
from huitouke.identity.merged import branch_of, decisions_between, homes_of_records
from huitouke.identity.models import Decision, HomeProfile, Link
from huitouke.identity.services.apart import note_apart
from huitouke.identity.services.making_anew import COMPARED, make_anew
from huitouke.identity.services.merge_locks import decision_in_force, locked_guests
from huitouke.identity.services.merge_versions import refuse_stale
from huitouke.identity.services.settling import settle_kept
from huitouke.identity.services.standing_rows import bring_told_rows
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import unnoted_changes
from huitouke.kernel.models import FieldChange
from huitouke.kernel.moving import follow_records, send_records_home
from huitouke.kernel.outbox import publish
from huitouke.kernel.parting import Parting, part_owners


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Whom an un-merge left: the guest who was shown, and the one who is there again."""

    stayer_id: UUID
    leaver_id: UUID


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
    decision = decision_in_force(actor, decision_id)
    ids = ids_of(present_id(decision.gone_id))
    guest = Guest.objects.get(id=ids[0])
    refuse_stale(version, [guest])
    chosen = _chosen_records(guest, decision, records)
    with unnoted_changes():
        parted = _part(actor, guest, decision, chosen)
    decision.withdrawn_at, decision.withdrawn_by_id, decision.withdrawn_by = clock.now(), actor.id, actor.name
    decision.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_by"])
    if stay_apart:
        note_apart(
            actor=actor,
            pair=(decision.kept_id, decision.gone_id),
            homes=ids_of(parted.stayer_id),
            other_homes=ids_of(parted.leaver_id),
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
            (guest,) = locked_guests(SYSTEM, [decision.gone_id])
            with unnoted_changes():
                parted = _part(SYSTEM, guest, decision, ())
            follow_all([parted.stayer_id, parted.leaver_id])


def _chosen_records(guest: Guest, decision: Decision, records: Collection[UUID]) -> list[UUID]:
    """Saves at the desk since the merge that are to go with the leaver; refuses others."""
    wanted = set(records)
    if wanted - set(saves_since(guest, decision)):
        raise MergeInvalid(
            {"records": [_("Only what was saved at the desk since the merge can be given to the other.")]}
        )
    return sorted(wanted)


def saves_since(guest: Guest, decision: Decision) -> list[UUID]:
    """The records of saves at the desk that were of the two of a merge together, in their order: those of who stays,
    since they became one with the leaver. What was saved of somebody who became one with them later, before that, is
    theirs alone."""
    joined = _joined_since(decision, decisions_between(ids_of(guest.id)))
    links = list(
        Link.objects.filter(guest=guest, reason=LinkReason.DESK, linked_at__gte=decision.made_at)
        .order_by("linked_at", "record_id")
        .values_list("record_id", "linked_at")
    )
    homes = homes_of_records([record_id for record_id, _linked_at in links])
    return [
        record_id
        for record_id, linked_at in links
        if (since := joined.get(homes.get(record_id, guest.id))) is not None
        and (linked_at, record_id) > since
    ]


def _joined_since(decision: Decision, decisions: Sequence[Decision]) -> dict[UUID, tuple[datetime, UUID]]:
    """Of each home that stays when a merge is taken back: the decision by which it became one with the leaver, as
    instant and id. That is the last on the way between the two."""
    since = {decision.kept_id: (decision.made_at, decision.id)}
    wave = [decision.kept_id]
    for home in wave:
        for each in decisions:
            if each.id != decision.id and home in (each.kept_id, each.gone_id):
                other = each.gone_id if home == each.kept_id else each.kept_id
                if other not in since:
                    since[other] = max(since[home], (each.made_at, each.id))
                    wave.append(other)
    return since


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
    write_profile(opened_profile(images[leaver]), is_new=True, at_once=False)
    since = _joined_since(decision, others)
    carry_stops(actor, {home: since[home][0] for home in staying}, leaver)
    part_owners(Parting(guest.id, leaver, leaving, staying))
    part_aliases(guest.id, leaver, leaving)
    Decision.objects.filter(id=decision.id).update(withdrawn_at=clock.now())
    as_kept: dict[UUID, datetime] = {}
    for root, ids in ((guest.id, staying), (leaver, leaving)):
        own = [each for each in others if each.gone_id in ids]
        if _settle(root, ids, own, images, decision.made_at):
            as_kept[root] = images[root].taken_at
    settle_kept(as_kept)
    return Unmerged(guest.id, leaver)


def _settle(
    root: UUID,
    homes: Sequence[UUID],
    decisions: Sequence[Decision],
    images: Mapping[UUID, HomeProfile],
    joined_at: datetime,
) -> bool:
    """Let a guest show what these homes are: as before the first merge where one stands alone and nothing was told of
    it since, else made anew from the records, by the field rules in force. Whether it was the former. `joined_at` is
    the instant of the merge that was taken back."""
    image = images[root]
    is_alone = len(homes) == 1
    is_as_kept = is_alone and _is_untouched(root, image)
    if is_as_kept:
        profile = opened_profile(image)
    else:
        profile = _made_anew(root, homes, decisions, images, joined_at)
    settle_states(profile, homes, _last(decisions))
    profile.is_shared = shares_told([root]).get(
        root, all(opened_profile(images[home]).is_shared for home in homes)
    )
    refresh_from_rows(profile, load_holdings([root])[root])
    write_profile(profile, at_once=not is_as_kept)
    if is_alone:
        image.delete()
    return is_as_kept


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
    root: UUID,
    homes: Sequence[UUID],
    decisions: Sequence[Decision],
    images: Mapping[UUID, HomeProfile],
    joined_at: datetime,
) -> Guest:
    """The profile from the records, with the rows that those since the merge tell; where they do not tell all any more,
    from how the homes stood when they became one with others."""
    profiles = {home: opened_profile(images[home]) for home in homes}
    for each in decisions:
        join_profiles(profiles[each.kept_id], profiles.pop(each.gone_id))
    (profile,) = profiles.values()
    told = make_anew([root]).get(root)
    if told is None:
        refresh_told(profile, load_holdings([root])[root], searched_codes())
        return profile
    since = Link.objects.filter(guest_id=root, linked_at__gte=joined_at).values_list("record_id", flat=True)
    if (brought := bring_told_rows(root, told, set(since))) and len(homes) > 1:
        follow_records(brought)
    for column in COMPARED:
        setattr(profile, column, getattr(told.guest, column))
    return profile


def opened_profile(image: HomeProfile) -> Guest:
    return profile_from(json.loads(sealer().open(bytes(image.profile), image.home_id.bytes)))

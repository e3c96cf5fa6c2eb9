"""A guest whom several legal entities came to know, and who no longer agrees to it, is each one's again."""

from uuid import UUID

from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.guests.aliases import ids_of, present_id
from huitouke.guests.models import Guest
from huitouke.identity.merged import branch_of, decisions_between
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services.merge_locks import locked_guests
from huitouke.identity.services.unmerging import opened_profile, unmerge_guests


@transaction.atomic
def part_entities(guest_id: UUID) -> list[UUID]:
    """Take back the merges that join profiles of several legal entities in a guest who does not agree to it, the newest
    first and no more than that takes; the decisions. Nothing where one entity alone knows the guest, or they agree."""
    taken_back: list[UUID] = []
    waiting = [present_id(guest_id)]
    while waiting:
        root = waiting.pop()
        guest = Guest.objects.filter(id=root).first()
        if guest is None or guest.is_shared or len(ids_of(root)) == 1:
            continue
        locked_guests(SYSTEM, [root])
        decision = _joining(root)
        if decision is None:
            continue
        # No word that they are two: with consent they may be found to be one again.
        parted = unmerge_guests(actor=SYSTEM, decision_id=decision.id, stay_apart=False)
        taken_back.append(decision.id)
        waiting += [parted.stayer_id, parted.leaver_id]
    return taken_back


def _joining(root: UUID) -> Decision | None:
    """The newest merge of a guest that has the profiles of an entity on one side alone, and others' on the other; where
    there is none, the newest with different entities on its two sides."""
    homes = ids_of(root)
    entities = {
        image.home_id: opened_profile(image).legal_entity_id
        for image in HomeProfile.objects.filter(home_id__in=homes)
    }
    decisions = decisions_between(homes)
    mixed = None
    for decision in reversed(decisions):
        leaving = branch_of(decision.gone_id, decisions)
        theirs = {entities.get(home) for home in leaving} - {None}
        others = {entities.get(home) for home in homes if home not in leaving} - {None}
        if theirs and others and theirs.isdisjoint(others):
            return decision
        if mixed is None and theirs and others and len(theirs | others) > 1:
            mixed = decision
    return mixed

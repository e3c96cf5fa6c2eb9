"""Agreements that come together with new guests, many at once: from a house that asked before it came to Huitouke."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.choices import ConsentAct, ConsentSource
from huitouke.guests.errors import ConsentInvalid, PurposeNotFound
from huitouke.guests.events import CONSENTS_TAKEN_IN
from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentState, Guest, Purpose
from huitouke.guests.services.consent_chain import begin_chains
from huitouke.guests.services.purposes import freeze_wordings, wording_in_force
from huitouke.guests.values.consent import is_under_consent_age
from huitouke.kernel import bulk, clock


def take_in_agreements(*, actor: Actor, purpose_code: str, guest_ids: Collection[UUID]) -> int:
    """Record that these guests agree to a purpose without channels, each by the first link of their chain and under the
    words in force; how many. Inside the transaction in which the guests are made, so that nobody has said anything yet;
    whoever makes them tells of them, and no event is written here. One audit row.

    Left out are guests under 14, for whom nobody here can name a guardian. Refuses a purpose that is closed, that needs
    no consent, or that has no words yet; ValueError for one with channels.
    """
    actor.require_group(Right.CONSENT_EDIT)
    purpose = Purpose.objects.filter(code=purpose_code).first()
    if purpose is None:
        raise PurposeNotFound
    if purpose.channels:
        raise ValueError("each channel is agreed to by itself")
    today = clock.now().date()
    wording = wording_in_force(purpose, today)
    if not purpose.needs_consent:
        raise ConsentInvalid(
            {"purpose": [_("For this purpose nobody is asked: the law or the contract is its ground.")]}
        )
    if purpose.is_closed:
        raise ConsentInvalid({"purpose": [_("This purpose is closed.")]})
    if wording is None:
        raise ConsentInvalid(
            {"purpose": [_("There are no words for this purpose yet. Add them under Settings, Purposes.")]}
        )
    born = Guest.objects.filter(id__in=bulk.among(guest_ids)).order_by("id").values_list("id", "birth_date")
    grown_up = [guest_id for guest_id, day in born if not is_under_consent_age(day, today)]
    contents = {
        guest_id: ConsentContent(
            purpose=purpose,
            act=ConsentAct.GIVEN.value,
            wording=wording,
            source=ConsentSource.IMPORT.value,
            actor_id=actor.id,
            actor_name=actor.name,
        )
        for guest_id in grown_up
    }
    links = begin_chains(contents)
    for guest_id, content in contents.items():
        content.entry = links[guest_id]
    ConsentContent.objects.bulk_create(contents.values())
    ConsentState.objects.bulk_create(
        _state(guest_id, content, links[guest_id]) for guest_id, content in contents.items()
    )
    freeze_wordings([str(wording.id)])
    record_audit(
        actor,
        CONSENTS_TAKEN_IN,
        object_type="purpose",
        object_id=purpose.id,
        fields=["consent"],
        purpose=purpose.code,
        guests=len(contents),
    )
    return len(contents)


def _state(guest_id: UUID, content: ConsentContent, entry: ConsentEntry) -> ConsentState:
    return ConsentState(
        guest_id=guest_id,
        purpose=content.purpose,
        act=content.act,
        wording=content.wording,
        source=content.source,
        since=entry.made_at,
        actor_name=content.actor_name,
        entry=entry,
    )

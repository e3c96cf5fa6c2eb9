"""Recording what a guest said about a purpose: one link of the chain, and what holds now."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.services import record_audit
from huitouke.guests.aliases import present_id
from huitouke.guests.choices import ConsentAct, ConsentSource, Ground
from huitouke.guests.errors import ConsentInvalid, GuestNotFound, PurposeNotFound
from huitouke.guests.events import CONSENT_RECORDED
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentState, Guest, Purpose, Wording
from huitouke.guests.policy import visible_condition
from huitouke.guests.services.consent_chain import add_link
from huitouke.guests.services.purposes import wording_in_force
from huitouke.guests.standard_purposes import MARKETING, SHARE_ENTITIES
from huitouke.guests.values.consent import is_under_consent_age
from huitouke.kernel import clock
from huitouke.kernel.history import tell_history
from huitouke.kernel.outbox import publish

EVIDENCE_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What a guest said, and how the hotel knows. `guardian` names the guardian of a guest under 14 and the
    relation."""

    purpose: str
    act: str
    channel: str = ""
    source: str = ConsentSource.DESK.value
    evidence: str = ""
    guardian: str = ""


@transaction.atomic
def record_consent(
    *,
    actor: Actor,
    guest_id: UUID,
    said: Said,
    wording: Wording | None = None,
    record_id: UUID | None = None,
    version: int | None = None,
) -> ConsentEntry:
    """Record an agreement, a refusal or a withdrawal, under the wording in force unless one is named. `version` is that
    of the words that were read out: an agreement to others than those in force is refused.

    Refuses where the law asks for no consent, an unknown channel, an agreement of a guest under 14 without the
    guardian, a withdrawal of what was never given; nothing is written then. Agreeing to share between legal entities
    makes the profile seen there, anything else unseen at once.
    """
    guest = _locked(actor, guest_id)
    purpose = Purpose.objects.filter(code=said.purpose).first()
    if purpose is None:
        raise PurposeNotFound
    today = guest.branch.business_date if guest.branch else clock.now().date()
    if wording is None:
        wording = wording_in_force(purpose, today)
    state = ConsentState.objects.filter(guest=guest, purpose=purpose, channel=said.channel).first()
    if version is not None and said.act == ConsentAct.GIVEN and wording and wording.version != version:
        changed = _(
            "The words have changed since this page was opened. Read them out anew, then record the answer."
        )
        raise ConsentInvalid({"purpose": [changed]})
    _refuse(guest, purpose, wording, said, state, is_young=is_under_consent_age(guest.birth_date, today))
    content = ConsentContent(
        purpose=purpose,
        channel=said.channel,
        act=said.act,
        wording=wording,
        source=said.source,
        evidence=said.evidence.strip() or None,
        guardian=said.guardian.strip() or None,
        actor_id=actor.id,
        actor_name=actor.name,
        record_id=record_id,
    )
    entry = add_link(guest.id, content)
    content.entry = entry
    content.save()
    if wording is not None and not wording.is_used:
        Wording.objects.filter(id=wording.id).update(is_used=True)
    ConsentState.objects.update_or_create(
        guest=guest,
        purpose=purpose,
        channel=said.channel,
        defaults={
            "act": said.act,
            "wording": wording,
            "source": said.source,
            "since": entry.made_at,
            "actor_name": actor.name,
            "entry": entry,
        },
    )
    if purpose.code == SHARE_ENTITIES:
        _share(actor, guest, is_shared=said.act == ConsentAct.GIVEN, record_id=record_id)
    record_audit(
        actor,
        CONSENT_RECORDED,
        object_type="guest",
        object_id=guest.id,
        branch_id=guest.branch_id,
        fields=["consent"],
        purpose=purpose.code,
        channel=said.channel,
        act=said.act,
        number=entry.number,
    )
    publish(
        CONSENT_RECORDED,
        key=guest.id,
        guest=str(guest.id),
        purpose=purpose.code,
        channel=said.channel,
        act=said.act,
    )
    return entry


@transaction.atomic
def stop_marketing(*, actor: Actor, guest_id: UUID, source: str, evidence: str = "") -> int:
    """The guest wants no marketing on any channel: each that is not refused already is withdrawn or refused; how many
    were."""
    purpose = Purpose.objects.get(code=MARKETING)
    guest = _locked(actor, guest_id)
    acts = dict(ConsentState.objects.filter(guest=guest, purpose=purpose).values_list("channel", "act"))
    done = 0
    for channel in purpose.channels:
        act = acts.get(channel)
        if act in (ConsentAct.REFUSED, ConsentAct.WITHDRAWN):
            continue
        stop = ConsentAct.WITHDRAWN if act == ConsentAct.GIVEN else ConsentAct.REFUSED
        record_consent(
            actor=actor, guest_id=guest_id, said=Said(MARKETING, stop.value, channel, source, evidence)
        )
        done += 1
    return done


def _locked(actor: Actor, guest_id: UUID) -> Guest:
    actor.require(Right.CONSENT_EDIT)
    guest: Guest | None = (
        Guest.objects.visible_to(actor)
        .filter(visible_condition(actor, Right.CONSENT_EDIT))
        .select_related("branch")
        .select_for_update(of=("self",))
        .filter(id=guest_id)
        .first()
    )
    if guest is None and (present := present_id(guest_id)) != guest_id:
        return _locked(actor, present)
    if guest is None:
        raise GuestNotFound
    if not sight_of_guest(actor, guest).is_named:
        raise RightMissing(Right.GUESTS_CONFIDENTIAL.value)
    return guest


def _refuse(
    guest: Guest,
    purpose: Purpose,
    wording: Wording | None,
    said: Said,
    state: ConsentState | None,
    *,
    is_young: bool,
) -> None:
    problems: dict[str, list[str]] = {}
    is_given = said.act == ConsentAct.GIVEN
    if purpose.ground == Ground.LEGAL_DUTY or (not purpose.needs_consent and not purpose.channels):
        problems["purpose"] = [_("For this purpose nobody is asked: the law or the contract is its ground.")]
    elif purpose.is_closed and is_given:
        problems["purpose"] = [_("This purpose is closed.")]
    elif is_given and wording is None:
        problems["purpose"] = [
            _("There are no words for this purpose yet. Add them under Settings, Purposes.")
        ]
    if said.channel not in (purpose.channels or [""]):
        problems["channel"] = [_("Choose one of the channels of this purpose.")]
    if said.act not in ConsentAct.values:
        problems["act"] = [_("Choose what the guest said.")]
    if said.act == ConsentAct.WITHDRAWN and (state is None or state.act != ConsentAct.GIVEN):
        problems["act"] = [_("Nothing was agreed to that could be withdrawn. Record a refusal instead.")]
    if said.source not in ConsentSource.values:
        problems["source"] = [_("Choose how the hotel knows.")]
    if len(said.evidence) > EVIDENCE_LIMIT:
        problems["evidence"] = [_("Write it in %(limit)s signs or fewer.") % {"limit": EVIDENCE_LIMIT}]
    if is_given and is_young and not said.guardian.strip():
        problems["guardian"] = [_("The guest is under 14: name the guardian who agrees, and the relation.")]
    if len(said.guardian) > EVIDENCE_LIMIT:
        problems["guardian"] = [_("Write it in %(limit)s signs or fewer.") % {"limit": EVIDENCE_LIMIT}]
    if problems:
        raise ConsentInvalid(problems)


def _share(actor: Actor, guest: Guest, *, is_shared: bool, record_id: UUID | None) -> None:
    """The profile is seen across legal entities while the separate consent stands."""
    tell_history(actor_id=actor.id, record_id=record_id, reason=SHARE_ENTITIES)
    Guest.objects.filter(id=guest.id).update(is_shared=is_shared)

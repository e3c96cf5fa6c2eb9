"""Reads of consent: the table of the guest page, its history, and whether somebody may be contacted, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.guests.aliases import ids_of
from huitouke.guests.choices import ConsentAct, ConsentSource, Ground
from huitouke.guests.errors import PurposeNotFound
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentState, Guest, Purpose, Wording
from huitouke.guests.queries import get_guest
from huitouke.guests.standard_purposes import MARKETING
from huitouke.guests.values.consent import is_under_consent_age

STOPPED = (ConsentAct.REFUSED, ConsentAct.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose on one channel, with what holds now (None: nobody was asked) and the words in force."""

    purpose: Purpose
    channel: str
    channel_label: str
    state: ConsentState | None
    wording: Wording | None

    @property
    def is_outdated(self) -> bool:
        """Whether the guest agreed to an older version of the words."""
        return bool(
            self.state
            and self.state.act == ConsentAct.GIVEN
            and self.wording
            and self.state.wording_id != self.wording.id
        )


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """All that the tab shows."""

    lines: list[ConsentLine]
    entries: list[ConsentEntry]
    needs_guardian: bool

    @property
    def is_marketing_stopped(self) -> bool:
        return _is_stopped(
            [line.state.act for line in self._marketing() if line.state], len(self._marketing())
        )

    def _marketing(self) -> list[ConsentLine]:
        return [line for line in self.lines if line.purpose.code == MARKETING]


def get_consents(actor: Actor, guest_id: UUID, today: date) -> ConsentPage:
    """The consents of a guest whom the actor may see: every open purpose that is asked for, by channel, then the chain,
    newest first. Refuses for a guest who is not to be disclosed to the actor: guardians and evidence name people."""
    guest = get_guest(actor, guest_id)
    if not sight_of_guest(actor, guest).is_named:
        raise RightMissing(Right.GUESTS_CONFIDENTIAL.value)
    states = {
        (state.purpose_id, state.channel): state
        for state in ConsentState.objects.select_related("wording").filter(guest=guest)
    }
    wordings: dict[UUID, Wording] = {}
    for wording in Wording.objects.filter(valid_from__lte=today).order_by("version"):
        wordings[wording.purpose_id] = wording
    found = [
        ConsentLine(purpose, code, label, states.get((purpose.id, code)), wordings.get(purpose.id))
        for purpose in Purpose.objects.all()
        if is_asked(purpose)
        for code, label in purpose.channel_labels
        if not purpose.is_closed or (purpose.id, code) in states
    ]
    return ConsentPage(found, list_entries(guest), is_under_consent_age(guest.birth_date, today))


def list_asked_words(on: date) -> list[tuple[Purpose, Wording]]:
    """The open purposes for which a guest must agree, each with the words in force on this day: what a form asks.
    Two queries."""
    wordings: dict[UUID, Wording] = {}
    for wording in Wording.objects.filter(valid_from__lte=on).order_by("version"):
        wordings[wording.purpose_id] = wording
    purposes = Purpose.objects.filter(is_closed=False)
    return [
        (purpose, wordings[purpose.id])
        for purpose in purposes
        if purpose.needs_consent and purpose.id in wordings
    ]


def is_asked(purpose: Purpose) -> bool:
    """Whether guests are asked for it, or may decline a channel of it."""
    return purpose.needs_consent or (purpose.ground == Ground.CONTRACT and bool(purpose.channels))


def list_entries(guest: Guest, limit: int = 100) -> list[ConsentEntry]:
    """The chain of a guest whom the actor has been shown, newest first, with its content."""
    return list(
        ConsentEntry.objects.select_related("content__purpose", "content__wording")
        .filter(subject_id__in=ids_of(guest.id), content__isnull=False)
        .order_by("-id")[:limit]
    )


def is_marketing_stopped(guest: Guest) -> bool:
    """Whether the guest wants marketing on no channel: the badge of the page."""
    acts = list(
        ConsentState.objects.filter(guest=guest, purpose__code=MARKETING).values_list("act", flat=True)
    )
    if not acts:
        return False
    purpose = Purpose.objects.get(code=MARKETING)
    return _is_stopped(acts, len(purpose.channels))


def _is_stopped(acts: list[str], channels: int) -> bool:
    return channels > 0 and len([act for act in acts if act in STOPPED]) == channels


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a guest may be contacted, the reason as a code and in words, and since when it holds."""

    is_allowed: bool
    code: str
    reason: str
    since: datetime | None = None
    wording_version: int | None = None


def may_contact(actor: Actor, guest_id: UUID, purpose_code: str, channel: str = "") -> Answer:
    """May this guest be contacted for this purpose on this channel? Explains itself. Raises `GuestNotFound` and
    `PurposeNotFound`."""
    guest = get_guest(actor, guest_id)
    purpose = Purpose.objects.filter(code=purpose_code).first()
    if purpose is None:
        raise PurposeNotFound
    if purpose.is_closed:
        return Answer(False, "purpose_closed", _("This purpose is closed."))
    if channel not in (purpose.channels or [""]):
        return Answer(False, "channel_unknown", _("This purpose does not use this channel."))
    state = (
        ConsentState.objects.select_related("wording")
        .filter(guest=guest, purpose=purpose, channel=channel)
        .first()
    )
    return _answer(purpose, state)


def _answer(purpose: Purpose, state: ConsentState | None) -> Answer:
    if state is not None:
        words = {
            "what": str(ConsentAct(state.act).label),
            "day": timezone.localtime(state.since).date().isoformat(),
            "source": str(ConsentSource(state.source).label),
        }
        reason = _("%(what)s on %(day)s: %(source)s.") % words
        version = state.wording.version if state.wording else None
        return Answer(state.act == ConsentAct.GIVEN, state.act, reason, state.since, version)
    if purpose.needs_consent:
        return Answer(False, "never_asked", _("The guest was not asked yet."))
    return Answer(
        True, purpose.ground, _("Allowed by: %(ground)s.") % {"ground": purpose.get_ground_display()}
    )


def list_contents(subject_id: UUID) -> list[ConsentContent]:
    """What a guest said, oldest first, for a copy of their data."""
    return list(
        ConsentContent.objects.select_related("entry", "purpose", "wording")
        .filter(entry__subject_id=subject_id)
        .order_by("entry__number")
    )

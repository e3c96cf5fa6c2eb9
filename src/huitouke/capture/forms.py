"""Forms that guests send themselves: kept sealed until the desk accepts, applies or discards them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.capture.choices import FORM_FIELDS, FORM_ROWS, FORM_SYSTEM, DiscardReason, FormState
from huitouke.capture.errors import CaptureInvalid, FormDecided, GuestFormNotFound
from huitouke.capture.events import FORM_ACCEPTED, FORM_APPLIED, FORM_DISCARDED, FORM_RECEIVED, FORM_RESTORED
from huitouke.capture.form_models import FormLink, GuestForm
from huitouke.guests.choices import ConsentAct, ConsentSource
from huitouke.guests.consents import list_asked_words
from huitouke.guests.models import Purpose, Wording
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.issues import refuse_issues
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.guests.services.purposes import freeze_wordings
from huitouke.guests.standard_purposes import MATCH_DOCUMENT
from huitouke.guests.values.cells import tidy
from huitouke.guests.values.draft import prepare
from huitouke.identity.services import change_guest
from huitouke.identity.services.own_records import found_guest, join_record
from huitouke.intake.queries import read_contents
from huitouke.intake.services import empty_payloads, keep_waiting
from huitouke.kernel import clock

KEPT_DAYS: Final = 30
"""For so long a form that nobody accepted is kept; then what it says is taken away."""
TEXT_LIMIT: Final = 300
REACH: Final = ("mobile", "email")


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says: texts by target, and the id of the words agreed to by purpose and channel."""

    form: GuestForm
    raw: dict[str, list[str]]
    agreed: dict[str, str]

    def text(self, target: str) -> str:
        """What it says of one target; "" for nothing."""
        return "; ".join(self.raw.get(target, ()))


def asked_of(link: FormLink) -> list[tuple[Purpose, Wording]]:
    """What the form asks to agree to. The paper's number is not asked for, so neither is its use."""
    return [each for each in list_asked_words(link.branch.business_date) if each[0].code != MATCH_DOCUMENT]


@transaction.atomic
def submit_form(*, link: FormLink, texts: Mapping[str, str], ticked: Sequence[str]) -> GuestForm:
    """Keep what a guest sent, as a waiting record of the system `form`. `ticked` names `purpose|channel|wording`: what
    was agreed to, and in which words it was read. Refuses words that are in force no more, and what cannot be kept, by
    field, from the form alone: nothing is looked up among the guests, so that nothing of them can be told."""
    raw = {
        target: [text] for target in FORM_FIELDS if (text := tidy(texts.get(target, ""))[: TEXT_LIMIT + 1])
    }
    problems: dict[str, list[str]] = {}
    if "name" not in raw:
        problems["name"] = [_("Write your name.")]
    if not any(target in raw for target in REACH):
        problems["mobile"] = [_("Write a mobile number or an e-mail address.")]
    for target, (text,) in raw.items():
        if len(text) > TEXT_LIMIT:
            problems[target] = [_("Write it in %(limit)s signs or fewer.") % {"limit": TEXT_LIMIT}]
    branch = link.branch
    words = {
        f"{purpose.code}|{channel}": str(wording.id)
        for purpose, wording in asked_of(link)
        for channel in (purpose.channels or [""])
    }
    read = {key: wording for key, _bar, wording in (each.rpartition("|") for each in ticked)}
    agreed = {key: words[key] for key in read if key in words}
    if any(read[key] != wording for key, wording in agreed.items()) or set(read) - set(words):
        problems["agree"] = [
            _(
                "What you are asked to agree to has changed meanwhile. Read it again, then tick what you agree to."
            )
        ]
    if problems:
        raise CaptureInvalid(problems)
    refuse_issues(
        prepare(raw, today=branch.business_date, is_typed=True, lexicon=load_lexicon(branch)).issues
    )
    # What somebody agreed to stands as it was read, also until the desk accepts it.
    freeze_wordings(agreed.values())
    record_id = keep_waiting(FORM_SYSTEM, branch.id, {**raw, "form": {"agreed": agreed}})
    form = GuestForm.objects.create(record_id=record_id, branch=branch)
    record_audit(SYSTEM, FORM_RECEIVED, object_type="form", object_id=form.id, branch_id=branch.id)
    return form


def require_desk(actor: Actor, branch_id: UUID | None = None) -> None:
    """Forms stand in clear and carry consents: who reads them may do all that the desk may do with them."""
    for right in (Right.CONSENT_EDIT, Right.GUESTS_EDIT, Right.GUESTS_CLEAR):
        actor.require(right, branch_id)


def may_decide(actor: Actor, branch_id: UUID | None = None) -> bool:
    """Whether the actor reads forms of this branch; of any branch where none is given."""
    rights = (Right.CONSENT_EDIT, Right.GUESTS_EDIT, Right.GUESTS_CLEAR)
    return all(actor.has_right(right, branch_id) for right in rights)


def _waiting(actor: Actor) -> QuerySet[GuestForm]:
    require_desk(actor)
    rows = GuestForm.objects.filter(state=FormState.WAITING)
    if not actor.has_group_right(Right.CONSENT_EDIT):
        rows = rows.filter(branch_id__in=actor.branches_with(Right.CONSENT_EDIT))
    return rows


def count_forms(actor: Actor) -> int:
    """How many forms wait in the branches where the actor works at the desk. One query over their index."""
    return _waiting(actor).count()


def list_forms(actor: Actor, limit: int = 100) -> list[Told]:
    """The waiting forms of the branches where the actor works at the desk, the oldest first. Two queries."""
    forms = list(_waiting(actor).select_related("branch").order_by("received_at", "id")[:limit])
    contents = read_contents([form.record_id for form in forms])
    return [_told(form, contents[form.record_id]) for form in forms if contents.get(form.record_id)]


def get_form(actor: Actor, form_id: UUID) -> Told:
    """One form that waits. Raises `GuestFormNotFound` where it is none of this actor's, `FormDecided` where a colleague
    was first."""
    require_desk(actor)
    form = GuestForm.objects.select_related("branch").filter(id=form_id).first()
    if form is None or not may_decide(actor, form.branch_id):
        raise GuestFormNotFound
    if form.state != FormState.WAITING:
        raise FormDecided
    return _told(form, read_contents([form.record_id]).get(form.record_id, {}))


def _told(form: GuestForm, content: Mapping[str, Any]) -> Told:
    raw = {target: texts for target, texts in content.items() if isinstance(texts, list)}
    return Told(form, raw, dict((content.get("form") or {}).get("agreed", {})))


@transaction.atomic
def accept_form(*, actor: Actor, form_id: UUID, guardian: str = "") -> UUID:
    """Make a new guest of a form, with the consents given on it; the guest's id. Refuses an erased person, and a guest
    under 14 who agreed to something without the guardian; nothing is written then."""
    told = _locked(actor, form_id)
    form = told.form
    guest_id = found_guest(
        actor=actor, record_id=form.record_id, system=FORM_SYSTEM, raw=told.raw, branch=form.branch
    )
    _keep_consents(actor, guest_id, told, guardian)
    _decide(actor, form, FormState.ACCEPTED, FORM_ACCEPTED)
    return guest_id


@transaction.atomic
def apply_form(
    *, actor: Actor, form_id: UUID, guest_id: UUID, chosen: Sequence[str], guardian: str = ""
) -> list[str]:
    """Give a known guest what was chosen of a form, field by field, and the consents given on it; the names of what
    changed. What is not chosen stays as it was."""
    told = _locked(actor, form_id)
    wanted = [target for target in FORM_FIELDS if target in chosen and target in told.raw]
    changed: list[str] = []
    if wanted:
        changed = change_guest(
            actor=actor,
            guest_id=guest_id,
            fields={target: told.text(target) for target in wanted if target not in FORM_ROWS},
            additions={target: told.raw[target] for target in wanted if target in FORM_ROWS},
            removals={},
        )
    join_record(actor=actor, guest_id=guest_id, record_id=told.form.record_id)
    _keep_consents(actor, guest_id, told, guardian)
    _decide(actor, told.form, FormState.APPLIED, FORM_APPLIED)
    return changed


@transaction.atomic
def discard_form(*, actor: Actor, form_id: UUID, reason: str) -> None:
    """Put a form away with a reason. What it says is kept sealed to the end of its 30 days."""
    told = _locked(actor, form_id)
    if reason not in DiscardReason.values:
        raise CaptureInvalid({"reason": [_("Choose a reason.")]})
    told.form.reason = reason
    _decide(actor, told.form, FormState.DISCARDED, FORM_DISCARDED)


@transaction.atomic
def restore_form(*, actor: Actor, form_id: UUID) -> None:
    """Let a form that was put away wait again, as long as what it says is kept. Refuses what was decided otherwise, and
    what its 30 days have emptied."""
    form = GuestForm.objects.select_for_update(of=("self",)).filter(id=form_id).first()
    require_desk(actor)
    if form is None or not may_decide(actor, form.branch_id):
        raise GuestFormNotFound
    if form.state != FormState.DISCARDED:
        raise FormDecided
    form.state, form.reason, form.decided_at, form.decided_by = FormState.WAITING, "", None, ""
    form.save()
    record_audit(actor, FORM_RESTORED, object_type="form", object_id=form.id, branch_id=form.branch_id)


def _locked(actor: Actor, form_id: UUID) -> Told:
    GuestForm.objects.select_for_update(of=("self",)).filter(id=form_id).first()
    return get_form(actor, form_id)


def _keep_consents(actor: Actor, guest_id: UUID, told: Told, guardian: str) -> None:
    wordings = {str(each.id): each for each in Wording.objects.filter(id__in=told.agreed.values())}
    still = {each.code: each.channels or [""] for each in Purpose.objects.filter(is_closed=False)}
    for key, wording_id in sorted(told.agreed.items()):
        purpose, _bar, channel = key.partition("|")
        if channel not in still.get(purpose, ()):
            # Nobody is asked for it any more: it must not keep the rest of the form out.
            continue
        record_consent(
            actor=actor,
            guest_id=guest_id,
            said=Said(purpose, ConsentAct.GIVEN.value, channel, ConsentSource.FORM.value, "", tidy(guardian)),
            wording=wordings.get(wording_id),
            record_id=told.form.record_id,
        )


def _decide(actor: Actor, form: GuestForm, state: FormState, code: str) -> None:
    form.state, form.decided_at, form.decided_by = state, clock.now(), actor.name
    form.save()
    record_audit(actor, code, object_type="form", object_id=form.id, branch_id=form.branch_id)


@transaction.atomic
def forget_old_forms() -> int:
    """Take away what forms say that nobody accepted within 30 days; how many. Safe to run twice."""
    old = GuestForm.objects.filter(
        state__in=(FormState.WAITING, FormState.DISCARDED),
        received_at__lt=clock.now() - timedelta(days=KEPT_DAYS),
    )
    rows = list(old.values_list("id", "record_id"))
    empty_payloads([record_id for _id, record_id in rows])
    return GuestForm.objects.filter(id__in=[form_id for form_id, _record in rows]).update(
        state=FormState.GONE
    )

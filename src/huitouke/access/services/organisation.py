"""The group as it is drawn: branches opened, changed and closed, companies in law named."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchInvalid, BranchNotFound, LastBranch, LegalEntityInvalid
from huitouke.access.models import Branch, LegalEntity
from huitouke.access.services.audit import record_audit
from huitouke.access.services.setup import open_branch
from huitouke.kernel.outbox import publish

CONFIRMED = "access.setup.confirmed"
DISMISSED = "access.setup.dismissed"
RESUMED = "access.setup.resumed"
BRANCH_CURRENCY_CONFIRMED = "access.branch.currency_confirmed"
LONGEST = 100


@dataclass(frozen=True, slots=True)
class BranchForm:
    """What is said of a branch, as typed."""

    labels: dict[str, str]
    time_zone: str
    currency: str
    day_change_hour: str


@transaction.atomic
def add_branch(
    *, actor: Actor, code: str, legal_entity: str, legal_entity_labels: dict[str, str], form: BranchForm
) -> Branch:
    """Open a branch of a legal entity, which is made where its code is new. Refuses by field what cannot be kept."""
    actor.require_group(Right.SYSTEM_MANAGE)
    problems: dict[str, list[str]] = {}
    values = _values(form, problems)
    for name, text in (("code", code), ("legal_entity", legal_entity)):
        if not text.strip().isascii() or not text.strip().replace("_", "").replace("-", "").isalnum():
            problems[name] = [_("Write a short code of letters and digits, such as MAIN.")]
        elif len(text.strip()) > 20:
            problems[name] = [_("At most 20 signs.")]
    if not problems.get("code") and Branch.objects.filter(code__iexact=code.strip()).exists():
        problems["code"] = [_("There is a branch of this code already.")]
    if problems:
        raise BranchInvalid(problems)
    entity_words = {
        name: text.strip()[:LONGEST] for name, text in legal_entity_labels.items() if text.strip()
    }
    return open_branch(
        actor=actor,
        code=code.strip().upper(),
        legal_entity_code=legal_entity.strip().upper(),
        legal_entity_labels=entity_words or values["labels"],
        **values,
    )


@transaction.atomic
def open_unconfirmed(*, actor: Actor, code: str, name: str, like: Branch) -> Branch:
    """Open a branch of which no more is known than a name that a file bore: legal entity, time zone, currency and day
    change of `like` until somebody confirms them, which `change_branch` does."""
    branch = open_branch(
        actor=actor,
        code=code,
        labels={"zh": name[:LONGEST], "en": name[:LONGEST]},
        legal_entity_code=like.legal_entity.code,
        time_zone=like.time_zone,
        currency=like.currency,
        day_change_hour=like.day_change_hour,
    )
    branch.is_to_confirm = True
    branch.save(update_fields=["is_to_confirm"])
    return branch


@transaction.atomic
def change_branch(*, actor: Actor, branch_id: UUID, form: BranchForm) -> Branch:
    """Words, time zone, currency and day change of a branch. Code and legal entity stay: guests belong by them. A new
    time zone holds from now on; business dates that are written stay as they are. A branch that was to be confirmed is
    confirmed by it."""
    actor.require_group(Right.SYSTEM_MANAGE)
    branch = _locked(branch_id)
    problems: dict[str, list[str]] = {}
    values = _values(form, problems)
    if problems:
        raise BranchInvalid(problems)
    before = branch.currency
    if branch.is_to_confirm:
        values["is_to_confirm"] = False
        if before != values["currency"]:
            publish(BRANCH_CURRENCY_CONFIRMED, key=branch.id, before=before)
    return _save(actor, branch, "access.branch.changed", values)


@transaction.atomic
def close_branch(*, actor: Actor, branch_id: UUID) -> Branch:
    """Close a branch: it is chosen no more; its guests, rooms and history stay. Refuses the last open one."""
    actor.require_group(Right.SYSTEM_MANAGE)
    branch = _locked(branch_id)
    if not branch.is_closed and not Branch.objects.filter(is_closed=False).exclude(id=branch_id).exists():
        raise LastBranch
    return _save(actor, branch, "access.branch.closed", {"is_closed": True})


@transaction.atomic
def reopen_branch(*, actor: Actor, branch_id: UUID) -> Branch:
    """Open a closed branch again."""
    actor.require_group(Right.SYSTEM_MANAGE)
    return _save(actor, _locked(branch_id), "access.branch.reopened", {"is_closed": False})


@transaction.atomic
def name_legal_entity(*, actor: Actor, code: str, labels: dict[str, str]) -> LegalEntity:
    """Other words for a company in law, as they stand on consents and papers from now on."""
    actor.require_group(Right.SYSTEM_MANAGE)
    entity = LegalEntity.objects.select_for_update().filter(code=code).first()
    problems: dict[str, list[str]] = {}
    words = _words(labels, problems)
    if entity is None or problems:
        raise LegalEntityInvalid(problems)
    if entity.labels != words:
        entity.labels = words
        entity.save(update_fields=["labels"])
        record_audit(
            actor,
            "access.legal_entity.named",
            object_type="legal_entity",
            object_id=entity.id,
            fields=["labels"],
        )
    return entity


@transaction.atomic
def confirm_setup_step(*, actor: Actor, group_id: UUID, step: str) -> None:
    """Note that somebody has looked at a step of the set-up that the data cannot tell."""
    actor.require_group(Right.SYSTEM_MANAGE)
    record_audit(actor, CONFIRMED, object_type="group", object_id=group_id, step=step[:40])


@transaction.atomic
def show_setup(*, actor: Actor, group_id: UUID, is_shown: bool) -> None:
    """Take the check-list of the set-up off Today, or put it back."""
    actor.require_group(Right.SYSTEM_MANAGE)
    record_audit(actor, RESUMED if is_shown else DISMISSED, object_type="group", object_id=group_id)


def _values(form: BranchForm, problems: dict[str, list[str]]) -> dict[str, Any]:
    zone = form.time_zone.strip()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems["time_zone"] = [_("There is no such time zone. Write one such as Asia/Shanghai.")]
    currency = form.currency.strip().upper()
    if currency not in Locale("en").currencies or len(currency) != 3:
        problems["currency"] = [_("Write the three letters of a currency, such as CNY.")]
    hour = form.day_change_hour.strip()
    if hour not in {str(each) for each in range(13)}:
        problems["day_change_hour"] = [_("Write a whole hour from 0 to 12.")]
    return {
        "labels": _words(form.labels, problems),
        "time_zone": zone,
        "currency": currency,
        "day_change_hour": int(hour) if hour.isdecimal() and len(hour) < 3 else 0,
    }


def _words(labels: dict[str, str], problems: dict[str, list[str]]) -> dict[str, str]:
    words = {name: " ".join(labels.get(name, "").split()) for name in ("zh", "en")}
    if not any(words.values()):
        problems["zh"] = [_("Write the words, in Chinese or in English.")]
    for name, text in words.items():
        if len(text) > LONGEST or not text.isprintable():
            problems[name] = [_("At most %(most)s signs, without control signs.") % {"most": LONGEST}]
    return {name: text for name, text in words.items() if text}


def _locked(branch_id: UUID) -> Branch:
    branch = Branch.objects.select_for_update().filter(id=branch_id).first()
    if branch is None:
        raise BranchNotFound(str(branch_id))
    return branch


def _save(actor: Actor, branch: Branch, what: str, values: dict[str, Any]) -> Branch:
    changed = [name for name, value in values.items() if getattr(branch, name) != value]
    if changed:
        for name in changed:
            setattr(branch, name, values[name])
        branch.save(update_fields=changed)
        record_audit(
            actor, what, object_type="branch", object_id=branch.id, branch_id=branch.id, fields=changed
        )
    return branch

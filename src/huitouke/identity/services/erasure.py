"""Erasing a guest: counted first, then done in one transaction by every context, told in a report, written to the
journal, and kept from coming back by stamps."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.services import record_audit
from huitouke.guests.aliases import ids_of
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest
from huitouke.guests.services.consent_chain import note_restore
from huitouke.identity import journal
from huitouke.identity.choices import ErasureReason
from huitouke.identity.errors import ErasureInvalid, ErasureWaits
from huitouke.identity.models import Erasure, ErasureStamp
from huitouke.identity.queries import get_erasure
from huitouke.identity.services.subjects import person_of, require_own_guest, traits_of
from huitouke.identity.services.unmerging import cut_out
from huitouke.identity.stamps import stamps
from huitouke.intake.services import hold_imports_off
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish
from huitouke.kernel.privacy import Line, keepers
from huitouke.kernel.tasks import forget_statistics

GUEST_ERASED: Final = "identity.guest.erased"
ERASURE_LIFTED: Final = "identity.erasure.lifted"
WITHOUT_NAME: Final = ("删除", "erase")
"""What is typed to confirm where no name is known."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would do."""

    guest: Guest
    lines: tuple[Line, ...]

    @property
    def goes(self) -> list[Line]:
        return [line for line in self.lines if not line.is_kept]

    @property
    def stays(self) -> list[Line]:
        return [line for line in self.lines if line.is_kept]


def preview_erasure(actor: Actor, guest_id: UUID) -> Preview:
    """What would go and what the law would keep. Writes nothing."""
    guest = require_own_guest(actor, guest_id)
    person, _quarantined = person_of(guest)
    return Preview(guest, tuple(line for keeper in keepers() for line in keeper.holds(person)))


def erase_guest(*, actor: Actor, guest_id: UUID, typed: str, reason: str) -> Erasure:
    """Erase a guest whom the actor may erase. `typed` is the guest's name as a confirmation. Refuses another name, an
    unknown reason, and while a file of guests is being imported; nothing is written then."""
    guest = require_own_guest(actor, guest_id)
    problems: dict[str, list[str]] = {}
    if not _is_confirmed(guest, typed):
        problems["typed"] = [_("This is not the name above. Type it as it stands there.")]
    if reason not in ErasureReason.values:
        problems["reason"] = [_("Choose a reason.")]
    if problems:
        raise ErasureInvalid(problems)
    erasure = Erasure(
        id=uuid7(),
        subject_id=guest.id,
        legal_entity_id=guest.legal_entity_id,
        reason=reason,
        erased_at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
    )
    is_told = False
    try:
        with transaction.atomic():
            marks = _erase(actor, erasure)
            is_told = True
            journal.add_line(_journal_line(erasure, marks))
    except BaseException:
        if is_told:
            journal.add_line({"act": "dropped", "erasure": str(erasure.id)})
        raise
    return erasure


def _erase(actor: Actor, erasure: Erasure) -> list[bytes]:
    """Do it inside the caller's transaction; the stamps that are left."""
    if not hold_imports_off():
        raise ErasureWaits
    guest: Guest | None = Guest.objects.select_for_update(of=("self",)).filter(id=erasure.subject_id).first()
    if guest is None:
        raise GuestNotFound
    branch_id = guest.branch_id
    erasure.other_ids = sorted({*erasure.other_ids, *ids_of(guest.id)[1:]} - {guest.id})
    marks, report, quarantined = _erase_rows(guest)
    erasure.report = [_as_json(line) for line in report]
    erasure.save()
    _keep_stamps(erasure, marks)
    record_audit(
        actor,
        GUEST_ERASED,
        object_type="guest",
        object_id=erasure.subject_id,
        branch_id=branch_id,
        fields=sorted({line.code for line in report}),
        erasure=str(erasure.id),
        reason=erasure.reason,
        quarantined=quarantined,
    )
    publish(GUEST_ERASED, key=erasure.subject_id, guest=str(erasure.subject_id), erasure=str(erasure.id))
    forget_statistics.defer()
    return marks


def _erase_rows(guest: Guest) -> tuple[list[bytes], list[Line], int]:
    """Let every context erase a locked guest: the stamps that are left, the report, and how many records came from the
    quarantine."""
    marks = stamps(sealer(), traits_of(guest))
    person, quarantined = person_of(guest, marks)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huitouke.forget', 'on', true)")
    report = [line for keeper in keepers() for line in keeper.erase(person)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huitouke.forget', 'off', true)")
    return marks, report, quarantined


@transaction.atomic
def lift_erasure(*, actor: Actor, erasure_id: UUID, because: str) -> Erasure:
    """Let a person come in again who was erased, for instance because they stand at the desk and agree. Their data do
    not come back; only the stamps go. Refuses without a reason."""
    erasure = get_erasure(actor, erasure_id)
    because = because.strip()
    if not because:
        raise ErasureInvalid({"because": [_("Write why, for instance: checks in again and agrees.")]})
    if len(because) > 200:
        raise ErasureInvalid({"because": [_("Write it in 200 signs or fewer.")]})
    if erasure.lifted_at is None:
        erasure.lifted_at, erasure.lifted_by, erasure.lifted_because = clock.now(), actor.name, because
        erasure.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
        ErasureStamp.objects.filter(erasure=erasure).delete()
        record_audit(actor, ERASURE_LIFTED, object_type="erasure", object_id=erasure.id)
        transaction.on_commit(
            lambda: journal.add_line(
                {"act": "lifted", "erasure": str(erasure_id), "at": clock.now().isoformat()}
            )
        )
    return erasure


def replay_journal() -> int:
    """Do again what the journal tells and the database does not know, after a restore of an older backup: guests that
    were erased since are erased, their stamps stand again, stamps lifted since are gone. How many guests were erased
    now. Safe to run twice."""
    note_restore()
    told = list(journal.read_lines())
    dropped = {line["erasure"] for line in told if line["act"] == "dropped"}
    lifted = {line["erasure"]: line.get("at", "") for line in told if line["act"] == "lifted"}
    known = {str(each) for each in Erasure.objects.values_list("id", flat=True)}
    done = 0
    for line in told:
        if line["act"] != "erased" or line["erasure"] in known | dropped:
            continue
        with transaction.atomic():
            done += _do_again(line)
    for erasure in Erasure.objects.filter(id__in=lifted, lifted_at=None):
        with transaction.atomic():
            erasure.lifted_at = datetime.fromisoformat(lifted[str(erasure.id)])
            erasure.save(update_fields=["lifted_at"])
            ErasureStamp.objects.filter(erasure=erasure).delete()
    if done:
        # At once: after a restore there is no worker yet, and the restore has sampled the tables as they were.
        forget_statistics()
    return done


def _do_again(line: dict[str, Any]) -> int:
    erasure = Erasure(
        id=UUID(line["erasure"]),
        subject_id=UUID(line["guest"]),
        legal_entity_id=UUID(line["legal_entity"]) if line["legal_entity"] else None,
        reason=line["reason"],
        erased_at=datetime.fromisoformat(line["at"]).astimezone(UTC),
        actor_id=UUID(line["actor"]) if line["actor"] else None,
        report=line["report"],
        is_replayed=True,
    )
    # In the backup the profiles may still be several, or be one with somebody who was not erased.
    ids = [erasure.subject_id, *(UUID(each) for each in line.get("others", ()))]
    cut_out(ids)
    standing = list(Guest.objects.filter(id__in=ids).order_by("id").values_list("id", flat=True))
    marks: list[bytes] = []
    for guest_id in standing[1:]:
        marks += _erase_rows(Guest.objects.select_for_update(of=("self",)).get(id=guest_id))[0]
    erasure.other_ids = sorted({*ids} - {erasure.subject_id})
    if standing:
        erasure.subject_id = standing[0]
        erasure.other_ids = sorted({*ids} - {standing[0]})
        marks += _erase(SYSTEM, erasure)
    else:
        erasure.save()
    known = {mark.hex() for mark in marks}
    _keep_stamps(erasure, [bytes.fromhex(each) for each in line["stamps"] if each not in known])
    return 1 if standing else 0


def _journal_line(erasure: Erasure, marks: Iterable[bytes]) -> dict[str, Any]:
    return {
        "act": "erased",
        "erasure": str(erasure.id),
        "guest": str(erasure.subject_id),
        "others": [str(each) for each in erasure.other_ids],
        "legal_entity": str(erasure.legal_entity_id or ""),
        "reason": erasure.reason,
        "at": erasure.erased_at.isoformat(),
        "actor": str(erasure.actor_id or ""),
        "report": erasure.report,
        "stamps": [mark.hex() for mark in marks],
    }


def _keep_stamps(erasure: Erasure, marks: Iterable[bytes]) -> None:
    ErasureStamp.objects.bulk_create([ErasureStamp(erasure=erasure, stamp=mark) for mark in marks])


def _is_confirmed(guest: Guest, typed: str) -> bool:
    names = [_folded(name) for name in (guest.name, guest.latin_name) if name]
    return _folded(typed) in (names or WITHOUT_NAME)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _as_json(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "count": line.count,
        "keep_until": line.keep_until.isoformat() if line.keep_until else None,
        "law": line.law,
    }


def line_from(said: dict[str, Any]) -> Line:
    """A line of a stored report."""
    end = said.get("keep_until")
    return Line(said["code"], said["count"], date.fromisoformat(end) if end else None, said.get("law", ""))

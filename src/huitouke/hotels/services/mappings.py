"""Codes of other systems: kept as they are first met, mapped to ours by people."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import MappingInvalid, MappingNotFound
from huitouke.hotels.models import CodeEntry, CodeMapping, Outlet, RoomType
from huitouke.hotels.services.wording import Problems
from huitouke.kernel.outbox import publish

MAPPING_SET: Final = "hotels.mapping.set"
MAPPING_CLEARED: Final = "hotels.mapping.cleared"


def note_unknown_codes(*, system: str, branch: Branch, codes: Iterable[tuple[str, str, bool]]) -> None:
    """Put codes on the list of those to be mapped, inside the caller's transaction: table, their code, and whether the
    branch has codes of its own in that table. Known ones are left alone. One statement at most."""
    CodeMapping.objects.bulk_create(
        [
            CodeMapping(system=system, branch=branch if is_own else None, table=table, their_code=code)
            for table, code, is_own in sorted(codes)
        ],
        ignore_conflicts=True,
    )


def note_meaning(*, system: str, table: str, their_code: str, our_code: str) -> None:
    """Keep what a code of the group's own tables means where that is plain, inside the caller's transaction."""
    CodeMapping.objects.update_or_create(
        system=system,
        branch=None,
        table=table,
        their_code=their_code,
        defaults={"our_code": our_code, "is_mapped": True},
    )


def note_first_meaning(*, system: str, table: str, their_code: str, our_code: str) -> bool:
    """Keep what a sender says that a code of its means, inside the caller's transaction, unless somebody has said it
    already; whether it is new. What waits for the code follows by an event."""
    row, _is_new = CodeMapping.objects.select_for_update().get_or_create(
        system=system, branch=None, table=table, their_code=their_code
    )
    if row.is_mapped:
        return False
    row.our_code, row.is_mapped = our_code, True
    row.save(update_fields=["our_code", "is_mapped"])
    publish(MAPPING_SET, key=row.id, mapping=str(row.id), before=None)
    return True


@transaction.atomic
def map_code(*, actor: Actor, mapping_id: UUID, our_code: str) -> CodeMapping:
    """Say what a code of another system means: ours of its table, or '' where it means nothing here. What waits for it
    follows by an event. Refuses a code that there is not."""
    row = _locked(actor, mapping_id)
    problems: Problems = {}
    meant = _meant(row, our_code.strip(), problems)
    if problems:
        raise MappingInvalid(problems)
    if row.is_mapped and row.our_code == meant:
        return row
    before = row.our_code if row.is_mapped else None
    row.our_code, row.is_mapped = meant, True
    row.save(update_fields=["our_code", "is_mapped"])
    _tell(actor, MAPPING_SET, row, before)
    return row


@transaction.atomic
def clear_mapping(*, actor: Actor, mapping_id: UUID) -> CodeMapping:
    """Take back what was said: the code waits again, and so does what came with it."""
    row = _locked(actor, mapping_id)
    if row.is_mapped:
        before, row.our_code, row.is_mapped = row.our_code, "", False
        row.save(update_fields=["our_code", "is_mapped"])
        _tell(actor, MAPPING_CLEARED, row, before)
    return row


def _meant(row: CodeMapping, our_code: str, problems: Problems) -> str:
    """The code as its table spells it."""
    if not our_code:
        return ""
    found: str | None
    if row.table == "branch":
        found = Branch.objects.filter(code=our_code, is_closed=False).values_list("code", flat=True).first()
    elif row.table == "room_type":
        kinds = RoomType.objects.filter(branch=row.branch, code=our_code)
        found = kinds.values_list("code", flat=True).first()
    elif row.table == "outlet":
        outlets = Outlet.objects.filter(branch=row.branch, code=our_code)
        found = outlets.values_list("code", flat=True).first()
    elif row.table == "company":
        # Companies stand above this context: their id is taken as whoever may see them gave it.
        try:
            found = str(UUID(our_code))
        except ValueError:
            found = None
    else:
        codes = CodeEntry.objects.filter(table=row.table, code=our_code)
        found = codes.values_list("code", flat=True).first()
    if found is None:
        problems["our_code"] = [_("There is no such code of ours.")]
    return found or ""


def _locked(actor: Actor, mapping_id: UUID) -> CodeMapping:
    actor.require(Right.HOTEL_CONFIGURE)
    row = CodeMapping.objects.select_for_update(of=("self",)).filter(id=mapping_id).first()
    if row is None:
        raise MappingNotFound
    if row.branch_id is None:
        actor.require_group(Right.HOTEL_CONFIGURE)
    else:
        actor.require(Right.HOTEL_CONFIGURE, row.branch_id)
    return row


def _tell(actor: Actor, what: str, row: CodeMapping, before: str | None) -> None:
    record_audit(
        actor,
        what,
        object_type="code_mapping",
        object_id=row.id,
        branch_id=row.branch_id,
        system=row.system,
        table=row.table,
        our_code=row.our_code,
    )
    publish(what, key=row.id, mapping=str(row.id), before=before)

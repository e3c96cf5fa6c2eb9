"""Own codes beside the standard ones: add, change their words, put them in order, close."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.hotels.choices import OWN_TABLES, TABLES
from huitouke.hotels.errors import CodeInvalid, CodeNotFound, CodeTableUnknown
from huitouke.hotels.models import CodeEntry
from huitouke.hotels.services.inserting import insert_or_refuse
from huitouke.hotels.services.wording import Problems, changed_fields, cleaned_code, cleaned_labels
from huitouke.kernel.history import tell_history

ORDERED_AT_MOST = 1000


@transaction.atomic
def add_code_table(*, actor: Actor, code: str, labels: dict[str, str]) -> CodeEntry:
    """A code table of the hotel's own, empty at first. Refuses a name that is in use."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    if code.strip() in TABLES or code.strip() == OWN_TABLES:
        raise CodeInvalid({"code": [_("There is a code table of this code already.")]})
    return _add(actor, OWN_TABLES, code, labels)


@transaction.atomic
def add_code(*, actor: Actor, table: str, code: str, labels: dict[str, str]) -> CodeEntry:
    """An own code at the end of its table. Refuses a code that the table has, also a closed one, and tables that
    follow a standard."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    known = TABLES.get(table)
    if known is None and not CodeEntry.objects.filter(table=OWN_TABLES, code=table).exists():
        raise CodeTableUnknown
    if known is not None and not known.takes_own:
        raise CodeInvalid({"code": [_("This table follows a standard: its codes are not added to.")]})
    return _add(actor, table, code, labels)


def _add(actor: Actor, table: str, code: str, labels: dict[str, str]) -> CodeEntry:
    problems: Problems = {}
    entry = CodeEntry(table=table, code=cleaned_code(code, problems), labels=cleaned_labels(labels, problems))
    if problems:
        raise CodeInvalid(problems)
    last = CodeEntry.objects.filter(table=table).order_by("-sort").values_list("sort", flat=True).first()
    entry.sort = 0 if last is None else last + 1
    insert_or_refuse(
        entry, CodeInvalid({"code": [_("The table has this code already; if it is closed, open it again.")]})
    )
    record_audit(
        actor, "hotels.code.added", object_type="code", object_id=entry.id, table=table, name=entry.code
    )
    return entry


@transaction.atomic
def change_code(*, actor: Actor, code_id: UUID, labels: dict[str, str]) -> CodeEntry:
    """Other words for a code, also for a standard one. The code itself never changes: facts keep it."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    entry = _locked(code_id)
    problems: Problems = {}
    cleaned = cleaned_labels(labels, problems)
    if problems:
        raise CodeInvalid(problems)
    return _save(actor, entry, "hotels.code.changed", {"labels": cleaned})


@transaction.atomic
def close_code(*, actor: Actor, code_id: UUID) -> CodeEntry:
    """Offer the code no more. What has it keeps it, and its words are still shown."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    return _save(actor, _locked(code_id), "hotels.code.closed", {"is_closed": True})


@transaction.atomic
def reopen_code(*, actor: Actor, code_id: UUID) -> CodeEntry:
    """Offer a closed code again."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    return _save(actor, _locked(code_id), "hotels.code.reopened", {"is_closed": False})


@transaction.atomic
def move_code(*, actor: Actor, code_id: UUID, steps: int) -> CodeEntry:
    """Move a code up (negative) or down in the pick-list by so many places."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    entry = _locked(code_id)
    row = list(CodeEntry.objects.select_for_update().filter(table=entry.table).order_by("sort", "code"))
    if len(row) > ORDERED_AT_MOST:
        raise CodeInvalid({"code": [_("This table is in the order of its codes.")]})
    at = next(place for place, each in enumerate(row) if each.id == entry.id)
    to = min(max(at + steps, 0), len(row) - 1)
    row.insert(to, row.pop(at))
    tell_history(actor_id=actor.id)
    changed = [each for place, each in enumerate(row) if each.sort != place]
    for place, each in enumerate(row):
        each.sort = place
    CodeEntry.objects.bulk_update(changed, ["sort"])
    if at != to:
        record_audit(
            actor, "hotels.code.moved", object_type="code", object_id=entry.id, table=entry.table, place=to
        )
    return row[to]


def _locked(code_id: UUID) -> CodeEntry:
    entry = CodeEntry.objects.select_for_update().filter(id=code_id).first()
    if entry is None:
        raise CodeNotFound
    return entry


def _save(actor: Actor, entry: CodeEntry, what: str, values: dict[str, object]) -> CodeEntry:
    """Saves what takes another value, and says so; nothing is written where nothing does."""
    changed = changed_fields(entry, values)
    if not changed:
        return entry
    tell_history(actor_id=actor.id)
    for name in changed:
        setattr(entry, name, values[name])
    entry.save(update_fields=changed)
    record_audit(
        actor,
        what,
        object_type="code",
        object_id=entry.id,
        fields=changed,
        table=entry.table,
        name=entry.code,
    )
    return entry

"""What the kernel itself keeps of a person: the history of their fields, and their files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huitouke.kernel import attachments
from huitouke.kernel.models import Attachment, FieldChange
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, own_rows, register_keeper

HISTORY_MODEL = "kernel.FieldChange"
FILES_MODEL = "kernel.Attachment"
HISTORY = "kernel.fieldchange"
FILES = "kernel.attachment"
GUEST = "guest"


def _changes(person: Person) -> int:
    return FieldChange.objects.filter(subject_id__in=person.ids).count()


def _history(person: Person) -> list[Section]:
    """What stood before. Notes are left out, an expired one must not come back by its history; so are sealed numbers,
    which stand masked beside."""
    rows = [
        {"field": change.field, "old": _text(change.old), "new": _text(change.new), "at": change.changed_at}
        for change in FieldChange.objects.filter(subject_id__in=person.ids)
        .exclude(table_name="guests_note")
        .exclude(field="number")
        .order_by("id")
    ]
    columns = {"field": _("Field"), "old": _("Before"), "new": _("After"), "at": _("Changed at")}
    return [Section(HISTORY, _("What stood before"), columns, rows)] if rows else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _empty_history(person: Person) -> list[Line]:
    """Old and new values and the reasons go; that a field changed, when and by whom, stays."""
    emptied = FieldChange.objects.filter(subject_id__in=person.ids).update(old=None, new=None, reason="")
    return lines(HISTORY, emptied)


def _files(person: Person) -> list[Section]:
    rows = [
        {"name": each.name, "kind": each.file.media_type, "size": each.file.size, "added_at": each.added_at}
        for each in Attachment.objects.select_related("file")
        .filter(owner_kind=GUEST, owner_id=person.id, removed_at=None)
        .order_by("added_at")
    ]
    columns = {"name": _("File"), "kind": _("Kind"), "size": _("Bytes"), "added_at": _("Added")}
    return [Section(FILES, _("Files"), columns, rows)] if rows else []


def _count_files(person: Person) -> list[Line]:
    return lines(FILES, Attachment.objects.filter(owner_kind=GUEST, owner_id=person.id).count())


def register() -> None:
    """Name both keepers; called once, when the app is ready."""
    register_keeper(
        Keeper(
            HISTORY,
            _("Values in the history of fields"),
            frozenset((HISTORY_MODEL,)),
            _history,
            holds=lambda person: lines(HISTORY, _changes(person)),
            erase=_empty_history,
        )
    )
    moved = own_rows(
        "kernel.MovedRow", _("Marks of whose a row was before profiles became one"), {}, person="home_id"
    )
    register_keeper(Keeper(moved.code, moved.label, moved.models, holds=moved.holds, erase=moved.erase))
    register_keeper(
        Keeper(
            FILES,
            _("Files"),
            frozenset((FILES_MODEL,)),
            _files,
            _count_files,
            lambda person: lines(FILES, attachments.erase_owner(GUEST, person.id)),
        )
    )

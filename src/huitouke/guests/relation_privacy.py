"""What is kept of a guest's relations: told in a copy without the other's name, gone whole at erasure."""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.guests.models import Relation, RelationEnd
from huitouke.guests.relation_choices import RELATION_TABLE
from huitouke.hotels.queries import label_codes
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, register_keeper

RELATIONS: Final = "guests.relationend"


def _ends_of_others(person: Person) -> QuerySet[RelationEnd]:
    theirs = RelationEnd.objects.filter(relation__ends__guest_id__in=person.ids)
    others: QuerySet[RelationEnd] = theirs.exclude(guest_id__in=person.ids).select_related("relation")
    return others


def _copy(person: Person) -> list[Section]:
    """What others are to the guest. Who they are is theirs, and stands in no copy but their own."""
    words = label_codes(RELATION_TABLE)
    rows: list[dict[str, Any]] = [
        {
            "role": words.get(end.role, end.role),
            "state": str(end.relation.get_state_display()),
            "note": end.relation.note,
            "made_at": end.relation.made_at,
            "said_by": end.relation.said_by,
        }
        for end in _ends_of_others(person).order_by("relation__made_at", "id")
    ]
    columns = {
        "role": _("What another guest is to them"),
        "state": _("Standing"),
        "note": _("Note"),
        "made_at": _("Known since"),
        "said_by": _("Author"),
    }
    return [Section(RELATIONS, _("Relations"), columns, rows)] if rows else []


def _relations(person: Person) -> QuerySet[Relation]:
    found: QuerySet[Relation] = Relation.objects.filter(ends__guest_id__in=person.ids).distinct()
    return found


def _erase(person: Person) -> list[Line]:
    """The relation goes whole, the other's end with it: it told of both."""
    total = _relations(person).count()
    RelationEnd.objects.filter(guest_id__in=person.ids).delete()
    return lines(RELATIONS, total)


def register() -> None:
    """Name the keeper; called once, when the app is ready."""
    register_keeper(
        Keeper(
            RELATIONS,
            _("Relations"),
            frozenset(("guests.Relation", "guests.RelationEnd")),
            _copy,
            lambda person: lines(RELATIONS, _relations(person).count()),
            _erase,
        )
    )

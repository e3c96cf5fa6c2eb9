"""What was prepared for a person: their wishes, in words. An erased guest's preparations stay as facts without words,
so that the keeping rate of a branch stays what it was."""

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.kernel.history import empty_history_of
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, register_keeper
from huitouke.stays.models import Preparation, ReservationPerson

PREPARATIONS: Final = "stays.preparation"
_BEFORE_THE_STAYS: Final = 35


def _preparations(person: Person) -> "QuerySet[Preparation]":
    """Those of the guest, and those of stays in which the guest has any part: they may name them."""
    parts = ReservationPerson.objects.filter(guest_id=person.id).values("reservation_id")
    whose = Q(guest_id=person.id) | Q(reservation__guest_id=person.id) | Q(reservation_id__in=parts)
    found: QuerySet[Preparation] = Preparation.objects.filter(whose).exclude(text="", guest=None)
    return found


def _copy(person: Person) -> list[Section]:
    rows = [
        {
            "branch": str(each.reservation.branch),
            "arrival": each.reservation.arrival,
            "text": each.text,
            "prepared_at": each.prepared_at,
            "given_at": each.given_at,
            "reason": each.reason,
        }
        for each in _preparations(person).select_related("reservation__branch").order_by("id")
    ]
    columns = {
        "branch": _("Branch"),
        "arrival": _("Arrival"),
        "text": _("What was to be prepared"),
        "prepared_at": _("Prepared at"),
        "given_at": _("Given at"),
        "reason": _("Why it was not possible"),
    }
    return [Section(PREPARATIONS, _("Preparations"), columns, rows)] if rows else []


def _erase(person: Person) -> list[Line]:
    """The words go; that something was promised, and kept or not, stays."""
    ids = list(_preparations(person).values_list("id", flat=True))
    Preparation.objects.filter(id__in=ids).update(guest=None, preference_id=None, text="", reason="")
    empty_history_of(ids)
    return lines(PREPARATIONS, len(ids))


def register() -> None:
    """Name the keeper; called once, when the app is ready."""
    register_keeper(
        Keeper(
            PREPARATIONS,
            _("Preparations"),
            frozenset(("stays.Preparation",)),
            _copy,
            lambda person: lines(PREPARATIONS, _preparations(person).count()),
            _erase,
            _BEFORE_THE_STAYS,
        )
    )

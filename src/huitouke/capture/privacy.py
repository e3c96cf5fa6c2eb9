"""What this context keeps of a guest."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.capture.choices import FormState
from huitouke.capture.form_models import GuestForm
from huitouke.kernel.privacy import Keeper, Line, Person, lines, own_rows, register_keeper

FORMS = "capture.guestform"


def _forms(person: Person) -> QuerySet[GuestForm]:
    """Forms that tell of the person; what they say stands in their records, copied and emptied there."""
    return GuestForm.objects.filter(record_id__in=person.record_ids).exclude(state=FormState.GONE)


def _holds(person: Person) -> list[Line]:
    return lines(FORMS, _forms(person).count())


def _erase(person: Person) -> list[Line]:
    return lines(FORMS, _forms(person).update(state=FormState.GONE))


def register() -> None:
    """Name the keepers; called once, when the app is ready."""
    register_keeper(
        Keeper(
            FORMS, _("Forms that they sent"), frozenset(("capture.GuestForm",)), holds=_holds, erase=_erase
        )
    )
    register_keeper(
        own_rows(
            "capture.Capture",
            _("Asked at the desk"),
            {
                "get_step_display": _("Step"),
                "on_day": _("On"),
                "branch": _("Branch"),
                "missing": _("Missing"),
            },
        )
    )

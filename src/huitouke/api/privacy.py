"""What the API keeps of a person: answers that name them, for a day, to be given again to the same request."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.api.models import KeptAnswer
from huitouke.kernel.privacy import Keeper, Line, Person, lines, register_keeper

ANSWERS = "api.keptanswer"


def _naming(person: Person) -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(named__overlap=[person.id, *person.record_ids])


def _holds(person: Person) -> list[Line]:
    return lines(ANSWERS, _naming(person).count())


def _erase(person: Person) -> list[Line]:
    return lines(ANSWERS, _naming(person).delete()[0])


def register() -> None:
    """Name the keeper; called once, when the app is ready. What such an answer says stands elsewhere too, and is
    copied from there."""
    register_keeper(
        Keeper(
            ANSWERS,
            _("Answers of the API, kept for a day"),
            frozenset(("api.KeptAnswer",)),
            holds=_holds,
            erase=_erase,
        )
    )

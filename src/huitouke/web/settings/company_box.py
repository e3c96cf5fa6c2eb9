"""A box in which a company of the archive is named."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.guests.models import Company
from huitouke.web.settings.forms import id_of


def company_named(actor: Actor, text: str, chosen: str = "") -> UUID | None:
    """The open company that the person may see under this name: the one that was chosen from the hints, else the only
    one of this name or code; None where there is not just one."""
    seen = Company.objects.visible_to(actor).filter(is_closed=False)
    if (key := id_of(chosen)) is not None and seen.filter(id=key, name=text).exists():
        return key
    ids = list(seen.filter(Q(name=text) | Q(code=text)).values_list("id", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def company_names(actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those of these companies that the person may see."""
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return dict(Company.objects.visible_to(actor).filter(id__in=wanted).values_list("id", "name"))

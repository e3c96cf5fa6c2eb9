"""The rules of a branch for reservations, as they are read and written."""

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, label_in_language
from huitouke.access.services import record_audit
from huitouke.kernel import clock
from huitouke.stays import events
from huitouke.stays.errors import ReservationInvalid
from huitouke.stays.models import BookingPolicy

LONGEST = 4000


def policy_texts(branch: Branch) -> dict[str, str]:
    """The rules by language; empty where the branch has written none."""
    found = BookingPolicy.objects.filter(branch=branch).values_list("texts", flat=True).first()
    return dict(found or {})


def policy_text(branch: Branch) -> str:
    """The rules in the reader's language, else in another that they are written in."""
    return label_in_language(policy_texts(branch), "")


@transaction.atomic
def write_policy(*, actor: Actor, branch: Branch, texts: dict[str, str]) -> None:
    """Write the rules of a branch anew; an empty text takes that language off."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    kept = {name: text.strip() for name, text in texts.items() if name in ("zh", "en") and text.strip()}
    if any(len(text) > LONGEST for text in kept.values()):
        raise ReservationInvalid({"texts": [_("At most %(most)s signs.") % {"most": LONGEST}]})
    if kept == policy_texts(branch):
        return
    BookingPolicy.objects.update_or_create(branch=branch, defaults={"texts": kept, "changed_at": clock.now()})
    record_audit(
        actor,
        events.POLICY_WRITTEN,
        object_type="branch",
        object_id=branch.id,
        branch_id=branch.id,
        fields=sorted(kept),
    )

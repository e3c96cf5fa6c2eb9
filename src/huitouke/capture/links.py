"""The link of a branch's form: opened, closed, given a new token; and the limit of how often it is used."""

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.capture.errors import FormClosed, TooManyForms
from huitouke.capture.events import LINK_CHANGED
from huitouke.capture.form_models import FormKnock, FormLink
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer

TOKEN_BYTES: Final = 18
ADDRESS_LIMIT: Final = 30
"""Forms an hour from one address to one link: the guests of a lobby share the hotel's address."""
LINK_LIMIT: Final = 300
"""Forms an hour to one link."""


@transaction.atomic
def open_link(*, actor: Actor, branch: Branch) -> FormLink:
    """Open the form of a branch, under the token that it had."""
    return _change(actor, branch, "opened", is_open=True)


@transaction.atomic
def close_link(*, actor: Actor, branch: Branch) -> FormLink:
    """Close the form of a branch; the printed codes lead to a word of regret."""
    return _change(actor, branch, "closed", is_open=False)


@transaction.atomic
def rotate_link(*, actor: Actor, branch: Branch) -> FormLink:
    """A new token: whoever kept the old address, or photographed it, has nothing any more."""
    return _change(actor, branch, "rotated", token=secrets.token_urlsafe(TOKEN_BYTES))


def _change(actor: Actor, branch: Branch, act: str, **given: object) -> FormLink:
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    link, _is_new = FormLink.objects.select_for_update().get_or_create(
        branch=branch, defaults={"token": secrets.token_urlsafe(TOKEN_BYTES), "is_open": False}
    )
    for name, value in given.items():
        setattr(link, name, value)
    link.save()
    record_audit(actor, LINK_CHANGED, object_type="branch", object_id=branch.id, branch_id=branch.id, act=act)
    return link


def get_open_link(token: str) -> FormLink:
    """The link of this token. Raises `FormClosed` where it is closed or was never given."""
    link = FormLink.objects.select_related("branch").filter(token=token, is_open=True).first()
    if link is None:
        raise FormClosed
    return link


@transaction.atomic
def count_knock(link: FormLink, address: str) -> None:
    """Count one form that is sent. Raises `TooManyForms` over the limits of the hour."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    for text, limit in ((f"{link.id}|{address}", ADDRESS_LIMIT), (str(link.id), LINK_LIMIT)):
        knock, _is_new = FormKnock.objects.get_or_create(
            digest=sealer().blind_index("form-knock", text), hour=hour
        )
        if knock.number >= limit:
            raise TooManyForms
        FormKnock.objects.filter(id=knock.id).update(number=F("number") + 1)


def forget_knocks() -> int:
    """Take away what is older than a day; how many."""
    return FormKnock.objects.filter(hour__lt=clock.now() - timedelta(days=1)).delete()[0]

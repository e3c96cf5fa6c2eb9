"""Switching parts of the product off and on."""

from django.db import transaction

from huitouke.access import switches
from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import SwitchNotFound
from huitouke.access.models import SwitchedOff
from huitouke.access.services.audit import record_audit
from huitouke.kernel import clock


@transaction.atomic
def set_switch(*, actor: Actor, code: str, is_on: bool) -> None:
    """Switch a part on or off for the whole group. Off: its menu entries, pages, API operations, jobs and handlers are
    gone within seconds on every machine; its tables stay as they are, so that on again it goes on from there."""
    actor.require_group(Right.SYSTEM_MANAGE)
    if code not in switches.SWITCHES:
        raise SwitchNotFound(code)
    if is_on:
        changed, _details = SwitchedOff.objects.filter(code=code).delete()
    else:
        _row, made = SwitchedOff.objects.get_or_create(code=code, defaults={"switched_at": clock.now()})
        changed = int(made)
    if changed:
        record_audit(
            actor,
            "access.switch.turned_on" if is_on else "access.switch.turned_off",
            object_type="switch",
            object_id=None,
            switch=code,
        )
    switches.forget()
    transaction.on_commit(switches.forget)

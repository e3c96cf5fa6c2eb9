"""The line of managers of a branch."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import role_unknown
from huitouke.access.models import Branch, ManagerStep, User
from huitouke.access.services.audit import record_audit
from huitouke.kernel.errors import Invalid

MOST_STEPS = 8


@transaction.atomic
def set_manager_line(*, actor: Actor, branch: Branch, steps: Sequence[tuple[str, User | None]]) -> None:
    """Say who is called at this branch, step by step: each a role (whoever holds it there) or one person. Replaces
    the line of before. Refuses a step twice, an unknown role, a person who has left, and more than eight steps."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    problems: list[str] = []
    if len(steps) > MOST_STEPS:
        problems.append(_("At most %(limit)s steps.") % {"limit": MOST_STEPS})
    if len({(role, user.id if user else None) for role, user in steps}) < len(steps):
        problems.append(_("The same step stands in the line twice. Take one of them off."))
    for role, user in steps:
        if user is None and role not in ROLES:
            problems.append(role_unknown(role))
        elif user is not None and (role or not user.is_active):
            problems.append(_("%(name)s has left, or stands for a role as well.") % {"name": str(user)})
    if problems:
        raise Invalid("manager_line_invalid", _("The line of managers was not saved."), {"steps": problems})
    before = list(branch.manager_steps.values_list("role", "user_id"))
    after = [(role, user.id if user else None) for role, user in steps]
    if before == after:
        return
    branch.manager_steps.all().delete()
    ManagerStep.objects.bulk_create(
        ManagerStep(branch=branch, step=place, role=role, user=user)
        for place, (role, user) in enumerate(steps, start=1)
    )
    record_audit(
        actor,
        "access.manager_line.set",
        object_type="branch",
        object_id=branch.id,
        branch_id=branch.id,
        steps=len(steps),
    )

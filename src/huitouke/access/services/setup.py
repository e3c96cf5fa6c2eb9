"""Making the group and its branches."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import GroupMissing, role_unknown
from huitouke.access.models import Branch, Group, LegalEntity
from huitouke.access.services.audit import record_audit
from huitouke.kernel.errors import Invalid


@transaction.atomic
def set_up_group(*, actor: Actor, labels: dict[str, str], is_make_believe: bool = False) -> Group:
    """Name the group of this database. Done once: a second call renames it."""
    actor.require_group(Right.SYSTEM_MANAGE)
    group = Group.objects.select_for_update().first() or Group()
    group.labels = labels
    group.is_make_believe = is_make_believe
    group.save()
    record_audit(actor, "access.group.set_up", object_type="group", object_id=group.id)
    return group


@transaction.atomic
def open_branch(
    *,
    actor: Actor,
    code: str,
    labels: dict[str, str],
    legal_entity_code: str,
    legal_entity_labels: dict[str, str] | None = None,
    time_zone: str = "Asia/Shanghai",
    currency: str = "CNY",
    day_change_hour: int = 6,
) -> Branch:
    """Open a branch of a legal entity, making the entity where it is new. Refuses an unknown time zone."""
    actor.require_group(Right.SYSTEM_MANAGE)
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = _("There is no time zone %(zone)s. Write one such as Asia/Shanghai.") % {"zone": time_zone}
        raise Invalid("time_zone_unknown", message, {"time_zone": [message]}) from error
    entity, _made = LegalEntity.objects.get_or_create(
        code=legal_entity_code, defaults={"labels": legal_entity_labels or labels}
    )
    branch = Branch.objects.create(
        code=code,
        labels=labels,
        legal_entity=entity,
        time_zone=time_zone,
        currency=currency,
        day_change_hour=day_change_hour,
    )
    record_audit(
        actor, "access.branch.opened", object_type="branch", object_id=branch.id, branch_id=branch.id
    )
    return branch


@transaction.atomic
def require_second_factor(*, actor: Actor, roles: Sequence[str]) -> None:
    """From now on whoever holds one of these roles works only with a second factor; who has none is led to set one up
    at the next page, and can go nowhere else until then. Refuses a role that there is not."""
    actor.require_group(Right.SYSTEM_MANAGE)
    if unknown := [role for role in roles if role not in ROLES]:
        message = role_unknown(unknown[0])
        raise Invalid("role_unknown", message, {"roles": [message]})
    group = Group.objects.select_for_update().first()
    if group is None:
        raise GroupMissing
    wanted = [role for role in ROLES if role in roles]
    if wanted == group.second_factor_roles:
        return
    group.second_factor_roles = wanted
    group.save(update_fields=["second_factor_roles"])
    record_audit(
        actor,
        "access.second_factor.required",
        object_type="group",
        object_id=group.id,
        fields=wanted,
    )

"""The staff of the tests' hotel group: few people, each of whom stands for one kind of access.

| persona | role | where |
|---|---|---|
| Adam | administrator | whole group |
| Alma | front desk | branch MAIN (legal entity CN) |
| Bruno | manager | whole group |
| Chiara | front desk | branch BAY (legal entity HK) |
| Dario | none | |
| Irene | auditor, read only | whole group |
| Mei | guest relations | branch MAIN (legal entity CN) |

Branches: MAIN and LAKE of the entity CN, BAY of the entity HK.
"""

from dataclasses import dataclass
from typing import Final

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Assignment, Branch, User
from huitouke.access.queries import get_actor
from huitouke.access.services import create_user, issue_token, open_branch, set_up_group

PASSWORD: Final = "lantern-over-the-lake"  # noqa: S105


@dataclass(frozen=True, slots=True)
class HotelGroup:
    """The group as the tests know it: two branches of one legal entity and one of another."""

    main: Branch
    lake: Branch
    bay: Branch


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of staff with a login (`PASSWORD`) and the rights of this moment."""

    user: User
    actor: Actor

    def token(self) -> str:
        """A new API token with this person's rights."""
        return issue_token(actor=SYSTEM, user=self.user)


def make_group() -> HotelGroup:
    """Set up the group and open its three branches, through the services."""
    set_up_group(actor=SYSTEM, labels={"zh": "柳岸酒店集团", "en": "Willow Bank Hotels"})
    mainland = {"zh": "柳岸酒店管理有限公司", "en": "Willow Bank Hotel Management"}
    main = open_branch(
        actor=SYSTEM,
        code="MAIN",
        labels={"zh": "柳岸大酒店", "en": "Willow Bank Grand"},
        legal_entity_code="CN",
        legal_entity_labels=mainland,
    )
    lake = open_branch(
        actor=SYSTEM, code="LAKE", labels={"zh": "柳岸湖店", "en": "Willow Bank Lake"}, legal_entity_code="CN"
    )
    bay = open_branch(
        actor=SYSTEM,
        code="BAY",
        labels={"zh": "柳岸海湾店", "en": "Willow Bank Bay"},
        legal_entity_code="HK",
        legal_entity_labels={"zh": "柳岸（香港）有限公司", "en": "Willow Bank (Hong Kong)"},
        time_zone="Asia/Hong_Kong",
        currency="HKD",
    )
    return HotelGroup(main, lake, bay)


def hire(username: str, role: str, branch: Branch | None = None, *, display_name: str = "") -> Persona:
    """A new member of staff in a branch, or in the whole group."""
    user = create_user(
        actor=SYSTEM,
        username=username,
        password=PASSWORD,
        role=role,
        branch_code=branch.code if branch else None,
        display_name=display_name or username.capitalize(),
        check_password_strength=False,
    )
    return Persona(user, get_actor(user))


def hire_without_post(username: str) -> Persona:
    """Somebody who may sign in and do nothing else."""
    persona = hire(username, "auditor")
    Assignment.objects.filter(user=persona.user).delete()
    return Persona(persona.user, get_actor(persona.user))

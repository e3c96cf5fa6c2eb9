"""What a proposal of field rules would change, on guests whom the reader may see."""

from dataclasses import dataclass

from huitouke.access.actors import Actor
from huitouke.guests.differences import CUSTOM
from huitouke.guests.field_rules import GROUPS, OWN, rules_from
from huitouke.guests.field_texts import field_text
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import Guest
from huitouke.guests.policy import named_condition
from huitouke.guests.queries import GuestLine, lines_of
from huitouke.guests.search import Found
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.field_rules import RIGHT, rules_in_force
from huitouke.identity.lineage import shown_text
from huitouke.identity.services.making_anew import make_anew

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A guest who would be shown otherwise: (field, what shows now, what would), masked as the reader's sight is."""

    line: GuestLine
    changes: tuple[tuple[str, str, str], ...]


def list_examples(actor: Actor, proposal: FieldRuleSet, limit: int = SHOWN) -> list[Example]:
    """Some of the guests whom a proposal that was tried would change, as it would change them now."""
    actor.require_group(RIGHT)
    seen = Guest.objects.visible_to(actor).filter(named_condition(actor), id__in=proposal.examples)
    guests = {guest.id: guest for guest in seen.order_by("id")[:limit]}
    rules = rules_from(proposal.rules)
    made = make_anew(list(guests), rules)
    groups = {*rules.orders, *rules_in_force().orders}
    found = []
    for line in lines_of(actor, [Found(guest_id, "") for guest_id in guests]):
        if line.id not in made:
            continue
        guest, told = guests[line.id], made[line.id].guest
        sight = sight_of_guest(actor, guest)
        texts = [
            (name, field_text(guest, name), field_text(told, name)) for name in _targets(groups, guest, told)
        ]
        changes = tuple(
            (name, shown_text(name, old, sight), shown_text(name, new, sight))
            for name, old, new in texts
            if old != new
        )
        if changes:
            found.append(Example(line, changes))
    return found


def _targets(groups: set[str], guest: Guest, told: Guest) -> list[str]:
    targets = [target for code in GROUPS if code in groups for unit in GROUPS[code] for target in unit]
    if OWN in groups:
        targets += [CUSTOM + code for code in sorted({*guest.custom, *told.custom})]
    return targets

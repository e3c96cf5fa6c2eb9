"""Conditions at random over a few hundred guests: the same guests by SQL as one by one, for every kind of actor."""

import json
from collections.abc import Callable
from typing import Any

from huitouke.testing.proofs.installation import installation, last_json

Progress = Callable[[str, int, int | None], None]


def prove_conditions(
    *, progress: Progress | None = None, conditions: int = 2_000, guests: int = 300, seed: int = 7
) -> dict[str, Any]:
    """Ask `conditions` conditions at random of `guests` guests in an installation of its own, and three tenths as many
    of companies."""
    if progress is not None:
        progress("conditions", 0, conditions)
    words = f"from huitouke.testing.proofs.conditions import tell; tell({conditions}, {guests}, {seed})"
    with installation() as one:
        found = last_json(one.run("django", "shell", "--verbosity=0", "-c", words).stdout)
    if progress is not None:
        progress("conditions", conditions, conditions)
    return dict(found)


def tell(conditions: int, guests: int, seed: int) -> None:
    """Plant the guests here, ask, and print the figures as one line of JSON."""
    from django.utils import timezone

    from huitouke.access.actors import SYSTEM
    from huitouke.access.queries import get_branch
    from huitouke.access.services import open_branch
    from huitouke.guests.conditions.companies import COMPANY
    from huitouke.guests.models import Company
    from huitouke.kernel import clock
    from huitouke.testing.conditions import compare, facts_of_everybody, named_to
    from huitouke.testing.conditions_companies import facts_of_companies, plant_companies
    from huitouke.testing.conditions_planted import plant
    from huitouke.testing.personas import hire

    main = get_branch("MAIN")
    bay = open_branch(
        actor=SYSTEM,
        code="PROOFBAY",
        labels={"zh": "海湾店", "en": "Bay"},
        legal_entity_code="PROOF",
        legal_entity_labels={"zh": "海湾公司", "en": "Bay Company"},
    )
    people = [
        hire("proof-desk", "front_desk", main),
        hire("proof-bay", "front_desk", bay),
        hire("proof-manager", "manager"),
    ]
    today = timezone.localdate(clock.now())
    plant(guests, seed, today)
    facts = facts_of_everybody(today)
    figures = {"tried": 0, "failed": 0, "refused": 0, "nobody": 0, "everybody": 0}
    first: dict[str, Any] = {}
    for number, person in enumerate(people):
        seen = set(named_to(person.actor).values_list("id", flat=True))
        share = conditions // len(people) + (number < conditions % len(people))
        told = compare(share, seed + number, person.actor, seen, facts, today)
        for name in figures:
            figures[name] += told[name]
        first = first or told["first"]
    plant_companies(guests // 5, seed, today)
    firms = facts_of_companies()
    for number, person in enumerate(people):
        seen = set(Company.objects.visible_to(person.actor).values_list("id", flat=True))
        told = compare(conditions // 10, seed + number, person.actor, seen, firms, today, COMPANY)
        for name in figures:
            figures[name] += told[name]
        first = first or told["first"]
    print(json.dumps({**figures, "guests": len(facts), "first": first}, ensure_ascii=False))  # noqa: T201 - its answer

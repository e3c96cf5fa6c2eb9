"""All roles at all places, at every door, and the two worlds; for `./huitouke prove permissions`.

Run by the proof in an installation of its own: makes its group in one transaction and takes all of it back. Prints a
JSON object with counts and breaches.
"""

import json
import logging
from itertools import chain

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from huitouke.kernel.clock import frozen_at, now  # noqa: E402
from huitouke.testing.permissions.isolation import leaks  # noqa: E402
from huitouke.testing.permissions.roles import POWERS  # noqa: E402
from huitouke.testing.permissions.subjects import make_subjects, make_things  # noqa: E402
from huitouke.testing.permissions.walk import breaches, doors_gone, doors_missing, visitors  # noqa: E402
from huitouke.testing.personas import make_group  # noqa: E402

SHOWN = 200


def main() -> None:
    # Ten thousand refusals are what is looked for.
    logging.disable(logging.WARNING)
    setup_test_environment(debug=False)
    with transaction.atomic(), frozen_at(now()):
        group = make_group()
        people = visitors(group, roles=POWERS)
        # The worlds first: they must differ in nothing but the guest.
        with transaction.atomic():
            found = [str(leak or "") for leak in leaks(group, [one for one in people if one.place == "BAY"])]
            transaction.set_rollback(True)
        worlds = len(found)
        subjects = make_subjects(group, make_things(group))
        found += [str(breach or "") for breach in breaches(group, subjects, people)]
        transaction.set_rollback(True)
    found += [f"{door}: not in the table, or gone" for door in chain(doors_missing(), doors_gone())]
    failed = [line for line in found if line]
    print(  # noqa: T201 - read by the proof
        json.dumps(
            {
                "tried": len(found),
                "failed": len(failed),
                "doors_tried": len(found) - worlds,
                "worlds_compared": worlds,
                "people": len(people),
                "breaches": failed[:SHOWN],
            },
            ensure_ascii=False,
        )
    )


main()

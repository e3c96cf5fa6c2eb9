"""Random edits, merges and un-merges across all contexts: nothing lost, nothing doubled, everything apart again."""

import json
from collections.abc import Callable
from typing import Any

from huitouke.testing.proofs.installation import installation, last_json

Progress = Callable[[str, int, int | None], None]


def prove_merges(
    *, progress: Progress | None = None, stories: int = 20, steps: int = 50, seed: int = 7
) -> dict[str, Any]:
    """Tell `stories` stories of `steps` edits, merges and un-merges each, in an installation of its own; then take
    every merge back.

    `tried` counts edits, merges and un-merges. `failed` counts stories in which a row was lost or doubled, a profile
    was not what its records say, a chain of consents did not hold, or anything was left once all were apart.
    """
    if progress is not None:
        progress("merges", 0, stories)
    words = f"from huitouke.testing.proofs.merges import tell; tell({stories}, {steps}, {seed})"
    with installation() as one:
        found = last_json(one.run("django", "shell", "--verbosity=0", "-c", words).stdout)
    if progress is not None:
        progress("merges", stories, stories)
    return dict(found)


def tell(stories: int, steps: int, seed: int) -> None:
    """Tell them here, and print the figures as one line of JSON."""
    from huitouke.access.queries import get_branch
    from huitouke.testing.merges import World, chains_come_back, tell_story

    figures = {"edits": 0, "merges": 0, "unmerges": 0}
    wrong: list[str] = []
    failed = 0
    for number in range(stories):
        world = World(get_branch("MAIN"), seed * 1000 + number)
        counts = tell_story(world, steps)
        chains_come_back(world, steps // 5)
        figures = {name: figures[name] + counts[name] for name in figures}
        failed += bool(world.wrong)
        wrong += [f"seed {world.seed}: {each}" for each in world.wrong]
    print(json.dumps({"tried": sum(figures.values()), "failed": failed, **figures, "wrong": wrong[:10]}))  # noqa: T201

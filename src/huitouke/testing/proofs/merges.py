"""Random edits, merges and un-merges across all contexts, many at once, and kill -9 amid them: nothing lost, nothing
doubled, nothing half done, everything apart again."""

import json
from collections.abc import Callable
from typing import Any

from huitouke.testing.proofs.installation import Installation, installation, last_json

Progress = Callable[[str, int, int | None], None]


def prove_merges(
    *,
    progress: Progress | None = None,
    stories: int = 20,
    steps: int = 50,
    kills: int = 60,
    crowds: int = 3,
    seed: int = 7,
) -> dict[str, Any]:
    """In an installation of its own: `stories` stories of `steps` edits, merges and un-merges each, after which every
    merge is taken back; `crowds` times 100 merges of the same guests at once; `kills` times kill -9 of a process that
    merges, each fourth time of its server process of the database.

    `tried` counts edits, merges, un-merges and kills. `failed` counts stories, crowds and kills after which a row was
    lost or doubled, a merge half done, a profile not what its records say, a chain of consents did not hold, or
    anything was left once all were apart; and one more where a table that goes along with guests had no row in any
    story.
    """
    parts = [
        ("stories", f"tell({stories}, {steps}, {seed})"),
        ("kills", f"strike({kills}, {seed})"),
        # Last, since it leaves guests who are one.
        ("crowds", f"crowd({crowds}, {seed})"),
    ]
    found: dict[str, Any] = {"tried": 0, "failed": 0, "wrong": []}
    with installation() as one:
        for place, (name, words) in enumerate(parts):
            if progress is not None:
                progress("merges", place, len(parts))
            told = _call(one, words)
            found["tried"] += told.pop("tried")
            found["failed"] += told.pop("failed")
            found["wrong"] += told.pop("wrong")
            found[name] = told
    if progress is not None:
        progress("merges", len(parts), len(parts))
    return found


def _call(one: Installation, words: str) -> dict[str, Any]:
    line = f"from huitouke.testing.proofs.merges import crowd, strike, tell; {words}"
    return dict(last_json(one.run("django", "shell", "--verbosity=0", "-c", line).stdout))


def tell(stories: int, steps: int, seed: int) -> None:
    """Tell stories here, and print the figures as one line of JSON."""
    from huitouke.access.queries import get_branch
    from huitouke.kernel.moving import movings
    from huitouke.testing.merges import World, chains_come_back, tell_story

    figures = {"edits": 0, "merges": 0, "unmerges": 0}
    wrong: list[str] = []
    moved: set[str] = set()
    failed = 0
    for number in range(stories):
        world = World(get_branch("MAIN"), seed * 1000 + number)
        counts = tell_story(world, steps)
        chains_come_back(world, steps // 5)
        figures = {name: figures[name] + counts[name] for name in figures}
        moved |= world.moved
        failed += bool(world.wrong)
        wrong += [f"seed {world.seed}: {each}" for each in world.wrong]
    unmoved = sorted({each.table for each in movings()} - moved)
    wrong += [f"no story moved a row of {table}" for table in unmoved]
    _print(
        tried=sum(figures.values()),
        failed=failed + bool(unmoved),
        wrong=wrong[:10],
        **figures,
        tables=len(moved),
    )


def crowd(crowds: int, seed: int) -> None:
    """Merge the same guests from many hands, and print the figures as one line of JSON."""
    from huitouke.access.queries import get_branch
    from huitouke.testing.merge_crowds import merge_at_once

    wrong = [
        merge_at_once(get_branch("MAIN"), 100, guests=12, hands=8, seed=seed + number)
        for number in range(crowds)
    ]
    _print(
        tried=100 * crowds, failed=sum(map(bool, wrong)), wrong=[each for one in wrong for each in one][:10]
    )


def strike(kills: int, seed: int) -> None:
    """Kill amid merges, and print the figures as one line of JSON."""
    from huitouke.access.queries import get_branch
    from huitouke.testing.merge_strikes import strike_merges

    found = strike_merges(get_branch("MAIN"), kills, seed=seed, strikes_database=True)
    wrong = found["wrong"]
    _print(tried=kills, failed=len(wrong), wrong=wrong[:10], struck=found["struck"])


def _print(**figures: Any) -> None:
    print(json.dumps(figures))  # noqa: T201 - its answer

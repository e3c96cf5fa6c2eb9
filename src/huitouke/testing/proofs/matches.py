"""A make-believe house learns from its records and compares them, struck meanwhile; the truth judges it."""

import os
import random
import re
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from subprocess import CalledProcessError
from typing import Any, Final

import psutil

from huitouke.demo.truth import read_truth
from huitouke.identity.matching.clusters import components
from huitouke.identity.matching.evaluation import figures
from huitouke.testing.proofs.installation import Installation, installation, last_json

Progress = Callable[[str, int, int | None], None]

PRECISION: Final = 0.999
RECALL: Final = 0.90
RECALL_WITH_QUEUE: Final = 0.97
END_SECONDS: Final = 3600
GONE_SECONDS: Final = 10
"""Within which the server notices that a process was killed, and lets go of its locks."""


@dataclass(frozen=True, slots=True)
class House:
    """What stands in a house: of each record that matching may know its guest, the person and the trap; the pairs of
    guests that wait in the queue, with their records' places."""

    guests: list[str]
    persons: list[str]
    traps: list[str]
    waiting: list[tuple[int, int]]


def prove_matches(
    *, progress: Progress | None = None, guests: int = 100_000, kills: int = 5, seed: int = 20261101
) -> dict[str, Any]:
    """Make a house of `guests` records, learn and compare all, with `kills` kills of the run at random instants, and
    hold precision and recall of what merged by itself, and recall with the queue answered by the truth, against bars.

    `tried` counts the bars, the kills and the automatic merges whose evidence was added up; `failed` what fell short.
    Another run has to find nothing left to do, and no profile may be other than its records say that was not before."""
    with installation(is_empty=True) as one:
        _say(progress, "house", 0)
        one.run("load-demo", f"--guests={guests}", "--branches=1", f"--seed={seed}")
        _say(progress, "rows", 0)
        differing = _differing(one)
        one.run("match", "rows")
        learnt = last_json(one.run("match", "train", "--json").stdout)
        struck, stayed = _strike(one, kills, seed, progress)
        _say(progress, "run", 0)
        run = last_json(one.run("match", "run", "--full", "--json").stdout)
        again = last_json(one.run("match", "run", "--full", "--json").stdout)
        differing_after = _differing(one)
        house = _read(one)
        evidence = _evidence_faults(one)
    found = figures(_groups(house.guests), house.persons)
    asked = figures(_answered(house), house.persons)
    failures = evidence[1] + [f"kill {number} found no run to strike" for number in range(struck, kills)]
    if stayed:
        failures.append(f"{stayed} killed runs kept their lock for {GONE_SECONDS} s and longer")
    for what, value, least in (
        ("precision", found.precision, PRECISION),
        ("recall", found.recall, RECALL),
        ("recall with the queue", asked.recall, RECALL_WITH_QUEUE),
    ):
        if value < least:
            failures.append(f"{what} {value:.4f}, below {least}")
    if differing_after > differing:
        failures.append(f"{differing_after} profiles are not what their records say, before {differing}")
    if again["merged"] or again["proposed"]:
        failures.append(f"another run found more: {again}")
    return {
        "tried": 5 + kills + evidence[0],
        "failed": len(failures),
        "failures": failures[:20],
        "precision": round(found.precision, 5),
        "recall": round(found.recall, 4),
        "recall_with_queue": round(asked.recall, 4),
        "true_pairs": found.true_pairs,
        "merged": evidence[0],
        "waiting": len(house.waiting),
        "waiting_rightly": sum(house.persons[a] == house.persons[b] for a, b in house.waiting),
        "wrong_by_trap": _wrong_by_trap(house),
        "learnt": learnt,
        "struck": struck,
        "run": run,
        "again": again,
    }


def _say(progress: Progress | None, step: str, done: int) -> None:
    if progress is not None:
        progress(step, done, None)


def _differing(one: Installation) -> int:
    """How many profiles are not what their records say."""
    try:
        said = one.run("rebuild", "--check").stdout
    except CalledProcessError as error:
        said = str(error.stdout)
    return sum(map(int, re.findall(r"guests made anew: .*?(\d+) different", said.replace(",", ""))))


def _strike(one: Installation, kills: int, seed: int, progress: Progress | None) -> tuple[int, int]:
    """Begin a run over all and kill it, again and again, while it reads, compares or merges; how often, and how often
    the server went on with its statement, so that another run would have been refused."""
    draw = random.Random(seed)
    struck = stayed = 0
    for number in range(kills):
        child = one.start("match", "run", "--full")
        step = draw.choice(("read", "pairs", "persons", "merges", "merges", "proposals"))
        if _is_at(one, child.pid, step):
            # Somewhere within the step: the instant of the strike is what is drawn, nothing is waited for.
            time.sleep(draw.uniform(0, 0.5))
            struck += child.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        stayed += not _is_alone(one)
        _say(progress, "kills", number + 1)
    return struck, stayed


def _is_alone(one: Installation) -> bool:
    """Whether the server lets go of who was killed, soon."""
    deadline = time.monotonic() + GONE_SECONDS
    while time.monotonic() < deadline:
        with one.connect() as connection:
            others = connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' LIMIT 1"
            ).fetchone()
        if others is None:
            return True
        # Asked again and again, as nothing tells another process of it.
        time.sleep(0.05)
    return False


def _is_at(one: Installation, pid: int, step: str) -> bool:
    """Wait until the run is at a step; False where it ended first. A step may be over faster than it is seen."""
    order = ("read", "pairs", "persons", "merges", "proposals")
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline and psutil.pid_exists(pid) and not _is_over(pid):
        with one.connect() as connection:
            row = connection.execute(
                "SELECT step FROM identity_matchrun WHERE state = 'running' ORDER BY began_at DESC LIMIT 1"
            ).fetchone()
        if row and row[0] in order and order.index(row[0]) >= order.index(step):
            return True
        # Asked again and again, as nothing tells another process of a step.
        time.sleep(0.05)
    return False


def _is_over(pid: int) -> bool:
    with suppress(psutil.Error):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True


def _read(one: Installation) -> House:
    person_of = {
        (row.system, row.external_id): (str(row.person), row.trap.partition(":")[0])
        for row in read_truth(one.home / "demo" / "truth.parquet")
    }
    with one.connect() as connection:
        rows = connection.execute(
            "SELECT r.id::text, l.guest_id::text, r.system, r.external_id FROM identity_link l"
            " JOIN intake_sourcerecord r ON r.id = l.record_id WHERE l.reason = 'founded' ORDER BY r.id"
        ).fetchall()
        proposed = connection.execute(
            "SELECT first_record_id::text, second_record_id::text FROM identity_proposal"
            " WHERE state IN ('open', 'beside')"
        ).fetchall()
    rows = [row for row in rows if (row[2], row[3]) in person_of]
    place = {row[0]: number for number, row in enumerate(rows)}
    told = [person_of[row[2], row[3]] for row in rows]
    return House(
        [row[1] for row in rows],
        [person for person, _trap in told],
        [trap for _person, trap in told],
        [(place[one_id], place[other]) for one_id, other in proposed if one_id in place and other in place],
    )


def _groups(guests: list[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, guest in enumerate(guests):
        groups[guest].append(number)
    return list(groups.values())


def _answered(house: House) -> list[list[int]]:
    """The guests once everything that waits was answered by the truth."""
    links = [(group[0], other) for group in _groups(house.guests) for other in group[1:]]
    right = [(a, b) for a, b in house.waiting if house.persons[a] == house.persons[b]]
    return components(len(house.guests), [*links, *right])


def _wrong_by_trap(house: House) -> Mapping[str, int]:
    """Pairs of records of two persons that are one guest, by the trap that the two are in."""
    wrong: Counter[str] = Counter()
    for group in _groups(house.guests):
        for a, b in combinations(group, 2):
            if house.persons[a] != house.persons[b]:
                wrong[" and ".join(sorted({house.traps[a] or "none", house.traps[b] or "none"}))] += 1
    return dict(wrong)


def _evidence_faults(one: Installation) -> tuple[int, list[str]]:
    """How many merges the system made, and those whose evidence does not add up to the score."""
    with one.connect() as connection:
        rows = connection.execute(
            "SELECT id::text, evidence FROM identity_decision"
            " WHERE kind = 'merge' AND evidence->>'how' = 'automatic'"
        ).fetchall()
    faults = []
    for decision, told in rows:
        total = told["prior_bits"] + sum(weight for _comparison, _level, weight in told["weights"])
        if abs(total - told["bits"]) > 1e-6 or told["doubtful"] or told["forbidden"]:
            faults.append(f"decision {decision}: its evidence does not say it")
    return len(rows), faults

"""Kill -9 in the middle of merges, of many at once and of their undoing: nothing is left half done."""

import multiprocessing
import os
import signal
import time
from contextlib import suppress
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection, connections

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.models import Guest, GuestAlias
from huitouke.identity.models import Decision
from huitouke.identity.services.merging import Pair, merge_guests, merge_many
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.testing.merges import World, keys_that_stand, rows_that_stand

LONGEST: Final = 0.4
"""Seconds from the first transaction of a process to the kill, at most."""
WAIT: Final = 60.0


def strike_merges(
    branch: Branch, kills: int, *, seed: int, guests: int = 24, strikes_database: bool = False
) -> dict[str, Any]:
    """Let a process merge, merge many and un-merge guests of random histories without end, and kill it at random
    instants, `kills` times; where asked, each fourth time its server process of the database instead, after which the
    database recovers. Commits. Gives `struck`, how many were in the middle of a transaction, and what is wrong: a row
    lost or doubled, a merge half done, and, once all are apart again, any row that is not to the letter as before."""
    random = Random(seed)
    world = World(branch, seed, guests)
    for _number in range(guests * 4):
        world.edit()
    before, keys = rows_that_stand(), _keys()
    struck = 0
    for number in range(kills):
        is_database = strikes_database and number % 4 == 3
        struck += _strike(
            world.homes, seed * 1000 + number, random.random() * LONGEST, is_database=is_database
        )
        world.wrong += [f"kill {number}: {each}" for each in _faults(world, keys)]
        if number % 10 == 9:
            world.check(is_apart=False)
    world.part_all()
    world.check(is_apart=True)
    after = rows_that_stand()
    world.wrong += [f"{table} is not as before" for table in before if before[table] != after[table]]
    if kills and not struck:
        world.wrong.append("no kill found a transaction")
    return {"struck": struck, "wrong": world.wrong}


def _strike(homes: list[UUID], seed: int, seconds: float, *, is_database: bool) -> bool:
    """Start a process that merges, kill it after so many seconds of work, and wait until the database has let go of
    what it did; whether it was in a transaction."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    begun = context.Event()
    worker = context.Process(target=_work, args=(homes, seed, begun), daemon=True)
    worker.start()
    if not begun.wait(WAIT):
        raise TimeoutError("the process that merges did not begin")
    # The instant of the kill is what is tried, so that there is nothing else to wait for.
    begun.clear()
    begun.wait(seconds)
    servers = _servers(seed)
    if is_database:
        for pid, _is_busy in servers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    worker.kill()
    worker.join()
    deadline = time.monotonic() + WAIT
    while _servers(seed):
        if time.monotonic() > deadline:
            raise TimeoutError("the database still works for a process that is gone")
    return any(is_busy for _pid, is_busy in servers)


def _servers(seed: int) -> list[tuple[int, bool]]:
    """The server processes of a worker, and whether each is in a transaction; asked again while the database
    recovers."""
    deadline = time.monotonic() + WAIT
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pid, xact_start IS NOT NULL FROM pg_stat_activity WHERE application_name = %s",
                    [_name(seed)],
                )
                return list(cursor.fetchall())
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            connections.close_all()


def _name(seed: int) -> str:
    return f"merging-{seed}"


def _work(homes: list[UUID], seed: int, begun: Any) -> None:
    """Merge and un-merge until killed."""
    random = Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [_name(seed)])
    begun.set()
    while True:
        present = list(Guest.objects.filter(id__in=homes).values_list("id", flat=True))
        decisions = list(Decision.objects.in_force().filter(gone_id__in=homes).values_list("id", flat=True))
        random.shuffle(present)
        if decisions and random.random() < len(decisions) / len(homes):
            unmerge_guests(actor=SYSTEM, decision_id=random.choice(decisions), stay_apart=False)
        elif len(present) > 3 and random.random() < 0.5:
            some = random.randint(2, len(present) // 2)
            merge_many(
                actor=SYSTEM,
                pairs=[Pair(*two) for two in zip(present[:some], present[some : 2 * some], strict=True)],
            )
        elif len(present) > 1:
            merge_guests(actor=SYSTEM, kept_id=present[0], gone_ids=present[1:3])


def _keys() -> list[tuple[str, str]]:
    return [key for key in keys_that_stand() if key[0] != "guests_consentstate"]


def _faults(world: World, keys: list[tuple[str, str]]) -> list[str]:
    """What a merge that is half done would leave."""
    faults = []
    if _keys() != keys:
        faults.append("rows are lost or doubled")
    roots = {decision.gone_id: decision.kept_id for decision in Decision.objects.in_force()}
    aliases = dict(GuestAlias.objects.values_list("id", "guest_id"))
    present = set(Guest.objects.filter(id__in=world.homes).values_list("id", flat=True))
    if (
        aliases.keys() != roots.keys()
        or present | aliases.keys() != set(world.homes)
        or present & aliases.keys()
    ):
        faults.append("decisions, aliases and guests do not tell the same")
    for home in roots:
        root = home
        while root in roots:
            root = roots[root]
        if aliases.get(home) != root:
            faults.append("an alias opens another than the decisions say")
    fields = compare_guests().fields
    if fields:
        faults.append(f"rebuild --check: {dict(fields)}")
    return faults

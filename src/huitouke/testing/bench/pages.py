"""Benches of pages and of the API: `guest_page`, `guest_list` and `api_get_guest`, each against a bare view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import connection as django_connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huitouke.access.choices import Right
from huitouke.access.queries import get_actor, get_user
from huitouke.guests.queries import PAGE_SIZE
from huitouke.testing.bench.database import Template
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import connected_to
from huitouke.testing.bench.http import Caller, Connection, time_alone, time_together
from huitouke.testing.bench.lines import BenchLine, of_rate, of_times
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.meters import CpuMeter, MemoryMeter
from huitouke.testing.bench.site import USERNAME, Site

ALONE: Final = 300
TOGETHER: Final = 1_200
CONNECTIONS: Final = 8
WARM_UP: Final = 40
PAGE_ROWS: Final = 20
"""Rows of the bare page beside a page that is no list."""


@dataclass(frozen=True, slots=True)
class Bare:
    """What a page costs at least: its look-ups, rows and bytes."""

    queries: int
    rows: int
    size: int

    def path(self, view: str) -> str:
        arguments = (
            [self.queries, self.size] if view == "bench-bare-json" else [self.queries, self.rows, self.size]
        )
        return reverse(view, args=arguments)


def guest_page(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """The guest page of guests at random: `alone` one at a time, `c8` over 8 connections."""
    with connected_to(site.database):
        paths = each_of("guests:guest-detail", some_ids(site, TOGETHER))
        bare = bare_of(site, site.clerk, paths[0], PAGE_ROWS)
    pair = Pair(site, template, site.clerk, bare.path("bench-bare-page"))
    line = BenchLine(bench="guest_page", case="alone", guests=template.guests)
    yield pair.alone(line, paths)
    yield pair.together(replace(line, case="c8"), paths)
    progress("Guest pages", 2, 2)


def guest_list(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """The list without filters: `page1`, `deep` from keys far down, `c8` both over 8 connections."""
    with connected_to(site.database):
        first = reverse("guests:guest-list")
        deep = [f"{first}?after={guest_id}" for guest_id in some_ids(site, TOGETHER, deep=True)]
        bare = bare_of(site, site.clerk, first, PAGE_SIZE)
    pair = Pair(site, template, site.clerk, bare.path("bench-bare-page"))
    line = BenchLine(bench="guest_list", case="page1", guests=template.guests)
    yield pair.alone(line, [first])
    yield pair.alone(replace(line, case="deep"), deep)
    both = [path for key in deep for path in (first, key)]
    yield pair.together(replace(line, case="c8"), both)
    progress("Pages of the list", 3, 3)


def api_get_guest(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """One guest by the API, with a token: `alone` and `c8`."""
    with connected_to(site.database):
        paths = [f"/api/v1/guests/{guest_id}" for guest_id in some_ids(site, TOGETHER)]
        bare = bare_of(site, site.program, paths[0], 1)
    pair = Pair(site, template, site.program, bare.path("bench-bare-json"))
    line = BenchLine(bench="api_get_guest", case="alone", guests=template.guests)
    yield pair.alone(line, paths)
    yield pair.together(replace(line, case="c8"), paths)
    progress("Guests by the API", 2, 2)


class Pair:
    """A page and the bare view beside it, asked in the same way."""

    def __init__(self, site: Site, template: Template, caller: Caller, bare: str) -> None:
        self._site, self._caller, self._bare = site, caller, bare
        self._count = template.fitting(ALONE)
        self._count_together = template.fitting(TOGETHER)
        self._warm_up = template.fitting(WARM_UP)

    def alone(self, line: BenchLine, paths: Sequence[str]) -> BenchLine:
        """Times of requests one after another."""
        with MemoryMeter(self._site.pid) as memory:
            times, cpu = self._alone(self._caller, paths)
        limit, limit_cpu = self._alone(self._site.nobody, [self._bare])
        line = replace(line, peak_rss_mb=memory.peak_mb, cpu_ms=cpu, limit_cpu_ms=limit_cpu)
        return of_times(line, times, limit)

    def together(self, line: BenchLine, paths: Sequence[str]) -> BenchLine:
        """The rate of requests over CONNECTIONS at once."""
        with MemoryMeter(self._site.pid) as memory:
            times, rate, cpu = self._together(self._caller, paths)
        _times, limit, limit_cpu = self._together(self._site.nobody, [self._bare])
        line = replace(line, peak_rss_mb=memory.peak_mb, cpu_ms=cpu, limit_cpu_ms=limit_cpu)
        return of_rate(line, rate, limit, times)

    def _alone(self, caller: Caller, paths: Sequence[str]) -> tuple[list[float], float]:
        requests = _requests(caller, paths, self._count + self._warm_up)
        time_alone(self._site.port, requests[: self._warm_up])
        with CpuMeter(self._site.processes) as cpu:
            times = time_alone(self._site.port, requests[self._warm_up :])
        return times, round(cpu.seconds * 1000 / len(times), 3)

    def _together(self, caller: Caller, paths: Sequence[str]) -> tuple[list[float], float, float]:
        requests = _requests(caller, paths, self._count_together + self._warm_up)
        time_together(self._site.port, requests[: self._warm_up], CONNECTIONS)
        with CpuMeter(self._site.processes) as cpu:
            times, rate = time_together(self._site.port, requests[self._warm_up :], CONNECTIONS)
        return times, rate, round(cpu.seconds * 1000 / len(times), 3)


def _requests(caller: Caller, paths: Sequence[str], count: int) -> list[bytes]:
    return [caller.get(path) for path in islice(cycle(paths), count)]


def each_of(view: str, ids: Sequence[UUID]) -> list[str]:
    """The addresses of these things."""
    return [reverse(view, args=[guest_id]) for guest_id in ids]


def some_ids(site: Site, count: int, *, deep: bool = False) -> list[UUID]:
    """Ids of guests whom the user may see, in no order; with `deep` only of the older half of the list."""
    entities = sorted(get_actor(get_user(USERNAME)).legal_entities_with(Right.GUESTS_VIEW))
    condition = " AND id < (SELECT id FROM guests_guest ORDER BY id OFFSET %s LIMIT 1)" if deep else ""
    with psycopg.connect(site.home.cluster.url(site.database)) as connection:
        counted = connection.execute("SELECT count(*) FROM guests_guest").fetchone()
        middle: list[Any] = [counted[0] // 2] if deep and counted else []
        statement = (
            f"SELECT id FROM guests_guest WHERE legal_entity_id = ANY(%s){condition}"
            " ORDER BY hashtext(id::text) LIMIT %s"
        )
        found = connection.execute(statement.encode(), [entities, *middle, count]).fetchall()
    return [guest_id for (guest_id,) in found]


def bare_of(site: Site, caller: Caller, path: str, rows: int) -> Bare:
    """Look-ups and bytes of the page at `path`, as this caller gets it from the running site."""
    connection = Connection(site.port)
    answer = connection.ask(caller.get(path))
    connection.close()
    if answer.status != 200:
        raise BenchRefused(f"{path} was answered with {answer.status}, not 200")
    return Bare(_query_count(caller, path), rows, len(answer.body))


def _query_count(caller: Caller, path: str) -> int:
    """How many queries the page makes when it is asked for the second time in a process."""
    client = Client(SERVER_NAME="localhost", headers=dict(caller.headers))
    for name, value in caller.cookies:
        client.cookies[name] = value
    client.get(path)
    with CaptureQueriesContext(django_connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise BenchRefused(f"{path} was answered with {answer.status_code} in this process, not 200")
    return len(captured)

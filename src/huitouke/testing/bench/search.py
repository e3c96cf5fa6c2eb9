"""Bench `guest_search`: scraps typed into the search box, against the bare SQL of the probe that found them."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import psycopg
from django.urls import reverse

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.queries import get_actor, get_user
from huitouke.guests.search import probe_sql, probes
from huitouke.guests.values.search import parse_scrap
from huitouke.testing.bench.database import Template
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import connected_to
from huitouke.testing.bench.http import time_alone
from huitouke.testing.bench.lines import BenchLine, of_times
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.meters import MemoryMeter
from huitouke.testing.bench.scraps import KINDS, draw_scraps
from huitouke.testing.bench.site import USERNAME, Site

SCRAPS: Final = 500
WARM_UP: Final = 50
SHOWN: Final = 8
"""How many the box shows, and so how many its SQL asks for."""


def guest_search(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """A case for each kind of scrap: 500 different ones over HTTP, one after another, by somebody signed in."""
    with connected_to(site.database):
        actor, address = get_actor(get_user(USERNAME)), reverse("search:guests")
        entities = sorted(actor.legal_entities_with(Right.GUESTS_VIEW))
        wanted, warm_up = template.fitting(SCRAPS), template.fitting(WARM_UP)
        url = site.home.cluster.url(site.database)
        for number, kind in enumerate(KINDS, 1):
            scraps = draw_scraps(url, kind, wanted + warm_up, entities)
            if not scraps:
                raise BenchRefused(f"{template.guests} guests have nothing to be found by as {kind}")
            measured = scraps[:wanted]
            warming = scraps[wanted:] or scraps[:warm_up]
            asked = [
                site.clerk.post(address, {"q": scrap, "csrfmiddlewaretoken": site.csrf}, is_part=True)
                for scrap in [*warming, *measured]
            ]
            with MemoryMeter(site.pid) as memory:
                times = time_alone(site.port, asked)[len(warming) :]
            limit = _bare_times(url, actor, [*warming, *measured])[len(warming) :]
            line = BenchLine(bench="guest_search", case=kind, guests=template.guests)
            yield of_times(replace(line, peak_rss_mb=memory.peak_mb), times, limit)
            progress("Kinds of scraps searched", number, len(KINDS))


def _bare_times(url: str, actor: Actor, scraps: list[str]) -> list[float]:
    """Milliseconds of the first probe that finds anybody, for each scrap, over one connection without Django."""
    # Values bound as literals, as Django does it: a plan made without the pattern would not use it.
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        return [_bare_time(connection, actor, scrap) for scrap in scraps]


def _bare_time(connection: psycopg.Connection, actor: Actor, scrap: str) -> float:
    """Of a scrap that finds nobody, the last probe's."""
    spent = 0.0
    for probe in probes(parse_scrap(scrap)):
        statement, parameters = probe_sql(probe, actor, SHOWN)
        began = time.perf_counter()
        found = connection.execute(statement.encode(), parameters).fetchall()
        spent = (time.perf_counter() - began) * 1000
        if found:
            break
    return spent

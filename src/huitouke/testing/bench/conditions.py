"""Bench `conditions`: random conditions over all fields, the first answer of their count and their first page."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from huitouke.access.actors import Actor
from huitouke.access.queries import get_actor, get_user
from huitouke.guests.conditions.asking import may_of, question
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.models import SavedView
from huitouke.guests.queries import PAGE_SIZE
from huitouke.guests.services.views import keep_draft
from huitouke.kernel import clock
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field, Subject, get_subject
from huitouke.kernel.conditions.shapes import Conditions, ConditionsInvalid
from huitouke.testing.bench.database import Template
from huitouke.testing.bench.home import connected_to
from huitouke.testing.bench.http import time_alone
from huitouke.testing.bench.lines import BenchLine, of_times
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.meters import CpuMeter, MemoryMeter
from huitouke.testing.bench.pages import bare_of
from huitouke.testing.bench.site import USERNAME, Site
from huitouke.testing.conditions import RandomConditions

ASKED: Final = 300
WARM_UP: Final = 20
SEED: Final = 23
DRAWN: Final = 4_000
"""Guests of whom the values are drawn that are asked for."""


def conditions(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """`page` is the list's first page, `count` the first answer of how many, each asked for 300 different
    conditions, one after another, by somebody signed in. Every field is asked in turn; further rows and groups are
    drawn among all. About one text in seven is one that hardly anybody has."""
    wanted = template.fitting(ASKED)
    with connected_to(site.database):
        actor = get_actor(get_user(USERNAME))
        drawn = draw(actor, wanted + template.fitting(WARM_UP))
        # The draft lives for a day by the clock of the site.
        views = [keep_draft(actor=actor, conditions=one).id for one in drawn]
        bare = bare_of(site, site.clerk, reverse("guests:guest-list"), PAGE_SIZE).path("bench-bare-page")
        addresses = {
            "page": reverse("guests:guest-list"),
            "count": reverse("guests:conditions-count-list"),
        }
    limit = time_alone(site.port, [site.nobody.get(bare)] * wanted)
    for number, (case, address) in enumerate(addresses.items(), 1):
        asked = [site.clerk.get(f"{address}?view={view}") for view in views]
        time_alone(site.port, asked[wanted:])
        with MemoryMeter(site.pid) as memory, CpuMeter(site.processes) as cpu:
            times = time_alone(site.port, asked[:wanted])
        line = BenchLine(bench="conditions", case=case, guests=template.guests, peak_rss_mb=memory.peak_mb)
        line = replace(line, cpu_ms=round(cpu.seconds * 1000 / len(times), 3))
        slowest = max(range(len(times)), key=times.__getitem__)
        yield of_times(replace(line, worst=told(drawn[slowest], times[slowest])), times, limit)
        progress("Conditions asked", number, len(addresses))
    with connected_to(site.database):
        SavedView.objects.filter(id__in=views).delete()


def told(asked: Conditions, milliseconds: float) -> str:
    """Conditions by fields and operators."""
    groups = " or ".join(" and ".join(f"{row.field} {row.op}" for row in group) for group in asked.groups)
    return f"{milliseconds:.0f} ms: {groups}"


def draw(actor: Actor, count: int) -> list[Conditions]:
    """So many different conditions that the actor may ask, the same ones every time."""
    subject, today = get_subject(GUEST), timezone.localdate(clock.now())
    fields = [field for field in subject.every_field() if field.operators(may_of(actor))]
    made = RandomConditions(values_drawn(subject, fields), fields, random.Random(SEED), today)
    found: dict[str, Conditions] = {}
    turn = 0
    while len(found) < count:
        one = made.next(fields[turn % len(fields)])
        turn += 1
        try:
            question(actor, one, today=today)
        except ConditionsInvalid:
            continue
        found.setdefault(repr(one), one)
    return list(found.values())


def values_drawn(subject: Subject, fields: Sequence[Field]) -> Mapping[str, list[Any]]:
    """Values of each field of some guests, read through its own expression; of choices and of what stands sealed
    none."""
    table = subject.table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY hashtext(id::text) LIMIT %s", [DRAWN])
        ids = [guest_id for (guest_id,) in cursor.fetchall()]
        values: dict[str, list[Any]] = {}
        for field in fields:
            if field.kind in (Kind.CHOICE, Kind.EXACT, Kind.YES_NO, Kind.BIRTHDAY):
                continue
            if field.child:
                child = field.child
                source = (
                    f"{table} JOIN {child.table} f ON f.{child.owner} = {table}.id"
                    f" WHERE {table}.id = ANY(%s) AND ({child.where})"
                )
            else:
                source = f"{table} WHERE {table}.id = ANY(%s)"
            statement = f"SELECT {field.show or field.sql} FROM {source}".replace("{o}", table)
            cursor.execute(statement, [ids])
            known = [value for (value,) in cursor.fetchall() if value not in (None, "")]
            if field.kind in (Kind.NUMBER, Kind.MONEY):
                known = [value for value in known if isinstance(value, int | Decimal)]
            values[field.code] = known
    return values

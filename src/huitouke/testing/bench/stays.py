"""Benches of stays: `today`, the lists of a house of 500 rooms, and `guest_page_stays`, guests with a hundred stays."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import psycopg
from django.urls import reverse

from huitouke.access.models import Branch
from huitouke.access.queries import get_actor, get_user
from huitouke.stays.sheet_lines import SheetKind
from huitouke.stays.sheets import read_sheet
from huitouke.testing.bench.database import Template
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import connected_to
from huitouke.testing.bench.lines import BenchLine
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.pages import PAGE_ROWS, Pair, bare_of, each_of
from huitouke.testing.bench.records import branch_codes
from huitouke.testing.bench.site import USERNAME, Site, settle
from huitouke.testing.bench.stays_filling import LONG_HISTORY, add_stays

LISTS: Final = {
    "arrivals": (SheetKind.ARRIVALS, "sheets:arrivals"),
    "in_house": (SheetKind.IN_HOUSE, "sheets:in-house"),
    "departures": (SheetKind.DEPARTURES, "sheets:departures"),
}


def with_stays(site: Site, progress: Progress) -> None:
    """Gives the guests of the site their stays, and lets the database settle: it is a day's work that is measured, and
    not what a load of millions leaves behind."""
    with connected_to(site.database):
        today = Branch.objects.get(code=branch_codes()[0]).business_date
    with psycopg.connect(site.home.cluster.url(site.database), autocommit=True) as connection:
        add_stays(connection, today, progress)
    settle(site.home, site.database)


def today(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """Today as the front desk opens it, then its lists one by one: `page`, `arrivals`, `in_house`, `departures`, each
    asked for again and again. The bare view beside a list has as many rows."""
    line = BenchLine(bench="today", case="page", guests=template.guests)
    home, code = reverse("today"), branch_codes()[0]
    yield _pair(site, template, home, PAGE_ROWS).alone(line, [home])
    for number, (case, (kind, view)) in enumerate(LISTS.items(), 1):
        address = f"{reverse(view)}?branch={code}"
        pair = _pair(site, template, address, _lines(site, kind))
        yield pair.alone(replace(line, case=case), [address])
        progress("Lists of the day", number, len(LISTS))


def guest_page_stays(site: Site, template: Template, progress: Progress) -> Iterator[BenchLine]:
    """The page and the tab of stays of guests who were here a hundred times, one after another."""
    with psycopg.connect(site.home.cluster.url(site.database)) as connection:
        found = connection.execute(
            "SELECT guest_id FROM stays_reservation JOIN access_branch b ON b.id = branch_id WHERE b.code = %s"
            " GROUP BY guest_id HAVING count(*) >= %s ORDER BY guest_id LIMIT 300",
            [branch_codes()[0], LONG_HISTORY],
        ).fetchall()
    if not found:
        raise BenchRefused(f"no guest of the bench has {LONG_HISTORY} stays: take more guests")
    pages = each_of("guests:guest-detail", [guest_id for (guest_id,) in found])
    line = BenchLine(bench="guest_page_stays", case="page", guests=template.guests)
    for case, paths in {"page": pages, "tab": [f"{path}?tab=stays" for path in pages]}.items():
        yield _pair(site, template, paths[0], PAGE_ROWS).alone(replace(line, case=case), paths)
    progress("Pages of guests with many stays", 1, 1)


def _pair(site: Site, template: Template, path: str, rows: int) -> Pair:
    """A page and the bare view beside it."""
    with connected_to(site.database):
        bare = bare_of(site, site.clerk, path, max(rows, 1))
    return Pair(site, template, site.clerk, bare.path("bench-bare-page"))


def _lines(site: Site, kind: str) -> int:
    """How many lines a list has."""
    with connected_to(site.database):
        branch = Branch.objects.get(code=branch_codes()[0])
        actor = get_actor(get_user(USERNAME))
        return len(read_sheet(actor, branch, kind, branch.business_date).lines)

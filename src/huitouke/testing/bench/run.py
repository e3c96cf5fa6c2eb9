"""A run: which benches there are, and what they share."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from huitouke.testing.bench.conditions import conditions
from huitouke.testing.bench.database import Template, copied, ensure_template, require_room
from huitouke.testing.bench.home import BenchHome
from huitouke.testing.bench.import_bookings import import_bookings
from huitouke.testing.bench.import_guests import import_guests
from huitouke.testing.bench.intake import intake
from huitouke.testing.bench.lines import BenchLine
from huitouke.testing.bench.loading import Progress
from huitouke.testing.bench.matching import NAMES as MATCHING
from huitouke.testing.bench.matching import matching
from huitouke.testing.bench.pages import api_get_guest, guest_list, guest_page
from huitouke.testing.bench.search import guest_search
from huitouke.testing.bench.site import Site, running_site
from huitouke.testing.bench.stays import guest_page_stays, today, with_stays

ON_SITE: Final[dict[str, Callable[[Site, Template, Progress], Iterator[BenchLine]]]] = {
    "guest_page": guest_page,
    "guest_list": guest_list,
    "guest_search": guest_search,
    "api_get_guest": api_get_guest,
}
ON_STAYS: Final[dict[str, Callable[[Site, Template, Progress], Iterator[BenchLine]]]] = {
    "conditions": conditions,
    "today": today,
    "guest_page_stays": guest_page_stays,
}
"""What is measured last, when the guests of the site have been given their stays."""
NAMES: Final = ("import_guests", "import_bookings", "intake", *MATCHING, *ON_SITE, *ON_STAYS)


def run_benches(
    home: BenchHome,
    names: Sequence[str],
    *,
    guests: int,
    rows: int | None,
    reuse: bool,
    progress: Progress,
) -> Iterator[BenchLine]:
    """Runs the named benches with `guests` guests and gives a line for each case as it is measured.

    The importing ones come first: they want the machine and the disk for themselves. Raises BenchRefused.
    """
    with home.cluster.running():
        require_room(home, guests)
        template = ensure_template(home, guests, progress, reuse=reuse)
        if "import_guests" in names:
            yield from import_guests(home, template, rows, progress)
        if "import_bookings" in names:
            yield from import_bookings(home, template, rows, progress)
        if "intake" in names:
            yield from intake(home, template, rows, progress)
        if any(name in names for name in MATCHING):
            yield from matching(home, template, names, progress)
        on_site = [name for name in ON_SITE if name in names]
        on_stays = [name for name in ON_STAYS if name in names]
        if on_site or on_stays:
            with ExitStack() as stack:
                database = stack.enter_context(copied(home, template.name, "site"))
                site = stack.enter_context(running_site(home, database))
                for name in on_site:
                    yield from ON_SITE[name](site, template, progress)
                if on_stays:
                    with_stays(site, progress)
                for name in on_stays:
                    yield from ON_STAYS[name](site, template, progress)

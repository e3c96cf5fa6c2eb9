"""Two worlds, told apart by nothing: one in which MAIN (entity CN) knows a guest, and one in which nobody does.

Whoever works in BAY (entity HK) asks the same of both: lists, counts, search by every scrap, hints while typing, files,
history, direct ids. Every answer must be the same to the byte, up to what is drawn by lot: tokens and fresh ids.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from django.db import transaction

from huitouke.testing.factories import make_guest
from huitouke.testing.permissions.door import Door
from huitouke.testing.permissions.doors import DOORS
from huitouke.testing.permissions.subjects import SECRETS, Subjects, make_subjects, make_things
from huitouke.testing.permissions.walk import Visitor, knock
from huitouke.testing.personas import HotelGroup

_CSRF: Final = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken(?:&quot;|"): (?:&quot;|"))[A-Za-z0-9]+')
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BY_LOT: Final = frozenset({"Set-Cookie", "Expires"})


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that a curious colleague of BAY may ask."""

    door: Door
    words: str = ""

    def __str__(self) -> str:
        return f"{self.door} {self.words}".strip()


def scraps() -> list[str]:
    """Whole words, beginnings, readings and last digits by which the secret guest would be found."""
    found = []
    for value in SECRETS.values():
        found += [value, value[:3], value[-4:]]
    return [*found, "ouyangjinse", "oyjs", "锦瑟", "E77 123 456", "夜床放一本诗集"]


def probes() -> Iterator[Probe]:
    """Every reading door as it stands in the table, every search and hint by every scrap, every filter that might
    count, and saves that might notice what another entity holds."""
    for door in DOORS:
        if door.method == "GET" or door.whose in ("guest", "thing"):
            yield Probe(door)
    for scrap in scraps():
        yield Probe(Door("POST", "search:guests", "see", sent={"q": scrap}), "by a scrap")
        yield Probe(Door("POST", "search:guests", "see", sent={"scan": scrap}), "by a reader")
        yield Probe(Door("POST", "guests:note-find", "see", sent={"who": scrap}), "by a scrap")
        yield Probe(Door("POST", "api:search_guests", "see", sent={"text": scrap}), "by a scrap")
    for kind in ("mobile", "phone", "email"):
        for value in (SECRETS["mobile"], SECRETS["email"]):
            sent = {"contact_kind": kind, "contact_value": value}
            yield Probe(Door("POST", "guests:hint-contact", "write", sent=sent), "a contact typed")
    for kind in ("passport", "id_card", "other"):
        sent = {"document_kind": kind, "document_number": SECRETS["passport"]}
        yield Probe(Door("POST", "guests:hint-document", "write", sent=sent), "a document typed")
    for query in FILTERS:
        yield Probe(Door("GET", "guests:guest-list", "see", query=query), query)
        yield Probe(Door("GET", "guests:guest-export", "export", query=query), query)
        yield Probe(Door("GET", "api:list_guests", "see", query=query), query)
    again = {"name": SECRETS["name"], "mobile": SECRETS["mobile"], "passport": SECRETS["passport"]}
    yield Probe(
        Door("POST", "api:create_guest", "write", sent={**again, "branch": "BAY"}),
        "the same person arrives here",
    )
    yield Probe(
        Door("POST", "api:find_guest_candidates", "see", sent={**again, "branch": "BAY"}), "who it may be"
    )
    contact = {"contact_id": "", "contact_kind": "mobile", "contact_value": again["mobile"]}
    typed = {"name": again["name"], **contact}
    yield Probe(Door("POST", "guests:hint-known", "write", sent=typed), "who it may be")
    by_id = Door("GET", "guests:guest-detail", "see", "guest", query="tab=notes")
    yield Probe(by_id, "by the id itself")


FILTERS: Final = (
    "branch=MAIN",
    "tag=" + SECRETS["tag"],
    "warning=1",
    "has_warning=true",
    "incomplete=1",
    "new=7",
    "new_within=7",
    "nationality=CN",
    "follow_up=nobody",
)


def leaks(group: HotelGroup, visitors: list[Visitor], *, turns: int = 1) -> Iterator[str | None]:
    """For each visitor and probe what tells the two worlds apart, or None. With `turns` each probe is made by one in so
    many of the visitors, in turn. Needs a clock that stands still."""
    make_guest(group.bay, name="陈大文", mobile="13912345678", tag="常住")
    things = make_things(group)
    with transaction.atomic():
        subjects = make_subjects(group, things)
        asked = [
            (visitor, probe)
            for place, probe in enumerate(probes())
            for visitor in visitors[place % turns :: turns]
        ]
        known = [_told(visitor, probe, subjects) for visitor, probe in asked]
        transaction.set_rollback(True)
    for (visitor, probe), answer in zip(asked, known, strict=True):
        differing = _difference(answer, _told(visitor, probe, subjects))
        yield f"{visitor} at {probe}: {differing}" if differing else None


def _told(visitor: Visitor, probe: Probe, subjects: Subjects) -> str:
    """An answer as text: status, headers and body; what is drawn by lot is numbered in its order."""
    with transaction.atomic():
        response, body = knock(probe.door, visitor, subjects)
        transaction.set_rollback(True)
    headers = {name: value for name, value in response.headers.items() if name not in _BY_LOT}
    text = f"{response.status_code}\n{json.dumps(headers, sort_keys=True)}\n{body.decode('utf-8', 'replace')}"
    drawn: dict[str, str] = {}
    return _UUID.sub(lambda found: drawn.setdefault(found[0], f"id-{len(drawn)}"), _CSRF.sub(r"\1", text))


def _difference(known: str, unknown: str) -> str:
    """The first line that differs, or ""."""
    if known == unknown:
        return ""
    lines = zip_longest(known.splitlines(), unknown.splitlines(), fillvalue="")
    return next(
        f"with the guest {one.strip()[:160]!r}, without {other.strip()[:160]!r}"
        for one, other in lines
        if one != other
    )

"""Making the group in the database: through the services, row by row as an import would, only in larger steps."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch, User
from huitouke.access.queries import get_group
from huitouke.access.services import create_user, open_branch, set_up_group
from huitouke.demo.accounts import link_employees, make_accounts
from huitouke.demo.agreements import is_agreed
from huitouke.demo.doings import make_doings
from huitouke.demo.group import make_group
from huitouke.demo.houses import make_house
from huitouke.demo.records import DemoRecord, generate
from huitouke.demo.stays import StayBook, open_stay_truth
from huitouke.demo.truth import open_truth
from huitouke.guests.services.consents_at_once import take_in_agreements
from huitouke.guests.standard_purposes import MATCH_DOCUMENT
from huitouke.identity.rows import EncodedRow, RowEncoder, Source
from huitouke.identity.services import staff_ids, write_rows
from huitouke.identity.services.match_orders import order_matching
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer

CHUNK = 2_000
COMPARED_AFTER = timedelta(seconds=30)
"""When the worker compares the guests: not at the moment in which the site starts and somebody waits for a page."""
PASSWORD = "welcome-back"  # noqa: S105 - make-believe guests on a loopback address, printed at every start

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Login:
    """A line of what `demo` prints."""

    user: str
    password: str
    role: str
    branch: str


def load_demo(guests: int, branches: int, seed: int, progress: Progress | None = None) -> list[Login]:
    """Make the group where there is none; its logins, also at the second start.

    `guests` = 0 makes an empty group to begin real work with: one branch `MAIN` and an administrator whose
    password is made at random and shown this once.
    """
    group = get_group()
    if group is not None:
        return _staff() if group.is_make_believe else []
    if guests == 0:
        return _make_empty_group()
    with transaction.atomic():
        _make_houses(branches)
        _make_staff()
        houses = list(Branch.objects.select_related("legal_entity").order_by("id"))
        for house in houses:
            make_house(house)
        accounts = make_accounts(houses, seed, clock.now().date(), most=min(60, guests), seller="suli")
        _make_guests(guests, seed, houses, progress)
        link_employees(accounts)
        staff = {user.username: user for user in User.objects.all()}
        make_doings(houses[0], seed, desk=staff["chenxiao"], relations=staff["mei"])
        order_matching(actor=SYSTEM, begin_in=COMPARED_AFTER)
    return _staff()


def _make_empty_group() -> list[Login]:
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        set_up_group(actor=SYSTEM, labels={"zh": "我的酒店", "en": "My hotel"})
        open_branch(
            actor=SYSTEM, code="MAIN", labels={"zh": "总店", "en": "Main branch"}, legal_entity_code="MAIN"
        )
        create_user(actor=SYSTEM, username="admin", password=password, role="administrator")
    return [Login("admin", password, "administrator", "")]


def _make_houses(branches: int) -> None:
    group = make_group(branches)
    set_up_group(actor=SYSTEM, labels={"zh": group.zh, "en": group.en}, is_make_believe=True)
    entities = {entity.code: {"zh": entity.zh, "en": entity.en} for entity in group.entities}
    for house in group.branches:
        open_branch(
            actor=SYSTEM,
            code=house.code,
            labels={"zh": house.zh, "en": house.en},
            legal_entity_code=house.entity,
            legal_entity_labels=entities[house.entity],
            time_zone=house.time_zone,
            currency=house.currency,
        )


STAFF: tuple[tuple[str, str, str, bool], ...] = (
    ("admin", "管理员", "administrator", False),
    ("chenxiao", "陈晓", "front_desk", True),
    ("mei", "林梅", "guest_relations", True),
    ("fang", "方洁", "housekeeping", True),
    ("suli", "苏莉", "sales", True),
    ("shen", "沈主管", "customer_relations_supervisor", True),
    ("manager", "周总经理", "manager", False),
    ("auditor", "审计员", "auditor", False),
)
"""Login, name, role, and whether the post is of the first branch only."""


def _make_staff() -> None:
    first = Branch.objects.order_by("id").first()
    for username, name, role, is_of_branch in STAFF:
        create_user(
            actor=SYSTEM,
            username=username,
            password=PASSWORD,
            role=role,
            branch_code=first.code if first and is_of_branch else None,
            display_name=name,
        )


def _staff() -> list[Login]:
    """The make-believe staff that are still there, as they were made."""
    present = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    first = Branch.objects.order_by("id").first()
    return [
        Login(username, PASSWORD, role, first.code if first and is_of_branch else "")
        for username, _name, role, is_of_branch in STAFF
        if username in present
    ]


def truth_file() -> Path:
    """Where the truth of the make-believe guests stands, apart from the database."""
    folder = Path(settings.HOME) / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "truth.parquet"


def stay_truth_file() -> Path:
    """Where the rhythms of the make-believe guests stand, by which they were made to come."""
    return truth_file().with_name("stays.parquet")


def _make_guests(guests: int, seed: int, branches: list[Branch], progress: Progress | None) -> None:
    houses = {branch.code: branch for branch in branches}
    now = clock.now()
    desk = _Desk(houses, now)
    stream = generate(guests, seed, list(houses), now.date())
    done = 0
    with open_truth(truth_file()) as truth, open_stay_truth(stay_truth_file()) as stay_truth:
        stays = StayBook(branches, seed, stay_truth)
        while records := list(islice(stream, CHUNK)):
            made: dict[tuple[str, str], UUID] = {}
            for encoder, rows in desk.encoded(records):
                write_rows(rows, encoder)
                made |= {
                    (encoder.source.system, row.external_id): UUID(row.guest_id)
                    for row in rows
                    if row.guest_id
                }
            for record in records:
                truth.add(record)
            keys = [(record.system, record.raw["external_id"][0]) for record in records]
            known = [(record, made[key]) for record, key in zip(records, keys, strict=True) if key in made]
            take_in_agreements(
                actor=SYSTEM,
                purpose_code=MATCH_DOCUMENT,
                guest_ids=[guest_id for record, guest_id in known if is_agreed(record, seed)],
            )
            stays.take(known)
            done += len(records)
            if progress is not None:
                progress("guests", done, guests)
        stays.finish()


class _Desk:
    """An encoder for each system and branch of the group."""

    def __init__(self, houses: dict[str, Branch], now: datetime) -> None:
        self._houses = houses
        self._now = now
        self._people = staff_ids()
        self._encoders: dict[tuple[str, str], RowEncoder] = {}

    def encoded(self, records: list[DemoRecord]) -> Iterator[tuple[RowEncoder, list[EncodedRow]]]:
        """The rows of a chunk, by encoder."""
        batches: dict[tuple[str, str], list[EncodedRow]] = defaultdict(list)
        for number, record in enumerate(records, start=1):
            source = (record.system, record.branch)
            encoder = self._encoders.get(source) or self._new_encoder(*source)
            text, digest = encoder.digest(record.raw)
            house = self._houses[record.branch]
            came_at = self._now - timedelta(days=record.received_days_ago, seconds=number)
            row = encoder.encode_new(
                number,
                record.raw["external_id"][0],
                record.raw,
                text,
                digest,
                received_at=came_at,
                today=clock.business_date(came_at, house.time_zone, house.day_change_hour),
            )
            batches[source].append(row)
        for source, rows in batches.items():
            yield self._encoders[source], rows

    def _new_encoder(self, system: str, branch_code: str) -> RowEncoder:
        branch = self._houses[branch_code]
        encoder = RowEncoder(
            sealer(),
            Source(
                system=system,
                branch_id=branch.id,
                legal_entity_id=branch.legal_entity_id,
                run_id=None,
                actor_id=None,
                actor_name=SYSTEM.name,
                received_at=self._now,
                today=self._now.date(),
                follow_up_ids=self._people,
            ),
        )
        self._encoders[system, branch_code] = encoder
        return encoder

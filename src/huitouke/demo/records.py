"""How a person becomes one to four source records, with the damage of real files, and the stream of a run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huitouke.demo.contacts import typed_mobile
from huitouke.demo.curves import Curve
from huitouke.demo.damage import (
    HARD_KEYS,
    alias_email,
    change_email,
    change_phone,
    damage_name,
    old_company,
    short_address,
    short_company,
    slip_birth_year,
    swap_day_and_month,
)
from huitouke.demo.people import Person
from huitouke.demo.traps import Circles
from huitouke.demo.views import member_view, ota_view, pms_view

Rnd = Callable[[], float]
Raw = dict[str, list[str]]

DUPLICATED_SHARE = 0.12
"""Of the persons, how many have two to four records."""
RECORDS_PER_PERSON = 1.0 + DUPLICATED_SHARE * 1.38
_MORE_RECORDS = Curve([2, 3, 4], [70.0, 22.0, 8.0])
_WEAK_SHARE = 0.29
"""Of the further records, how many share no phone, e-mail, paper or card with the first on purpose."""
_OLDEST = 1500
"""Days ago at which the oldest records came."""
_SPREAD = 4096
"""Records wait in a store of this size and leave it in random order, so that duplicates lie far apart."""

_OTA_CHINESE = Curve.of(
    [("ctrip", 50.0), ("meituan", 30.0), ("fliggy", 12.0), ("booking", 5.0), ("agoda", 3.0)]
)
_OTA_ABROAD = Curve.of([("booking", 48.0), ("expedia", 22.0), ("agoda", 18.0), ("ctrip", 12.0)])
_ORDER_FORM = {
    "ctrip": "36{:09d}", "meituan": "49{:010d}", "fliggy": "27{:011d}", "booking": "4{:09d}",
    "expedia": "7{:08d}",
    "agoda": "9{:08d}", "member": "M{:08d}",
}  # fmt: skip


@dataclass(slots=True)
class DemoRecord:
    """One source record of a guest.

    `raw` is target -> texts as a file or system sends them and always holds external_id, unique within
    `system`. `person`, `kind_of_damage` and `trap` are the truth: nothing of them stands in `raw`. `trap` is
    empty or a label such as `twins:4` (see `traps`).
    """

    raw: Raw
    system: str
    branch: str
    person: int
    kind_of_damage: tuple[str, ...]
    received_days_ago: int
    trap: str = ""


def generate(guests: int, seed: int, branches: Sequence[str], today: date) -> Iterator[DemoRecord]:
    """Exactly `guests` source records, as a stream; the same arguments give the same stream.

    `guests` counts source records, not persons: until matching has run, each record is one profile. There are
    about guests / 1.166 persons. The shares of the make-believe group are of *persons* (12 % have two to four
    records; 3 % have a telephone that stands on a stranger's record too) and of *duplicate pairs*, that is
    all pairs of records of one person (30 % or more without a common phone, e-mail, paper or card; 40 % or
    more with two or more fields that both records fill and that disagree; 15 % or more hanzi against Latin
    letters). `truth.shares` measures them.

    The stream is written in the order in which records leave the systems, at random over branches.
    Raises ValueError for a negative number of guests or no branch.
    """
    if guests < 0:
        raise ValueError("guests must not be negative")
    if not branches:
        raise ValueError("a group needs at least one branch")
    return _stream(guests, random.Random(seed).random, list(branches), today)


def _stream(guests: int, rnd: Rnd, branches: list[str], today: date) -> Iterator[DemoRecord]:
    number_record = _Numbering()
    waiting: list[DemoRecord] = []
    made = 0
    for record in _records(guests, rnd, branches, today):
        made += 1
        if made > guests:
            break
        if len(waiting) < _SPREAD:
            waiting.append(record)
            continue
        place = int(rnd() * _SPREAD)
        leaving, waiting[place] = waiting[place], record
        yield number_record(leaving)
    while waiting:
        place = int(rnd() * len(waiting))
        leaving = waiting[place]
        waiting[place] = waiting[-1]
        waiting.pop()
        yield number_record(leaving)


class _Numbering:
    """Gives a leaving record the next number of its system: numbers tell nothing of persons."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __call__(self, record: DemoRecord) -> DemoRecord:
        system = record.system
        number = self._last.get(system, 100_000) + 1
        self._last[system] = number
        form = _ORDER_FORM.get(system)
        # Orders of booking sites do not count up by one: a stride keeps them apart and looks like theirs.
        record.raw["external_id"] = [form.format(number * 7919 % 99_999_989) if form else f"P{number:07d}"]
        return record


def _records(guests: int, rnd: Rnd, branches: list[str], today: date) -> Iterator[DemoRecord]:
    circles = Circles(rnd, int(guests / RECORDS_PER_PERSON) + 1, today)
    desk = RecordDesk(rnd, branches, today)
    number = 1
    while True:
        for person in circles.draw(number):
            number += 1
            yield from desk.records_of(person)


class RecordDesk:
    """Writes the records of persons as the systems of the branches would hold them."""

    def __init__(self, rnd: Rnd, branches: list[str], today: date) -> None:
        self._rnd = rnd
        self._today = today
        self._oldest = (today - timedelta(days=_OLDEST)).isoformat()
        self._branches = branches
        self._pms = [f"pms-{branch}" for branch in branches]

    def records_of(self, person: Person) -> list[DemoRecord]:
        """One record for most, two to four for 12 %; the first is never damaged."""
        rnd = self._rnd
        if rnd() >= DUPLICATED_SHARE:
            return [self._first(person, duplicated=False)]
        first = self._first(person, duplicated=True)
        records = [first]
        for _ in range(_MORE_RECORDS.draw(rnd()) - 1):
            records.append(self._further(person, first.raw))
        return records

    def _place(self, system: str) -> tuple[str, str]:
        """(system, branch code); a PMS belongs to its branch."""
        index = int(self._rnd() * len(self._branches))
        return (system or self._pms[index]), self._branches[index]

    def _first(self, person: Person, *, duplicated: bool) -> DemoRecord:
        rnd = self._rnd
        chance = rnd()
        wanted = ""
        if person.trap:
            wanted = ""
        elif chance < 0.13:
            wanted = "member"
        elif chance < 0.27 and not duplicated:
            wanted = (_OTA_ABROAD if person.kind == "foreign" else _OTA_CHINESE).draw(rnd())
        system, branch = self._place(wanted)
        if wanted == "member":
            raw = member_view(rnd, person)
        elif wanted:
            raw = ota_view(rnd, person, wanted)
        else:
            raw = pms_view(rnd, person)
        if duplicated and "mobile" not in raw and not person.shared:
            raw["mobile"] = [person.mobile]
        if duplicated:
            # Without birth date and address on the first record, a weak further one could never be told.
            if "birth_date" not in raw and rnd() < 0.95:
                raw["birth_date"] = [person.birth.iso]
            if "address" not in raw and rnd() < 0.5:
                raw["address"] = ["".join(person.address)]
        if person.shared:
            self._put_shared(person, raw)
        return DemoRecord(
            raw, system, branch, person.number, (), self._came(person, raw, rnd() * rnd()), person.trap
        )

    def _came(self, person: Person, raw: Raw, share: float) -> int:
        """How many days ago a record came, by its share of the longest time: not before who it tells of was born, nor
        before the birth date that stands in it, which may be damaged."""
        days = int(share * _OLDEST)
        born = max([person.birth.iso, *raw.get("birth_date", ())])
        if born < self._oldest:
            return days
        # The hotel's day may be one behind the calendar's.
        return max(0, min(days, (self._today - date.fromisoformat(born)).days - 2))

    def _put_shared(self, person: Person, raw: Raw) -> None:
        assert person.shared is not None
        target, number = person.shared
        raw[target] = [number]
        kind = person.trap.partition(":")[0]
        if kind == "agency":
            # The agency booked: what it knows of the guest is the name on the list, and the paper.
            for field in ("mobile", "email", "wechat", "home_phone", "office_phone"):
                if field != target:
                    raw.pop(field, None)
        elif kind == "twins" or kind == "father_son":
            raw["address"] = ["".join(person.address)]
            raw["birth_date"] = [person.birth.iso]
        elif kind == "office" or kind == "namesakes":
            raw["company"] = [person.company_name]
            if self._rnd() < 0.5:
                raw.pop("mobile", None)
        elif kind == "child" or kind == "couple":
            raw["birth_date"] = [person.birth.iso]

    def _further(self, person: Person, first: Raw) -> DemoRecord:
        """Another record of a person whose first one is `first`; weak, or with one sure key kept."""
        rnd = self._rnd
        chance = rnd()
        kinds: list[str] = []
        as_member = chance < 0.14 and "card_number" not in first
        system, branch = self._place("member" if as_member else "")
        raw = member_view(rnd, person) if as_member else pms_view(rnd, person)
        kinds.append(damage_name(rnd, person, raw))
        if rnd() < _WEAK_SHARE:
            kinds += self._weaken(person, raw)
        else:
            kinds += self._keep_a_key(person, raw, first)
            kinds += self._damage_rest(person, raw)
        kinds.append(self._leave_out(raw))
        if len(raw) < 4:
            raw["birth_date"] = [person.birth.iso]
        damage = tuple([kind for kind in kinds if kind])
        return DemoRecord(
            raw, system, branch, person.number, damage, self._came(person, raw, rnd()), person.trap
        )

    def _weaken(self, person: Person, raw: Raw) -> list[str]:
        """No phone, e-mail, paper or card in common; birth date and one or two soft anchors stay."""
        rnd = self._rnd
        kinds = []
        for target in HARD_KEYS:
            if raw.pop(target, None) and target == person.document[0]:
                kinds.append("no_document")
        if rnd() < 0.88:
            kinds.append(change_phone(rnd, person, raw))
        if rnd() < 0.36:
            kinds.append(change_email(rnd, person, raw))
        if rnd() < 0.97:
            raw["birth_date"] = [person.birth.iso]
        if person.company_name and rnd() < 0.75:
            raw["company"] = [person.company_name]
        elif rnd() < 0.7:
            raw["address"] = ["".join(person.address)]
        if person.plate:
            raw["plate"] = [person.plate]
        chance = rnd()
        if chance < 0.10:
            kinds.append(swap_day_and_month(raw) or slip_birth_year(rnd, raw))
        elif chance < 0.18:
            kinds.append(slip_birth_year(rnd, raw))
        elif chance < 0.42:
            kinds.append(old_company(rnd, person, raw) or short_address(person, raw))
        elif chance < 0.66:
            kinds.append(short_company(person, raw) or short_address(person, raw))
        return kinds

    def _keep_a_key(self, person: Person, raw: Raw, first: Raw) -> list[str]:
        """One sure key stays as it was; a phone may have changed where another key remains."""
        rnd = self._rnd
        kinds = []
        target = person.document[0]
        if person.shared and person.trap.startswith("office") and rnd() < 0.6:
            raw.pop("mobile", None)
            raw[person.shared[0]] = [person.shared[1]]
            kinds.append("office_phone")
        elif target in first and target in raw and rnd() < 0.4:
            kinds.append(change_phone(rnd, person, raw))
        elif "mobile" in first or not person.shared:
            raw["mobile"] = [typed_mobile(first["mobile"][0], rnd()) if "mobile" in first else person.mobile]
        else:
            raw[person.shared[0]] = [person.shared[1]]
        if "email" in first and rnd() < 0.5:
            raw["email"] = list(first["email"])
            if rnd() < 0.6:
                kinds.append(alias_email(rnd, raw))
        return kinds

    def _damage_rest(self, person: Person, raw: Raw) -> list[str]:
        rnd = self._rnd
        kinds = []
        chance = rnd()
        if person.document[0] not in raw or person.document[0] == "passport":
            if chance < 0.16:
                kinds.append(swap_day_and_month(raw))
            elif chance < 0.29:
                kinds.append(slip_birth_year(rnd, raw))
        if "company" in raw:
            chance = rnd()
            if chance < 0.28:
                kinds.append(old_company(rnd, person, raw))
            elif chance < 0.5:
                kinds.append(short_company(person, raw))
        if "address" in raw and rnd() < 0.5:
            kinds.append(short_address(person, raw))
        return kinds

    def _leave_out(self, raw: Raw) -> str:
        """Wishes told to one desk are often unknown to the next, and a hurried one fills little."""
        rnd = self._rnd
        chance = rnd()
        if chance > 0.5:
            for target in ("preference", "taboo", "allergy", "tag", "note"):
                if rnd() < 0.6:
                    raw.pop(target, None)
        if chance > 0.25:
            return ""
        for target in ("nationality", "form_of_address", "position", "language"):
            raw.pop(target, None)
        return "missing_fields"

"""How a person becomes one to four source records, with the damage of real files, and the stream of a run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huitouke.demo.contacts import draw_landline, masked_email, qq_number, typed_mobile, virtual_number
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
from huitouke.demo.names import draw_given, surnames
from huitouke.demo.people import Person
from huitouke.demo.spellings import ota_form, traditional
from huitouke.demo.traps import Circles

Rnd = Callable[[], float]
Raw = dict[str, list[str]]

DUPLICATED_SHARE = 0.12
"""Of the persons, how many have two to four records."""
RECORDS_PER_PERSON = 1.0 + DUPLICATED_SHARE * 1.38
_MORE_RECORDS = Curve([2, 3, 4], [70.0, 22.0, 8.0])
_WEAK_SHARE = 0.29
"""Of the further records, how many share no phone, e-mail, paper or card with the first on purpose."""
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
    desk = RecordDesk(rnd, branches)
    number = 1
    while True:
        for person in circles.draw(number):
            number += 1
            yield from desk.records_of(person)


class RecordDesk:
    """Writes the records of persons as the systems of the branches would hold them."""

    def __init__(self, rnd: Rnd, branches: list[str]) -> None:
        self._rnd = rnd
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
            raw = self._member_view(person)
        elif wanted:
            raw = self._ota_view(person, wanted)
        else:
            raw = self._pms_view(person)
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
        return DemoRecord(raw, system, branch, person.number, (), int(rnd() * rnd() * 1500), person.trap)

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

    def _pms_view(self, person: Person) -> Raw:
        rnd = self._rnd
        raw: Raw = {"external_id": [], "name": [person.name]}
        if person.kind not in ("mainland", "minority"):
            self._write_foreign_name(person, raw)
        elif rnd() < 0.05:
            raw["latin_name"] = [f"{person.latin_family} {person.latin_given}".strip().upper()]
        if rnd() < 0.5 and person.form_of_address:
            raw["form_of_address"] = [person.form_of_address]
        chance = rnd()
        chinese = person.nationality == "CN"
        if chance < 0.96:
            raw["sex"] = [person.sex if not chinese else "男" if person.sex == "M" else "女"]
        if chance > 0.04:
            raw["nationality"] = [person.nationality]
        if rnd() < 0.66:
            target, number = person.document
            raw[target] = [number]
            raw["birth_date"] = [person.birth.iso]
        elif rnd() < 0.45:
            raw["birth_date"] = [person.birth.iso]
        if rnd() < 0.84:
            raw["mobile"] = [typed_mobile(person.mobile, rnd())]
        chance = rnd()
        if person.email and chance < (0.14 if chinese else 0.4):
            raw["email"] = [person.email]
        if person.company_name and rnd() < 0.7:
            raw["company"] = [person.company_name]
            position = person.position
            if position and rnd() < 0.6:
                raw["position"] = [position[1] if person.kind == "foreign" else position[0]]
            if person.office_phone:
                raw["office_phone"] = [person.office_phone]
        if chance > 0.62:
            raw["address"] = ["".join(person.address)]
        if person.home_phone:
            raw["home_phone"] = [person.home_phone]
        if person.plate and rnd() < 0.7:
            raw["plate"] = [person.plate]
        if person.wechat and rnd() < 0.35:
            raw["wechat"] = [person.wechat]
        if person.card and rnd() < 0.3:
            raw["card_number"] = [person.card]
        chance = rnd()
        if not chinese and chance < 0.7:
            raw["language"] = [person.language]
        if chance > 0.97 and chinese and person.email:
            self._put_oddments(person, raw, chance)
        self._put_wishes(person, raw, english=person.kind == "foreign" and rnd() < 0.4)
        return raw

    def _member_view(self, person: Person) -> Raw:
        rnd = self._rnd
        raw: Raw = {"external_id": [], "name": [person.name]}
        if person.kind not in ("mainland", "minority"):
            self._write_foreign_name(person, raw)
        raw["sex"] = [person.sex]
        if rnd() < 0.9:
            raw["birth_date"] = [person.birth.iso]
        raw["nationality"] = [person.nationality]
        raw["language"] = [person.language]
        raw["mobile"] = [person.mobile]
        if person.email and rnd() < 0.6:
            raw["email"] = [person.email]
        if not person.card:
            person.card = f"8{person.code:08d}{person.code % 97 % 10}"
        raw["card_number"] = [person.card]
        if person.wechat:
            raw["wechat"] = [person.wechat]
        if person.kept_birthday:
            target, text = person.kept_birthday
            raw[target] = [text]
        if person.english and rnd() < 0.3:
            raw["extra:英文名"] = [person.english]
        if person.company_name and rnd() < 0.25:
            raw["company"] = [person.company_name]
        if rnd() < 0.3:
            raw["address"] = ["".join(person.address)]
        if person.plate and rnd() < 0.5:
            raw["plate"] = [person.plate]
        if person.preferences:
            raw["preference"] = [wish[0] for wish in person.preferences[:3]]
        return raw

    def _ota_view(self, person: Person, system: str) -> Raw:
        rnd = self._rnd
        raw: Raw = {"external_id": [], "name": [person.name]}
        if person.kind != "mainland" or system in ("booking", "agoda") or rnd() < 0.12:
            family, given = person.latin_family, person.latin_given
            raw["name"] = [ota_form(family, given, person.sex) if given else family.upper()]
        latin = person.latin_family.lower().replace(" ", "") if person.latin_family.isascii() else "guest"
        if system in ("booking", "expedia", "agoda"):
            raw["email"] = [masked_email(rnd, system, latin, person.code)]
            if rnd() < 0.5:
                raw["mobile"] = [person.mobile]
        else:
            chance = rnd()
            mobile = person.mobile
            if chance < 0.45:
                raw["mobile"] = [virtual_number(rnd)]
            elif chance < 0.6 and not mobile.startswith("+"):
                raw["mobile"] = [f"{mobile[:3]}****{mobile[7:]}"]
            else:
                raw["mobile"] = [mobile]
        if rnd() < 0.6:
            raw["nationality"] = [person.nationality]
        if rnd() < 0.25:
            english = system in ("booking", "expedia", "agoda")
            raw["note"] = [
                person.note[english]
                if person.note
                else ("High floor please" if english else "希望安排高楼层")
            ]
        raw["extra:渠道"] = [system]
        return raw

    def _write_foreign_name(self, person: Person, raw: Raw) -> None:
        rnd = self._rnd
        latin = f"{person.latin_given} {person.latin_family}"
        if person.nationality in ("HK", "MO", "TW"):
            raw["name"] = [traditional(person.name) if rnd() < 0.6 else person.name]
            if rnd() < 0.6:
                raw["latin_name"] = [f"{person.latin_family} {person.latin_given}".upper()]
        elif person.nationality in ("JP", "KR", "RU", "SA", "AE", "EG", "SG", "MY"):
            if rnd() < (0.45 if person.nationality in ("JP", "KR") else 0.12):
                raw["latin_name"] = [latin]
            else:
                raw["name"] = [latin]
        if person.english and rnd() < 0.15:
            raw["extra:英文名"] = [person.english]

    def _put_oddments(self, person: Person, raw: Raw, chance: float) -> None:
        """What only a few archives hold: QQ, a fax, who sent the guest."""
        rnd = self._rnd
        if chance > 0.985:
            raw["qq"] = [qq_number(person.code)]
        elif chance > 0.978 and person.company:
            raw["fax"] = [draw_landline(rnd, person.company.city)]
        else:
            sex = "M" if rnd() < 0.5 else "F"
            raw["referred_by"] = [surnames().draw(rnd()) + draw_given(rnd, sex, 2)]

    def _put_wishes(self, person: Person, raw: Raw, *, english: bool) -> None:
        if person.preferences:
            raw["preference"] = [wish[english] for wish in person.preferences]
        if person.taboo:
            raw["taboo"] = [person.taboo[english]]
        if person.allergy:
            raw["allergy"] = [person.allergy[english]]
        if person.tag:
            raw["tag"] = [person.tag[english]]
        if person.note:
            raw["note"] = [person.note[english]]
        if person.kept_birthday:
            target, text = person.kept_birthday
            raw[target] = [text]

    def _further(self, person: Person, first: Raw) -> DemoRecord:
        """Another record of a person whose first one is `first`; weak, or with one sure key kept."""
        rnd = self._rnd
        chance = rnd()
        kinds: list[str] = []
        as_member = chance < 0.14 and "card_number" not in first
        system, branch = self._place("member" if as_member else "")
        raw = self._member_view(person) if as_member else self._pms_view(person)
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
        return DemoRecord(raw, system, branch, person.number, damage, int(rnd() * 1500), person.trap)

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

"""The guests who share a telephone with somebody who is not them: 3 % of all persons.

Every way of sharing is a trap for matching, and each person in one carries its label with a running number
(`twins:4`), so that a test can take all members of one trap:

- `agency`: an agency's phone on its guests, the first agency on 300 of them,
- `secretary`: a secretary's mobile on the managers of one company, the first on 30,
- `office`: colleagues with the switchboard of their company,
- `namesakes`: two 张伟 (or 李娜 ...) in one company, both with its switchboard,
- `couple`: two adults on one mobile, at one address,
- `child`: a child on a parent's mobile,
- `twins`: one family name, birth date and address; given names differ in a sign, ID numbers at the end,
- `father_son`: one name (for Chinese guests one sound) and one address, a generation apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from huitouke.demo.companies import Company, companies
from huitouke.demo.contacts import draw_foreign_mobile, draw_landline, draw_mobile
from huitouke.demo.curves import Curve
from huitouke.demo.documents import birth_of
from huitouke.demo.names import draw_given, generation_of
from huitouke.demo.people import ANYBODY, Person, Wanted, draw_person
from huitouke.demo.places import cities
from huitouke.demo.positions import draw_manager
from huitouke.demo.spellings import same_sound

Rnd = Callable[[], float]

# Share of all persons who are in each way of sharing; together 3 %.
SHARES = {
    "agency": 0.0090, "secretary": 0.0040, "office": 0.0055, "namesakes": 0.0010, "couple": 0.0050,
    "child": 0.0035, "twins": 0.0010, "father_son": 0.0010,
}  # fmt: skip
PAIRS = ("namesakes", "couple", "child", "twins", "father_son")
_PLANTED = 3
"""Pairs of each kind that a run of 1,000 guests or more holds whatever the dice say."""

_NAMESAKES = (
    ("张", "伟", "M"),
    ("王", "芳", "F"),
    ("李", "娜", "F"),
    ("刘", "洋", "M"),
    ("王", "静", "F"),
    ("李", "强", "M"),
)


class Shared(NamedTuple):
    """A telephone that many use: the label of its trap, the field it is typed into, its company if any."""

    label: str
    target: str
    number: str
    company: Company | None


def _sizes(persons: float, first: int, others: int, every: int) -> list[int]:
    """Sizes of the circles of one kind: a great one first and then again after `every` small ones."""
    sizes: list[int] = []
    left = persons
    while left > 0:
        size = first if len(sizes) % every == 0 else others
        sizes.append(max(2, min(size, int(left))))
        left -= sizes[-1]
    return sizes or [2]


class Circles:
    """The shared telephones of one run, as many as its size asks for, and the people on them."""

    def __init__(self, rnd: Rnd, persons: int, today: date) -> None:
        self._rnd, self._today = rnd, today
        self._pairs = dict.fromkeys(PAIRS, 0)
        self._agencies = self._make("agency", _sizes(persons * SHARES["agency"], 300, 65, 8))
        self._secretaries = self._make("secretary", _sizes(persons * SHARES["secretary"], 30, 5, 10))
        self._offices = self._make("office", _sizes(persons * SHARES["office"], 12, 5, 6))
        planted = _PLANTED if persons >= 800 else 1 if persons >= 80 else 0
        self._due = [kind for kind in PAIRS for _ in range(planted)]
        # A pair is two persons drawn at once, so it starts half as often; the planted ones count.
        rates = {
            kind: max(share - planted * 2 / max(persons, 1), 0.0) / 2 if kind in PAIRS else share
            for kind, share in SHARES.items()
        }
        self._kinds = Curve.of([*rates.items(), ("", 1.0 - sum(rates.values()))])

    def _make(self, kind: str, sizes: list[int]) -> Curve[Shared]:
        rnd = self._rnd
        made = []
        for index in range(len(sizes)):
            label = f"{kind}:{index + 1}"
            if kind == "agency":
                landline = index % 3 == 2
                number = draw_landline(rnd, cities().draw(rnd())) if landline else draw_mobile(rnd)
                made.append(Shared(label, "phone" if landline else "mobile", number, None))
                continue
            company = companies().draw(rnd())
            while company.kind != "firm":
                company = companies().draw(rnd())
            if kind == "secretary":
                made.append(Shared(label, "mobile", draw_mobile(rnd), company))
            else:
                target = "office_phone" if index % 3 else "phone"
                made.append(Shared(label, target, company.switchboard, company))
        return Curve(made, [float(size) for size in sizes])

    def draw(self, number: int) -> list[Person]:
        """The next person of the run, or two where they are a pair; numbered from `number`."""
        if self._due and number % 7 == 3:
            return self._pair(self._due.pop(), number)
        kind = self._kinds.draw(self._rnd())
        if not kind:
            return [draw_person(self._rnd, number, self._today)]
        if kind in PAIRS:
            return self._pair(kind, number)
        return [self._member(kind, number)]

    def _member(self, kind: str, number: int) -> Person:
        rnd, today = self._rnd, self._today
        if kind == "agency":
            shared, wanted = self._agencies.draw(rnd()), ANYBODY
        elif kind == "secretary":
            shared = self._secretaries.draw(rnd())
            wanted = Wanted(kind="mainland", company=shared.company, position=draw_manager(rnd))
        else:
            shared = self._offices.draw(rnd())
            wanted = Wanted(kind="mainland", company=shared.company)
        person = draw_person(rnd, number, today, wanted)
        person.shared, person.trap = (shared.target, shared.number), shared.label
        return person

    def _pair(self, kind: str, number: int) -> list[Person]:
        self._pairs[kind] += 1
        makers = {
            "namesakes": self._namesakes, "couple": self._couple, "child": self._child, "twins": self._twins,
            "father_son": self._father_son,
        }  # fmt: skip
        pair = makers[kind](number)
        for person in pair:
            person.trap = f"{kind}:{self._pairs[kind]}"
        return pair

    def _adult(self, low: float, high: float) -> int:
        """The birth, as a day number, of somebody between two ages."""
        return self._today.toordinal() - int((low + self._rnd() * (high - low)) * 365.2425) - 1

    def _namesakes(self, number: int) -> list[Person]:
        rnd = self._rnd
        family, given, sex = _NAMESAKES[(self._pairs["namesakes"] - 1) % len(_NAMESAKES)]
        company = companies().draw(rnd())
        pair = []
        for offset in (0, 1):
            birth = birth_of(self._adult(24, 58))
            wanted = Wanted(
                kind="mainland", sex=sex, family=family, given=given, birth=birth, company=company
            )
            person = draw_person(rnd, number + offset, self._today, wanted)
            person.shared = ("office_phone", company.switchboard)
            pair.append(person)
        return pair

    def _couple(self, number: int) -> list[Person]:
        rnd = self._rnd
        birth = self._adult(26, 60)
        first = draw_person(rnd, number, self._today, Wanted(kind="mainland", sex="M", birth=birth_of(birth)))
        other = birth_of(min(birth + int((rnd() * 9 - 3) * 365), self._today.toordinal() - 21 * 366))
        wanted = Wanted(kind="mainland", sex="F", birth=other)
        second = draw_person(rnd, number + 1, self._today, wanted)
        second.address, second.city = first.address, first.city
        first.shared = second.shared = ("mobile", first.mobile)
        second.mobile = first.mobile
        return [first, second]

    def _child(self, number: int) -> list[Person]:
        rnd = self._rnd
        parent_birth = self._adult(31, 48)
        parent = draw_person(rnd, number, self._today, Wanted(kind="mainland", birth=birth_of(parent_birth)))
        wanted = Wanted(
            kind="mainland", family=parent.family if parent.sex == "M" or rnd() < 0.15 else "",
            birth=birth_of(self._adult(2, 15)), home=(parent.county, parent.city, parent.address),
        )  # fmt: skip
        child = draw_person(rnd, number + 1, self._today, wanted)
        child.mobile, child.email, child.wechat = parent.mobile, "", ""
        parent.shared = child.shared = ("mobile", parent.mobile)
        return [parent, child]

    def _twins(self, number: int) -> list[Person]:
        rnd = self._rnd
        birth = birth_of(self._adult(5, 35))
        first = draw_person(rnd, number, self._today, Wanted(kind="mainland", birth=birth))
        generation = generation_of(birth.year)
        sign, last = draw_given(rnd, first.sex, generation)[:1], first.given[-1:]
        while sign == last or sign == first.given[:1]:
            sign = draw_given(rnd, first.sex, generation)[:1]
        given = first.given[:1] + sign if len(first.given) > 1 else sign
        wanted = Wanted(
            kind="mainland", sex=first.sex, family=first.family, given=given, birth=birth,
            home=(first.county, first.city, first.address),
        )  # fmt: skip
        second = draw_person(rnd, number + 1, self._today, wanted)
        self._share_home(first, second)
        return [first, second]

    def _father_son(self, number: int) -> list[Person]:
        rnd = self._rnd
        father_birth = self._adult(46, 70)
        son_birth = min(father_birth + int((21 + rnd() * 12) * 365.2425), self._today.toordinal() - 18 * 366)
        if self._pairs["father_son"] % 3:
            nationality = ("US", "GB")[self._pairs["father_son"] % 2]
            wanted = Wanted(kind="foreign", nationality=nationality, sex="M", birth=birth_of(father_birth))
            father = draw_person(rnd, number, self._today, wanted)
            wanted = Wanted(
                kind="foreign", nationality=nationality, sex="M", birth=birth_of(son_birth),
                latin=(father.latin_family, father.latin_given),
                home=(father.county, father.city, father.address),
            )  # fmt: skip
            son = draw_person(rnd, number + 1, self._today, wanted)
        else:
            wanted = Wanted(kind="mainland", sex="M", birth=birth_of(father_birth))
            father = draw_person(rnd, number, self._today, wanted)
            wanted = Wanted(
                kind="mainland", sex="M", family=father.family, birth=birth_of(son_birth),
                given=same_sound(rnd, father.given) or father.given,
                home=(father.county, father.city, father.address),
            )  # fmt: skip
            son = draw_person(rnd, number + 1, self._today, wanted)
        self._share_home(father, son)
        return [father, son]

    def _share_home(self, first: Person, second: Person) -> None:
        if first.kind == "foreign":
            number = draw_foreign_mobile(self._rnd, first.nationality)
        else:
            number = draw_landline(self._rnd, first.city)
        first.home_phone = second.home_phone = number
        first.shared = second.shared = ("home_phone", number)

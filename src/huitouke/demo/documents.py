"""Birth dates and the papers that guests show: citizen ID numbers, permits, passports.

Check digits follow GB 11643: the seventeen digits times 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, summed,
modulo 11, looked up in `10X98765432`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from huitouke.demo.curves import Curve

Rnd = Callable[[], float]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

# Age bands of the people whom hotels register, with their shares.
_AGES = Curve.of([
    ((1, 6), 0.6), ((6, 14), 1.2), ((14, 18), 1.0), ((18, 23), 7.0), ((23, 28), 12.0), ((28, 34), 18.0),
    ((34, 40), 18.0), ((40, 46), 14.0), ((46, 52), 11.0), ((52, 58), 8.0), ((58, 65), 5.5), ((65, 75), 3.0),
    ((75, 88), 0.7),
])  # fmt: skip

_ADULTS = Curve.of([((22, 30), 20.0), ((30, 40), 34.0), ((40, 50), 28.0), ((50, 60), 16.0), ((60, 68), 2.0)])

# Numeric ISO 3166 codes, which stand inside the foreigner's permanent residence card.
NUMERIC = {
    "US": "840", "GB": "826", "JP": "392", "KR": "410", "DE": "276", "FR": "250", "RU": "643", "SA": "682",
    "AE": "784", "EG": "818", "SG": "702", "MY": "458", "AU": "036", "CA": "124",
}  # fmt: skip

_LETTERS = "ABCDEFGHJKLMNPRTUVWXYZ"


class Birth(NamedTuple):
    year: int
    month: int
    day: int
    iso: str
    digits: str
    checksum: int


def _partial(digits: str, start: int) -> int:
    return sum(int(digit) * _WEIGHTS[start + place] for place, digit in enumerate(digits))


@lru_cache(maxsize=50_000)
def birth_of(ordinal: int) -> Birth:
    born = date.fromordinal(ordinal)
    digits = f"{born.year:04d}{born.month:02d}{born.day:02d}"
    return Birth(born.year, born.month, born.day, born.isoformat(), digits, _partial(digits, 6))


@lru_cache(maxsize=10_000)
def _county_sum(county: str) -> int:
    return _partial(county, 0)


_SEQUENCE = [(f"{number:03d}", _partial(f"{number:03d}", 14)) for number in range(1000)]


def draw_birth(rnd: Rnd, today: date, *, working: bool = False) -> Birth:
    """A birth date on the age curve of hotel guests, or of people with a position."""
    low, high = (_ADULTS if working else _AGES).draw(rnd())
    return birth_of(today.toordinal() - int((low + rnd() * (high - low)) * 365.2425) - 1)


def citizen_id(county: str, birth: Birth, sequence: int) -> str:
    """Eighteen signs; `sequence` is 0 to 999, odd for men."""
    text, part = _SEQUENCE[sequence]
    return f"{county}{birth.digits}{text}{_CHECK[(_county_sum(county) + birth.checksum + part) % 11]}"


def draw_sequence(rnd: Rnd, sex: str) -> int:
    """A sequence number that tells the sex; low ones are given out first."""
    half = int(rnd() * rnd() * 499)
    return half * 2 + (1 if sex == "M" else 2)


def foreign_card(rnd: Rnd, nationality: str, birth: Birth, sex: str) -> str:
    """The permanent residence card: 9, province, nationality in digits, birth, sequence, check digit."""
    province = ("11", "31", "44", "33", "32")[int(rnd() * 5)]
    return citizen_id(f"9{province}{NUMERIC[nationality]}", birth, draw_sequence(rnd, sex))


def _digits(rnd: Rnd, count: int) -> str:
    return f"{int(rnd() * 10**count):0{count}d}"


def _letter(rnd: Rnd) -> str:
    return _LETTERS[int(rnd() * len(_LETTERS))]


def draw_passport(rnd: Rnd, nationality: str) -> str:
    """A passport number in the shape that the country uses today."""
    if nationality == "CN":
        return f"E{_letter(rnd)}{_digits(rnd, 7)}" if rnd() < 0.7 else f"E{_digits(rnd, 8)}"
    if nationality in ("JP", "EG"):
        return f"{_letter(rnd)}{_letter(rnd)}{_digits(rnd, 7)}"
    if nationality in ("KR", "SA", "MY", "AU"):
        return f"{_letter(rnd)}{_digits(rnd, 8)}"
    if nationality == "SG":
        return f"K{_digits(rnd, 7)}{_letter(rnd)}"
    if nationality == "FR":
        return f"{_digits(rnd, 2)}{_letter(rnd)}{_letter(rnd)}{_digits(rnd, 5)}"
    if nationality == "DE":
        return f"C{_digits(rnd, 2)}{_letter(rnd)}{_digits(rnd, 3)}{_letter(rnd)}{_digits(rnd, 1)}"
    if nationality == "CA":
        return f"{_letter(rnd)}{_letter(rnd)}{_digits(rnd, 6)}"
    return f"{int(rnd() * 8) + 1}{_digits(rnd, 8)}"


def draw_home_permit(rnd: Rnd, kind: str) -> str:
    """Hong Kong/Macau: a letter and eight digits; Taiwan: eight digits."""
    if kind == "taiwan":
        return _digits(rnd, 8)
    return f"{'H' if kind == 'hongkong' else 'M'}{_digits(rnd, 8)}"


RESIDENCE_COUNTY = {"hongkong": "810000", "macau": "820000", "taiwan": "830000"}

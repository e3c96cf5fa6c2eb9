"""Scraps that somebody might type to find a stored guest, drawn from the guests themselves."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import psycopg

from huitouke.kernel.crypto import sealer

SEED: Final = 5
_GUESTS: Final = 60_000
_PAPERS: Final = 3_000
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NOT_HANZI: Final = re.compile(r"[^\u3400-\u9fff]+")
_COMPANY_TAIL: Final = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$")

Draw = Callable[[random.Random, str], str]


def _hanzi(chance: random.Random, name: str) -> str:
    """The whole name or two neighbouring signs of it."""
    if len(name) == 2 or chance.random() < 0.5:
        return name
    start = chance.randrange(len(name) - 1)
    return name[start : start + 2]


def _part(shortest: int, longest: int) -> Draw:
    def draw(chance: random.Random, text: str) -> str:
        length = chance.randint(shortest, min(longest, len(text)))
        start = chance.randint(0, len(text) - length)
        return text[start : start + length]

    return draw


def _begin(shortest: int) -> Draw:
    return lambda chance, text: text[: chance.randint(shortest, len(text))]


def _email(chance: random.Random, address: str) -> str:
    """The whole address, its end with the domain, or its beginning up to a little behind the @."""
    local, _, domain = address.partition("@")
    kind = chance.randrange(3)
    if kind == 0:
        return address
    if kind == 1:
        return f"{local[-chance.randint(2, max(2, len(local))) :]}@{domain}"
    return f"{local}@{domain[: chance.randint(0, 3)]}"


def _plate(chance: random.Random, plate: str) -> str:
    """The whole plate, its last four to six signs, or its first five."""
    kind = chance.randrange(3)
    return (plate, plate[-chance.randint(4, 6) :], plate[:5])[kind]


def _whole(_chance: random.Random, text: str) -> str:
    return text


_DRAWS: Final[dict[str, Draw]] = {
    "hanzi": _hanzi,
    "hanzi1": _part(1, 1),
    "pinyin": _begin(4),
    "initials": _begin(2),
    "latin": _begin(3),
    "phone_tail": lambda _chance, number: number[-4:],
    "phone_part": _part(3, 8),
    "email": _email,
    "plate": _plate,
    "card": lambda chance, number: number if chance.random() < 0.5 else number[-chance.randint(4, 6) :],
    "company": _part(2, 4),
    "id_number": _whole,
}
KINDS: Final = tuple(_DRAWS)
"""The cases of the search bench, in the order of the report."""


def draw_scraps(url: str, kind: str, count: int, legal_entities: Sequence[Any]) -> list[str]:
    """Up to `count` different scraps of one of KINDS, each of a stored guest of these legal entities.

    The same database gives the same scraps. Fewer where the guests hold fewer, as of single signs.
    """
    with psycopg.connect(url) as connection:
        texts = sorted(_texts(connection, kind, list(legal_entities)))
    chance = random.Random(f"{SEED} {kind}")
    chance.shuffle(texts)
    found: dict[str, None] = {}
    for _round in range(8):
        for text in texts:
            found.setdefault(_DRAWS[kind](chance, text))
            if len(found) == count:
                return list(found)
    return list(found)


def _texts(connection: psycopg.Connection, kind: str, entities: list[Any]) -> Iterator[str]:
    """What the scraps of a kind are cut from."""
    if kind == "id_number":
        papers = connection.execute(
            "SELECT f.number FROM guests_document f JOIN guests_guest g ON g.id = f.guest_id"
            " WHERE f.kind = 'id_card' AND g.legal_entity_id = ANY(%s) LIMIT %s",
            [entities, _PAPERS],
        )
        yield from (sealer().open(bytes(number)).decode() for (number,) in papers)
        return
    column, source, condition = {
        "hanzi": ("g.name", "", "g.grams <> '{}'"),
        "hanzi1": ("g.name", "", "g.grams <> '{}'"),
        "pinyin": ("g.pinyin", "", "g.grams <> '{}' AND length(g.pinyin) >= 5"),
        "initials": ("g.initials", "", "length(g.initials) BETWEEN 2 AND 4"),
        "latin": ("g.name", "", "g.grams = '{}'"),
        "phone_tail": ("f.value", "guests_contactpoint", "f.kind = 'mobile' AND NOT f.is_relay"),
        "phone_part": ("f.value", "guests_contactpoint", "f.kind = 'mobile' AND NOT f.is_relay"),
        "email": ("f.value", "guests_contactpoint", "f.kind = 'email' AND NOT f.is_relay"),
        "plate": ("f.plate", "guests_vehicle", "length(f.plate) >= 7"),
        "card": ("g.card_number", "", "length(g.card_number) >= 6"),
        "company": ("g.company", "", "g.company <> ''"),
    }[kind]
    joined = f"{source} f JOIN guests_guest g ON g.id = f.guest_id" if source else "guests_guest g"
    statement = (
        f"SELECT {column} FROM {joined} WHERE {condition}"
        " AND g.legal_entity_id = ANY(%s) ORDER BY hashtext(g.id::text) LIMIT %s"
    )
    for (text,) in connection.execute(statement.encode(), [entities, _GUESTS]):
        yield from _sources(kind, text)


def _sources(kind: str, text: str) -> Iterator[str]:
    """The text that a scrap may be cut from, nothing where it has none."""
    if kind in ("hanzi", "hanzi1"):
        yield from (run for run in _NOT_HANZI.split(text) if len(run) >= 2)
    elif kind == "company":
        # Nobody types across a bracket.
        runs = (_COMPANY_TAIL.sub("", run) for run in _NOT_HANZI.split(text))
        yield from (run for run in runs if len(run) >= 2)
    elif kind == "latin":
        yield from (word.lower() for word in _WORD.findall(text) if word.isascii())
    elif kind in ("phone_tail", "phone_part"):
        # The country code is nobody's scrap.
        yield text.removeprefix("+86").removeprefix("+")
    else:
        yield text

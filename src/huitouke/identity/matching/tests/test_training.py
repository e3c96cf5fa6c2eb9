"""What is learnt without a truth, and what people's decisions add to it."""

import random

from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.training import Decided, train

GIVEN = ("wei", "ming", "fang", "jing", "hao", "lan", "peng", "xia", "gang", "mei")
FAMILIES = ("zhang", "wang", "li", "zhao", "chen", "yang", "wu", "zhou", "xu", "sun")


def rows(people=240):
    """One record a person, and of every fourth a second one with another phone and company."""
    draw = random.Random(5)
    made = []
    for number in range(people):
        family, given = draw.choice(FAMILIES), draw.choice(GIVEN)
        day = f"19{draw.randint(50, 99)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
        for again in range(2 if number % 4 == 0 else 1):
            made.append(
                MatchRow(
                    f"{number}-{again}", family, given, name_key=" ".join(sorted((family, given))), birth_date=day,
                    phones=(f"+8613{draw.randint(100_000_000, 999_999_999)}",), company=draw.choice(("silk", "steel")),
                )
            )  # fmt: skip
    return made


def test_decisions_of_people_teach_what_they_say():
    table = Table(rows())
    number = table.numbers_of([row.record_id for row in rows()])
    pairs = [(number[f"{each}-0"], number[f"{each}-1"]) for each in range(0, 240, 4)]
    alone = train(table).weights
    same = train(table, decided=Decided(same=pairs)).weights
    apart = train(table, decided=Decided(apart=pairs)).weights
    assert alone["birth"]["same"].bits > 4
    assert same["phone"]["other"].same_share >= alone["phone"]["other"].same_share
    assert apart["birth"]["same"].bits < alone["birth"]["same"].bits
    table.close()

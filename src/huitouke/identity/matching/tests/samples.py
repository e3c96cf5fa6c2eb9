"""Rows drawn from small alphabets, so that every level of every comparison is met; and the public sets."""

import random

from huitouke.identity.matching.row import MatchRow
from huitouke.testing.reference import reference_data


def public_set(name):
    """The path of a labelled table."""
    return reference_data(f"linkage/{name}")


FAMILIES = ("zhang", "zhan", "ouyang", "wang", "smith", "smyth", "weihua", "li", "")
GIVEN = (
    "wei",
    "weihua",
    "xiaoming",
    "xiaomin",
    "zhang",
    "john michael",
    "john mary",
    "j",
    "jon micheal",
    "john m",
    "",
)
HANZI = ("张伟", "张薇", "欧阳小明", "", "", "")
EMAILS = ("a.wang@x.cn", "a.wang@y.cn", "awang@x.cn", "front@desk.cn")
STREETS = ("zhongshan lu", "zhongshan road", "jiefang lu", "aptn 5 main", "")


def drawn_rows(count, seed=7):
    """So many rows in which each field is told, slipped or left out at random."""
    draw = random.Random(seed)

    def some(values, most=2):
        return tuple(dict.fromkeys(draw.choices(values, k=draw.randint(0, most))))

    rows = [
        MatchRow("crossed", family="jonathan", given="smith", name_key="jonathan smith"),
        MatchRow("crossing", family="smyth", given="jonathon", name_key="jonathon smyth"),
    ]
    for number in range(6):
        rows.append(
            MatchRow(
                f"home {number}", given=f"child{number}", name_key=f"child{number}", emails=("us@home.cn",)
            )
        )
    for number in range(count - len(rows)):
        family, given = draw.choice(FAMILIES), draw.choice(GIVEN)
        day = f"19{draw.choice((80, 81, 82, 97))}{draw.randint(1, 12):02d}{draw.randint(1, 12):02d}"
        rows.append(
            MatchRow(
                str(number),
                family=family,
                given=given,
                hanzi=draw.choice(HANZI),
                name_key=" ".join(sorted(f"{family} {given}".split())),
                readings=some(("wei zhang", "michael smith john", "li weihua")),
                english=draw.choice(("jason", "", "")),
                phones=some([f"+86139000000{n:02d}" for n in (*range(12), *[0] * 20)]),
                emails=some([*EMAILS, *(f"{draw.choice('abc')}{number % 40}@own.cn" for _ in range(2))]),
                documents=some(("id:1", "id:2", "tw:9")),
                passports=some(("p1", "p2")),
                plates=some(("沪A12345", "沪B1")),
                birth_date=draw.choice((day, day, "")),
                birth_place=draw.choice(("leeds", "leed", "york", "")),
                gender=draw.choice("mf") if draw.random() < 0.7 else "",
                nationality=draw.choice(("CN", "CN", "GB", "")),
                house_number=draw.choice(("5", "12", "")),
                street=draw.choice(STREETS),
                building=draw.choice(("tower one", "tower on", "jiefang lu", "")),
                city=draw.choice(("hangzhou", "hangzou", "suzhou", "南京", "北京", "")),
                postcode=draw.choice(("310000", "310001", "215000", "")),
                region=draw.choice(("330106", "320500", "")),
                company=draw.choice(("huawei", "huawe", "tencent", "盛远科技", "盛远科枝", "远盛科技", "")),
                occupation=draw.choice(("geologist", "painter", "")),
            )
        )
    return rows

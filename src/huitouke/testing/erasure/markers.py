"""Words that stand nowhere else, for every field of a guest and every place where somebody writes about one."""

import random
from collections.abc import Mapping
from typing import Final

_RARE: Final = "阙鄢亓靳逄郄笪谌邴鞠骞瞿蒯嵇昱骁珩霁翊瑾叡晔煦琬"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

FREE_TEXT: Final = (
    "form_of_address", "company", "position", "address", "card_number", "wechat", "preference", "taboo", "allergy",
    "tag", "note", "referred_by", "wechat_unionid", "wechat_openid", "wecom", "alipay", "hobby", "home_address",
    "work_address", "occupation", "family", "need", "usage", "vehicle_model", "extra:旧系统备注",
)  # fmt: skip
"""Targets that hold whatever is written."""


def make_markers(seed: int) -> dict[str, str]:
    """A value for every target of an import that can tell who somebody is."""
    rnd = random.Random(seed)

    def word() -> str:
        return "zq" + "".join(rnd.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))

    made = {target: word() for target in FREE_TEXT}
    digits = "".join(rnd.choice("0123456789") for _ in range(8))
    made |= {
        "name": "".join(rnd.sample(_RARE, 3)),
        "latin_name": f"{word().title()} {word().title()}",
        "mobile": f"139{digits}",
        "office_phone": f"0512-6{digits[:7]}",
        "fax": f"0512-5{digits[1:]}",
        "email": f"{word()}@{word()}.example",
        "qq": f"77{digits}",
        "passport": f"E{digits}",
        "id_card": _id_card(rnd),
        "plate": f"苏E{digits[:2]}Q{digits[2:4]}",
        "birth_date": f"19{rnd.randrange(50, 99)}-0{rnd.randrange(1, 9)}-1{rnd.randrange(1, 9)}",
    }
    return made


def _id_card(rnd: random.Random) -> str:
    body = f"320506{rnd.randrange(1950, 1999)}0{rnd.randrange(1, 9)}1{rnd.randrange(1, 9)}{rnd.randrange(100, 999)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def needles_of(markers: Mapping[str, str]) -> dict[str, str]:
    """What to look for, by where it came from: the values as written, and the forms that are stored beside them. A
    birth date alone is nobody's, so it is not looked for."""
    found = {name: text for name, text in markers.items() if name != "birth_date"}
    found["mobile in full"] = f"+86{markers['mobile']}"
    found["plate without place"] = markers["plate"][1:]
    return found

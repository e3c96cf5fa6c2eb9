"""Companies with something in every field that conditions can ask, and what is known of each read plainly."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch, User
from huitouke.guests.company_choices import CooperationKind
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.keys import made_at
from huitouke.guests.models import Company, CompanyContact, CompanyReach, Cooperation, ScoreCard
from huitouke.guests.services.companies import register_company
from huitouke.guests.services.cooperation import add_cooperation
from huitouke.guests.services.score_cards import add_score_card
from huitouke.guests.values.folding import fold
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.testing.conditions_own import add_own_fields, own_texts, own_values

Facts = dict[UUID, dict[str, list[Any]]]
Reader = Callable[[], Iterable[tuple[UUID, Any]]]

_WORDS: Final = ("盛远", "柳岸", "海湾", "Seagull", "Petrel", "华东", "云帆")


def plant_companies(count: int, seed: int, today: date) -> None:
    """`count` companies over the branches there are, each with about half of what may be known of one."""
    rnd = random.Random(seed)
    add_own_fields(COMPANY)
    branches = list(Branch.objects.select_related("legal_entity"))
    people = list(User.objects.filter(is_active=True).values_list("username", flat=True))
    for number in range(count):
        told = _told(rnd, number, people, today)
        raw = {target: [text] for target, text in told.items() if target == "name" or rnd.random() < 0.5}
        if "contact.role" in raw:
            # Nobody is a contact without a name.
            raw["contact.name"] = [told["contact.name"]]
        company_id = register_company(actor=SYSTEM, raw=raw, branch=rnd.choice(branches))
        for _visit in range(rnd.choice((0, 0, 1, 2))):
            add_cooperation(
                actor=SYSTEM,
                company_id=company_id,
                kind=rnd.choice(CooperationKind.values),
                happened_on=today - timedelta(days=rnd.randrange(400)),
                text="拜访",
            )
        for _card in range(rnd.choice((0, 0, 1, 2))):
            scores = {criterion: rnd.randrange(1, 6) for criterion in ("capital", "relation")}
            day = today - timedelta(days=rnd.randrange(400))
            add_score_card(actor=SYSTEM, company_id=company_id, scored_on=day, scores=scores)
        changes = {"is_shared": rnd.random() < 0.2, "is_closed": rnd.random() < 0.2}
        Company.objects.filter(id=company_id).update(**changes)


def _told(rnd: random.Random, number: int, people: list[str], today: date) -> dict[str, str]:
    word = rnd.choice(_WORDS)
    return {
        "name": f"{word}{rnd.choice(('科技', '贸易', ' Travel'))}有限公司{number}",
        "short_name": word,
        "english_name": f"{word} Ltd",
        "alias": f"{rnd.choice(_WORDS)}集团",
        "code": f"C{number:04}",
        "kind": rnd.choice(("协议单位", "旅行社", "合作伙伴")),
        "legal_representative": rnd.choice(("张三", "李四")),
        "trade": rnd.choice(("住宿和餐饮业", "教育", "金融业")),
        "address": rnd.choice(("上海市静安区南京西路 1 号", "浙江省杭州市西湖区文三路 2 号")),
        "distance": rnd.choice(("0.5", "3", "12.5")),
        "website": rnd.choice(("example.com", "www.example.org")),
        "remark": rnd.choice(("付款及时", "Pays late")),
        "phone": f"021-6{rnd.randrange(10**6, 10**7)}",
        "contact.name": rnd.choice(("王敏", "Ann Lee")),
        "contact.role": rnd.choice(("预订人", "财务")),
        "agreement_number": f"XY-{number}",
        "agreement_from": (today - timedelta(days=rnd.randrange(200, 400))).isoformat(),
        "agreement_to": (today + timedelta(days=rnd.randrange(-100, 100))).isoformat(),
        "rate_code": rnd.choice(("COR1", "COR2")),
        "credit_limit": rnd.choice(("10000", "50000.50")),
        "credit_term": rnd.choice(("30", "60")),
        "settlement_cycle": rnd.choice(("月结", "单结")),
        "annual_spend": rnd.choice(("200000", "1000000")),
        **own_texts(rnd),
        **({"credit_officer": rnd.choice(people), "follow_up": rnd.choice(people)} if people else {}),
    }


def _column(name: str) -> Reader:
    return lambda: Company.objects.values_list("id", name)


def _each(name: str) -> Reader:
    """Every value of a column that holds several."""
    return lambda: [(i, value) for i, values in Company.objects.values_list("id", name) for value in values]


def _rows(model: Any, column: str, **where: Any) -> Reader:
    return lambda: model.objects.filter(**where).values_list("company_id", column)


def _present_score() -> Iterable[tuple[UUID, Any]]:
    cards = ScoreCard.objects.order_by("scored_on", "id")
    return dict(cards.values_list("company_id", "total")).items()


READERS: Final[dict[str, Reader]] = {
    "name": lambda: [(i, fold(name)) for i, name in Company.objects.values_list("id", "name")],
    **{
        code: _column(code)
        for code in (
            "short_name", "english_name", "code", "credit_code", "legal_representative", "trade", "address",
            "website", "remark", "agreement_number", "agreement_from", "agreement_to", "rate_code",
            "credit_limit", "credit_term", "settlement_cycle", "annual_spend",
        )
    },
    "alias": _each("aliases"),
    "kind": _each("kinds"),
    "province": lambda: [(i, region[:2]) for i, region in Company.objects.values_list("id", "region")],
    "region": _column("region"),
    "agreement": lambda: [(company.id, company) for company in Company.objects.all()],
    "distance": _column("distance_m"),
    "has_parent": lambda: [(i, bool(up)) for i, up in Company.objects.values_list("id", "parent_id")],
    "closed": _column("is_closed"),
    "shared": _column("is_shared"),
    "phone": _rows(CompanyReach, "value", kind__in=("phone", "mobile", "fax")),
    "contact_name": _rows(CompanyContact, "name"),
    "contact_role": lambda: [
        (row.company_id, role) for row in CompanyContact.objects.all() for role in row.roles
    ],
    "credit_officer": _column("credit_officer__username"),
    "follow_up": _column("follow_up__username"),
    "cooperation_kind": _rows(Cooperation, "kind"),
    "cooperation_on": _rows(Cooperation, "happened_on"),
    "score": _present_score,
    "branch": _column("branch__code"),
    "legal_entity": _column("legal_entity__code"),
    "created": lambda: [(i, made_at(i)) for i in Company.objects.values_list("id", flat=True)],
    "updated": _column("updated_at"),
}  # fmt: skip
"""By the code of a field: (company, value) of every value there is."""


def reader_of(code: str) -> Reader:
    """How the values of a field are read without its SQL."""
    if code.startswith(PREFIX):
        return lambda: own_values(COMPANY, Company, code.removeprefix(PREFIX))
    return READERS[code]


def facts_of_companies() -> Facts:
    """Every company with the values of every field."""
    found: Facts = {each: defaultdict(list) for each in Company.objects.values_list("id", flat=True)}
    for field in get_subject(COMPANY).every_field():
        for company_id, value in reader_of(field.code)():
            if value is not None:
                found[company_id][field.code].append(value)
    return found

"""Companies of the make-believe group, made through the services: employers of its guests, and agencies."""

import random
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.demo.companies import Company, companies
from huitouke.demo.contacts import draw_mobile
from huitouke.demo.names import draw_given, generation_of, surnames
from huitouke.guests.company_choices import SHORT_CARD
from huitouke.guests.company_queries import propose_guests
from huitouke.guests.models import Company as StoredCompany
from huitouke.guests.services.companies import register_company
from huitouke.guests.services.company_contacts import add_contact
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.cooperation import add_cooperation
from huitouke.guests.services.score_cards import add_score_card
from huitouke.guests.values.credit_codes import check_sign

MOST: Final = 60
LINKED: Final = 12
"""The first of them have their guests linked, as far as profiles name them."""
_POSTS: Final = (
    ("行政部", "主任", ["booker", "signer"]),
    ("采购部", "经理", ["decision_maker"]),
    ("财务部", "会计", ["finance"]),
)
_AGENCIES: Final = (
    ("行远旅行社有限公司", "agency"),
    ("云程国际旅行社有限公司", "agency"),
    ("小住网络科技有限公司", "ota"),
)
_VISITS: Final = (
    ("visit", "拜访行政部，送新年台历", "对早餐满意，希望延迟退房"),
    ("negotiation", "谈下一年度协议价", "价格持平，含双早"),
    ("order", "预订年会场地及 40 间客房", ""),
    ("dispute", "对账时发现一笔重复入账", "已冲账并致歉"),
)


def make_accounts(
    houses: list[Branch], seed: int, today: date, most: int = MOST, seller: str = ""
) -> list[UUID]:
    """Open the largest employers, in turn at each branch, and some agencies; the ids of the employers. Those of the
    first branch are followed up by the login `seller`. The same seed makes the same companies."""
    rnd = random.Random(seed + 9)
    chosen = [company for company in companies().items if company.kind not in ("office", "school")][:most]
    made: list[UUID] = []
    for number, company in enumerate(chosen):
        house = houses[number % len(houses)]
        made.append(_open(rnd, company, house, number, today, seller if house is houses[0] else ""))
    for number, (name, kind) in enumerate(_AGENCIES):
        register_company(
            actor=SYSTEM,
            raw={"name": [name], "kind": [kind], "trade": ["L"], "code": [f"T{number + 1:03}"]},
            branch=houses[0],
        )
    return made


def link_employees(company_ids: list[UUID]) -> None:
    """Link guests who gave the name of one of the largest of these companies."""
    for company_id in company_ids[:LINKED]:
        stored = StoredCompany.objects.get(id=company_id)
        for line in propose_guests(SYSTEM, stored, 5):
            link_guest(actor=SYSTEM, company_id=company_id, guest_id=line.id)


def _open(
    rnd: random.Random, company: Company, branch: Branch, number: int, today: date, seller: str
) -> UUID:
    ends = today + timedelta(days=rnd.choice((-40, 6, 12, 25, 90, 180, 300)))
    raw: dict[str, list[str]] = {
        "name": [company.zh],
        "short_name": [company.short],
        "english_name": [company.en],
        "code": [f"C{number + 1:03}"],
        "kind": ["agreement", "partner"] if number % 7 == 0 else ["agreement"],
        "credit_code": [_credit_code(rnd)],
        "trade": [rnd.choice("CEFGIJKLMQR")],
        "address": [company.address],
        "distance": [f"{rnd.uniform(0.3, 28):.1f}"],
        "phone": [company.switchboard],
        "agreement_number": [f"XY-{ends.year}-{number + 1:03}"],
        "agreement_from": [(ends - timedelta(days=364)).isoformat()],
        "agreement_to": [ends.isoformat()],
        "rate_code": [rnd.choice(("CORP-A", "CORP-B", "CORP-C"))],
    }
    if number % 3:
        raw |= {
            "credit_limit": [str(rnd.choice((20_000, 50_000, 100_000, 200_000)))],
            "credit_term": [rnd.choice(("30", "45", "60"))],
            "settlement_cycle": ["month"],
        }
    if number % 4 == 0:
        raw |= {
            "avoid_times": ["周一上午例会"],
            "annual_spend": ["600000"],
            "annual_spend_year": [str(today.year - 1)],
        }
    if seller:
        raw["follow_up"] = [seller]
    company_id = register_company(actor=SYSTEM, raw=raw, branch=branch)
    common: dict[str, Any] = {"actor": SYSTEM, "company_id": company_id}
    for department, position, roles in _POSTS[: 1 + number % 3]:
        name = surnames().draw(rnd.random()) + draw_given(rnd.random, "F", generation_of(1985))
        add_contact(
            **common,
            raw={
                "name": [name],
                "role": roles,
                "department": [department],
                "position": [position],
                "mobile": [draw_mobile(rnd.random)],
            },
        )
    for step in range(number % 4):
        kind, text, outcome = _VISITS[(number + step) % len(_VISITS)]
        day = today - timedelta(days=20 + 37 * step + number % 11)
        add_cooperation(**common, kind=kind, happened_on=day, text=text, outcome=outcome)
    for step in range(number % 3):
        add_score_card(
            **common,
            scored_on=today - timedelta(days=200 - 150 * step),
            scores={criterion.value: rnd.randint(2, 5) for criterion in SHORT_CARD},
        )
    return company_id


def _credit_code(rnd: random.Random) -> str:
    """A made-up code with its right check sign, of a region code that no register has given out (GB/T 2260: 9999)."""
    first = "91999999" + "".join(rnd.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _place in range(9))
    return first + check_sign(first)

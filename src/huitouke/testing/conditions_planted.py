"""Guests with something in every field that conditions can ask."""

import random
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch, User
from huitouke.demo.records import generate
from huitouke.guests.choices import ConsentAct, EvaluationScale
from huitouke.guests.errors import ConsentInvalid
from huitouke.guests.models import Guest, GuestType, Note
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.standard_purposes import MARKETING
from huitouke.identity.services import add_note, register_guest
from huitouke.identity.services.classification import evaluate_guest, set_guest_types
from huitouke.testing.conditions_own import add_own_fields, own_texts
from huitouke.testing.conditions_stays import plant_stays


def plant(count: int, seed: int, today: date) -> None:
    """`count` guests of the demo's generator over the branches there are, with notes, followers and sharing."""
    rnd = random.Random(seed)
    branches = {branch.code: branch for branch in Branch.objects.select_related("legal_entity")}
    people = list(User.objects.filter(is_active=True))
    add_own_fields("guest")
    for record in generate(count, seed, list(branches), today):
        raw = {target: list(texts) for target, texts in record.raw.items() if target != "external_id"}
        raw = {**_particulars(rnd), **raw}
        if people and rnd.random() < 0.3:
            raw["follow_up"] = [rnd.choice(people).username]
        guest_id = register_guest(actor=SYSTEM, raw=raw, branch=branches[record.branch])
        if rnd.random() < 0.2:
            note = add_note(
                actor=SYSTEM, guest_id=guest_id, text=rnd.choice(("喜欢安静", "晚到，请留门", "Likes tea"))
            )
            last_day = rnd.choice((None, today - timedelta(days=1), today))
            Note.objects.filter(id=note.id).update(expires_on=last_day)
        if rnd.random() < 0.1:
            Guest.objects.filter(id=guest_id).update(is_shared=True)
        _tell_more(guest_id, rnd)
        plant_stays(guest_id, list(branches.values()), rnd, today)


def _particulars(rnd: random.Random) -> dict[str, list[str]]:
    """What few records hold: each in one guest of three, own fields among them."""
    told = {
        "occupation": rnd.choice(("教师", "Lawyer", "软件工程师")),
        "native_place": rnd.choice(("浙江省绍兴市", "上海", "四川成都")),
        "family": rnd.choice(("一儿一女", "Two dogs")),
        "family_structure": rnd.choice(("三代同住", "其他")),
        "decision_maker": rnd.choice(("是", "否")),
        "home_address": rnd.choice(("上海市静安区愚园路 1 号", "北京市海淀区")),
        "work_address": rnd.choice(("广东省深圳市科技园", "1 Main Street")),
        "contact_preference": rnd.choice(("电话", "微信")),
        "need": rnd.choice(("安静的会议室", "Late check-out")),
        "usage": rnd.choice(("会议", "Honeymoon")),
        "budget": rnd.choice(("500-800", "1000以上")),
        "vip_grade": rnd.choice(("V1", "V3")),
        "heard_from": rnd.choice(("路过", "旅行社")),
        "choice_reason": rnd.choice(("位置方便", "价格合适")),
        "stay_confidential": rnd.choice(("是", "否")),
        "rate_confidential": rnd.choice(("是", "否")),
        "birthday_reminder": rnd.choice(("是", "否")),
        "hobby": rnd.choice(("钢琴", "Golf")),
        "vehicle_model": rnd.choice(("特斯拉", "Audi A6")),
        "vehicle_colour": rnd.choice(("白", "black")),
        "wecom": rnd.choice(("WangWei", "li_na")),
        "alipay": rnd.choice(("Pay.Me", "13800000000")),
        "document_expiry": rnd.choice(("2027-01-31", "2031-06-30")),
        **own_texts(rnd),
    }
    return {target: [text] for target, text in told.items() if rnd.random() < 0.33}


def _tell_more(guest_id: UUID, rnd: random.Random) -> None:
    """Evaluations, types and consents, which no record tells."""
    if rnd.random() < 0.2:
        for _mark in range(rnd.choice((1, 2))):
            evaluate_guest(
                actor=SYSTEM,
                guest_id=guest_id,
                scale=rnd.choice(list(EvaluationScale)),
                value=rnd.randrange(1, 6),
            )
    if rnd.random() < 0.2:
        codes = list(GuestType.objects.values_list("code", flat=True))
        set_guest_types(actor=SYSTEM, guest_id=guest_id, codes=rnd.sample(codes, 2))
    if rnd.random() < 0.2:
        for act in (ConsentAct.GIVEN, ConsentAct.WITHDRAWN)[: rnd.choice((1, 2))]:
            said = Said(purpose=MARKETING, act=act.value, channel=rnd.choice(("sms", "email")))
            with suppress(ConsentInvalid):
                record_consent(actor=SYSTEM, guest_id=guest_id, said=said)

"""What colleagues of the make-believe group have done lately, through the services: guests asked and judged, types
given, consents noted, forms that wait, a field of the hotel's own. So that a first visitor sees a hotel at work."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch, User
from huitouke.access.queries import get_actor
from huitouke.capture.choices import Step
from huitouke.capture.forms import asked_of, submit_form
from huitouke.capture.links import open_link
from huitouke.capture.services import note_capture
from huitouke.demo.contacts import draw_mobile
from huitouke.guests.choices import ConsentAct, EvaluationScale
from huitouke.guests.models import Guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.hotels.services.own_fields import add_field
from huitouke.identity.services import change_guest, evaluate_guest, set_guest_types
from huitouke.stays.choices import EXPECTED, ReservationStatus
from huitouke.stays.models import Preparation, Reservation
from huitouke.stays.services.preparing import tick_prepared
from huitouke.stays.services.proposing import propose_preparations

MOST: Final = 120
"""At so many guests of the first branch somebody did something."""
_FORMS: Final = (
    ("宋雨桐", "晚到，23 点以后", "盛远科技"),
    ("Emily Carter", "A quiet room, please", ""),
    ("马思远", "需要婴儿床", ""),
    ("韩雪", "", "远丰医药"),
)
_OCCUPATIONS: Final = ("医生", "律师", "教师", "软件工程师", "建筑师", "会计师", "企业家")
_HOBBIES: Final = ("茶道", "摄影", "网球", "书法", "跑步", "古典音乐")
_NEEDS: Final = ("商务出行", "家庭度假", "参加会议", "就医陪护")
_TYPES: Final = ("business", "family", "conference", "long_stay", "individual")
_REASONS: Final = ("location", "service", "price", "brand")
_NEWSPAPERS: Final = (
    "不需要 | None",
    "人民日报 | People’s Daily",
    "参考消息 | Reference News",
    "中国日报 | China Daily",
)
ADULT_DAYS: Final = 20 * 366
"""The make-believe desk asks grown-ups only: for others a guardian would have to agree."""


def make_doings(house: Branch, seed: int, desk: User, relations: User) -> None:
    """Let the desk and guest relations of a branch have worked. The same seed does the same."""
    rnd = random.Random(seed + 21)
    clerk, carer = get_actor(desk), get_actor(relations)
    add_field(
        actor=SYSTEM,
        subject="guest",
        code="newspaper",
        kind="choice",
        labels={"zh": "早报", "en": "Newspaper"},
        help_texts={"zh": "早晨送到房门的报纸", "en": "Brought to the door in the morning"},
        choices=_NEWSPAPERS,
    )
    grown_up = house.business_date - timedelta(days=ADULT_DAYS)
    newest = Guest.objects.filter(branch=house, birth_date__lt=grown_up).exclude(name="").order_by("-id")
    guests = list(newest.values_list("id", flat=True)[:MOST])
    for number, guest_id in enumerate(guests):
        _tell(rnd, clerk, guest_id, number)
        if number % 3 == 0:
            set_guest_types(actor=clerk, guest_id=guest_id, codes=[rnd.choice(_TYPES)])
        if number % 4 == 0:
            _judge(rnd, carer, guest_id, falls=number % 20 == 0)
        if number % 2 == 0:
            _ask_consent(rnd, clerk, guest_id)
        if number % 5 == 0:
            step = rnd.choice((Step.CHECK_IN, Step.CHECK_IN, Step.CHECK_OUT, Step.BOOKING))
            note_capture(
                actor=clerk if number % 10 else carer, guest_id=guest_id, step=step.value, branch=house
            )
    _keep_promises(rnd, clerk, house)
    _send_forms(rnd, house)


def _keep_promises(rnd: random.Random, clerk: Actor, house: Branch) -> None:
    """Most of what guests like who are in house, or come today and tomorrow, is prepared."""
    days = (house.business_date, house.business_date + timedelta(days=1))
    coming = Q(arrival__in=days, status__in=EXPECTED) | Q(status=ReservationStatus.IN_HOUSE)
    here = Reservation.objects.filter(coming, branch=house).values_list("id", flat=True)
    propose_preparations(actor=SYSTEM, reservation_ids=here)
    wishes = Preparation.objects.filter(reservation__in=here).exclude(text="").order_by("reservation", "text")
    for preparation_id in wishes.values_list("id", flat=True):
        if rnd.random() < 0.8:
            tick_prepared(actor=clerk, preparation_id=preparation_id)


def _tell(rnd: random.Random, clerk: Actor, guest_id: UUID, number: int) -> None:
    """What the desk heard in talking: each guest told something else."""
    fields = {"heard_from": "friend", "choice_reason": rnd.choice(_REASONS)} if number % 6 else {}
    if number % 3 == 1:
        fields["occupation"] = rnd.choice(_OCCUPATIONS)
    if number % 4 == 1:
        fields["need"] = rnd.choice(_NEEDS)
    if number % 7 == 1:
        fields["custom:newspaper"] = "China Daily"
    additions = {"hobby": [rnd.choice(_HOBBIES)]} if number % 5 == 2 else {}
    if fields or additions:
        change_guest(actor=clerk, guest_id=guest_id, fields=fields, additions=additions, removals={})


def _judge(rnd: random.Random, carer: Actor, guest_id: UUID, *, falls: bool) -> None:
    scale = rnd.choice(EvaluationScale.values)
    marks: Sequence[int] = (rnd.randint(4, 5), rnd.randint(1, 3)) if falls else (rnd.randint(3, 5),)
    for value in marks:
        evaluate_guest(actor=carer, guest_id=guest_id, scale=scale, value=value)


def _ask_consent(rnd: random.Random, clerk: Actor, guest_id: UUID) -> None:
    act = ConsentAct.GIVEN if rnd.random() < 0.7 else ConsentAct.REFUSED
    for channel in ("sms", "email")[: rnd.randint(1, 2)]:
        record_consent(actor=clerk, guest_id=guest_id, said=Said("marketing", act.value, channel))


def _send_forms(rnd: random.Random, house: Branch) -> None:
    """Guests who scanned the code and whom nobody has taken in yet."""
    link = open_link(actor=SYSTEM, branch=house)
    words = {purpose.code: str(wording.id) for purpose, wording in asked_of(link)}
    for name, wish, company in _FORMS:
        texts = {"name": name, "mobile": draw_mobile(rnd.random), "preference": wish, "company": company}
        ticked = [f"marketing|sms|{words['marketing']}"] if rnd.random() < 0.5 else []
        submit_form(link=link, texts=texts, ticked=ticked)

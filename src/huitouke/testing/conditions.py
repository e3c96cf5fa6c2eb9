"""Conditions at random, and what is known of each guest read plainly, without the SQL of the registry."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from huitouke.access.actors import Actor
from huitouke.access.models import Branch, LegalEntity, User
from huitouke.guests.choices import EvaluationScale
from huitouke.guests.conditions.asking import Question, question
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.conditions.made import CONSENT
from huitouke.guests.keys import made_at
from huitouke.guests.models import (
    Company,
    ConsentState,
    ContactPoint,
    Document,
    Evaluation,
    Guest,
    GuestTag,
    GuestTypeMembership,
    Note,
    Preference,
    Vehicle,
)
from huitouke.guests.policy import named_condition
from huitouke.guests.values.birthdays import KeptBirthday
from huitouke.guests.values.names import fold_name
from huitouke.identity.models import Link
from huitouke.intake.models import SourceRecord
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.brute import evaluate
from huitouke.kernel.conditions.days import age_on
from huitouke.kernel.conditions.kinds import NEGATIVE, OPERATORS, PERIODS, Takes
from huitouke.kernel.conditions.registry import Field, get_subject
from huitouke.kernel.conditions.running import Tally, gathered
from huitouke.kernel.conditions.shapes import Conditions, ConditionsInvalid, Row
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.testing import conditions_stays
from huitouke.testing.conditions_own import own_values

Facts = dict[UUID, dict[str, list[Any]]]


def facts_of_everybody(today: date) -> Facts:
    """Every guest with the values of every field."""
    found: Facts = {guest_id: defaultdict(list) for guest_id in Guest.objects.values_list("id", flat=True)}
    for field in get_subject("guest").every_field():
        code, read = field.code, reader_of(field.code)
        for guest_id, value in read(today) if read else ():
            if guest_id in found and value is not None:
                found[guest_id][code].append(value)
    return found


def named_to(actor: Actor) -> QuerySet[Guest]:
    """Whom a condition can mean for this actor: of whom they may know who it is."""
    return Guest.objects.visible_to(actor).filter(named_condition(actor))


def values_of(facts: Facts) -> dict[str, list[Any]]:
    """Every value there is, by the code of its field."""
    found: dict[str, list[Any]] = defaultdict(list)
    for known in facts.values():
        for code, values in known.items():
            found[code] += [value for value in values if value != ""]
    return found


Reader = Callable[[date], Iterable[tuple[UUID, Any]]]


def _column(name: str) -> Reader:
    return lambda _today: Guest.objects.values_list("id", name)


def _named(name: str, model: Any, key: str) -> Reader:
    """A column with an id, by the code under which conditions know it."""

    def read(_today: date) -> Iterable[tuple[UUID, Any]]:
        codes = dict(model.objects.values_list("id", key))
        return [(guest_id, codes.get(value)) for guest_id, value in Guest.objects.values_list("id", name)]

    return read


def _rows(model: Any, column: str, **where: Any) -> Reader:
    return lambda _today: model.objects.filter(**where).values_list("guest_id", column)


def _kept(_today: date) -> Iterable[tuple[UUID, Any]]:
    for guest in Guest.objects.all():
        if guest.birthday_calendar and guest.birthday_month and guest.birthday_day:
            yield (
                guest.id,
                KeptBirthday(
                    guest.birthday_calendar, guest.birthday_month, guest.birthday_day, guest.birthday_leap
                ),
            )
        elif guest.birth_date:
            yield guest.id, KeptBirthday("solar", guest.birth_date.month, guest.birth_date.day)


def _records(read: Callable[[SourceRecord], Any]) -> Reader:
    def facts(_today: date) -> Iterable[tuple[UUID, Any]]:
        records = {record.id: record for record in SourceRecord.objects.all()}
        return [(link.guest_id, read(records[link.record_id])) for link in Link.objects.all()]

    return facts


def _newest_record(_today: date) -> Iterable[tuple[UUID, Any]]:
    newest: dict[UUID, Any] = {}
    for guest_id, at in _records(lambda record: record.received_at)(_today):
        newest[guest_id] = max(at, newest.get(guest_id, at))
    return newest.items()


def _papers(column: str) -> Reader:
    def facts(_today: date) -> Iterable[tuple[UUID, Any]]:
        papers = Document.objects.exclude(kind__in=("name_hash", "document_hash"))
        return [(paper.guest_id, getattr(paper, column)) for paper in papers]

    return facts


def _province(column: str) -> Reader:
    return lambda _today: [(i, code[:2]) for i, code in Guest.objects.values_list("id", column)]


def _marks(scale: str) -> Reader:
    def newest(_today: date) -> Iterable[tuple[UUID, Any]]:
        rows = Evaluation.objects.filter(scale=scale).order_by("id")
        return dict(rows.values_list("guest_id", "value")).items()

    return newest


def _said(purpose: str, channel: str) -> Reader:
    return lambda _today: ConsentState.objects.filter(purpose__code=purpose, channel=channel).values_list(
        "guest_id", "act"
    )


def reader_of(code: str) -> Reader | None:
    """How the values of a field are read without its SQL; None where nobody has said how."""
    if code.startswith(PREFIX):
        return lambda _today: own_values("guest", Guest, code.removeprefix(PREFIX))
    if code.startswith(CONSENT):
        purpose, _colon, channel = code.removeprefix(CONSENT).partition(":")
        return _said(purpose, channel)
    return READERS.get(code) or conditions_stays.reader_of(code)


def _told_of(today: date) -> list[Note]:
    notes = Note.objects.select_related("author")
    return [note for note in notes if note.expires_on is None or note.expires_on >= today]


def _noted(column: str) -> Reader:
    return lambda today: [(note.guest_id, getattr(note, column)) for note in _told_of(today)]


def _author(today: date) -> Iterable[tuple[UUID, Any]]:
    return [(note.guest_id, note.author.username if note.author else None) for note in _told_of(today)]


_OWN: Final = {"is_relay": False}
HANDLES: Final = ("email", "wechat", "qq", "wecom", "alipay", "msn")
READERS: Final[dict[str, Reader]] = {
    "name": lambda _today: [(i, fold_name(name)) for i, name in Guest.objects.values_list("id", "name")],
    **{
        code: _column(code)
        for code in (
            "latin_name", "form_of_address", "sex", "nationality", "language", "birth_date", "company",
            "position", "referred_by", "address", "card_number", "completeness", "occupation", "native_place",
            "family", "family_structure", "home_address", "work_address", "contact_preference", "need", "usage",
            "budget_min", "budget_max", "vip_grade", "heard_from", "choice_reason",
        )
    },
    **{
        code: _column(f"is_{code}")
        for code in ("decision_maker", "birthday_muted", "stay_confidential", "rate_confidential")
    },
    **{
        column.replace("region", "province"): _province(column)
        for column in ("region", "home_region", "work_region", "native_region")
    },
    "warning": _column("has_warning"),
    "shared": _column("is_shared"),
    "updated": _column("updated_at"),
    "created": lambda _today: [(i, made_at(i)) for i in Guest.objects.values_list("id", flat=True)],
    "age": lambda today: [
        (i, age_on(born, today)) for i, born in Guest.objects.values_list("id", "birth_date") if born
    ],
    "birthday": _kept,
    "follow_up": _named("follow_up_id", User, "username"),
    "branch": _named("branch_id", Branch, "code"),
    "legal_entity": _named("legal_entity_id", LegalEntity, "code"),
    "mobile": _rows(ContactPoint, "value", kind="mobile", **_OWN),
    "phone": _rows(ContactPoint, "value", kind__in=("mobile", "home", "office", "phone", "fax"), **_OWN),
    **{code: _rows(ContactPoint, "value", kind=code, **_OWN) for code in HANDLES},
    "document": _papers("number"),
    "document_kind": _papers("kind"),
    "document_country": _papers("country"),
    "document_expiry": _papers("expires_on"),
    "plate": _rows(Vehicle, "plate"),
    "vehicle_model": _rows(Vehicle, "model"),
    "vehicle_colour": _rows(Vehicle, "colour"),
    **{code: _rows(Preference, "text", kind=code) for code in ("preference", "taboo", "allergy", "hobby")},
    **{scale.value: _marks(scale.value) for scale in EvaluationScale},
    "guest_type": lambda _today: [
        (row.guest_id, str(row.type_id)) for row in GuestTypeMembership.objects.filter(until=None)
    ],
    "tag": lambda _today: [(row.guest_id, str(row.tag_id)) for row in GuestTag.objects.all()],
    "stay_count": conditions_stays.counts,
    "night_count": conditions_stays.nights,
    "last_stay": conditions_stays.last,
    "expected_arrival": conditions_stays.expected,
    "stayed_in": conditions_stays.places,
    "stay_channel": conditions_stays.channels,
    "note": _noted("text"),
    "note_author": _author,
    "note_purpose": _noted("purpose"),
    "note_written": _noted("written_at"),
    "source": _records(lambda record: record.system),
    "last_record": _newest_record,
    "imported": _records(lambda record: record.received_at if record.run_id else None),
}  # fmt: skip
"""By the code of a field: (guest, value) of every value there is."""


class RandomConditions:
    """Conditions at random over the values that there are, so that most of them mean somebody."""

    def __init__(
        self, values: Mapping[str, Sequence[Any]], fields: Sequence[Field], rnd: random.Random, today: date
    ) -> None:
        self._values, self._fields, self._rnd, self._today = values, fields, rnd, today

    def next(self, first: Field | None = None) -> Conditions:
        """The first row asks `first`, where that is given."""
        sizes = [self._rnd.choice((1, 1, 2, 2, 3)) for _group in range(self._rnd.choice((1, 1, 1, 2, 2, 3)))]
        groups = [[self._row() for _row in range(size)] for size in sizes]
        if first is not None:
            groups[0][0] = self._row(first)
        return Conditions(tuple(map(tuple, groups)))

    def _row(self, field: Field | None = None) -> Row:
        field = field or self._rnd.choice(self._fields)
        op = self._rnd.choice(list(OPERATORS[field.kind]))
        return Row(field.code, op, self._operand(field, op, OPERATORS[field.kind][op]))

    def _operand(self, field: Field, op: str, takes: Takes) -> Any:
        rnd, values = self._rnd, list(self._values.get(field.code, ()))
        if takes is Takes.NOTHING:
            return None
        if takes is Takes.TEXT:
            return self._text(values, NEGATIVE.get(op, op))
        if takes in (Takes.NUMBER, Takes.NUMBERS):
            number = int(rnd.choice(values)) if values else rnd.randrange(100)
            return number if takes is Takes.NUMBER else [number, number + rnd.randrange(30)]
        if takes in (Takes.DATE, Takes.DATES):
            drawn = rnd.choice(values) if values else self._today
            day = drawn if type(drawn) is date else drawn.date() if hasattr(drawn, "date") else self._today
            return day.isoformat() if takes is Takes.DATE else [day.isoformat(), self._today.isoformat()]
        if takes is Takes.DAYS:
            return rnd.choice((1, 7, 30, 365, 3_650))
        if takes is Takes.PERIOD:
            return rnd.choice(list(PERIODS))
        if takes is Takes.MONTH:
            return rnd.randrange(1, 13)
        offered = [option.value for option in (field.options() if field.options else ())]
        drawn = [rnd.choice(values)] if values and rnd.random() < 0.8 else []
        return drawn + rnd.sample(offered, min(len(offered), rnd.choice((1, 2, 3))))

    def _text(self, values: list[Any], op: str) -> str:
        rnd = self._rnd
        if not values or rnd.random() < 0.15:
            return rnd.choice(
                ("王", "zz", "%", "_", "' OR 1=1 --", "a\\", "138", "北京", "'); DROP TABLE guests_guest; --")
            )
        value = str(rnd.choice(values))
        size = rnd.randrange(1, min(len(value), 6) + 1)
        start = rnd.randrange(len(value) - size + 1)
        return {"contains": value[start : start + size], "starts": value[:size], "ends": value[-size:]}.get(
            op, value
        )


def _gathered(asked: Question, limit: int) -> list[UUID]:
    """The page in the way in which it is found where few are meant, which is hardly ever taken with so few guests."""
    statement = gathered(asked.subject, asked.pieces(), None, f" ORDER BY id DESC LIMIT {limit}")
    with connection.cursor() as cursor:
        cursor.execute(statement.text, list(statement.values))
        return [guest_id for (guest_id,) in cursor.fetchall()]


@contextmanager
def unhurried() -> Iterator[None]:
    """Let a first count have the time of a whole one: what is compared is whom it means. How soon it comes is the
    bench's to tell, and depends here on what other tests left in the tables."""
    with patch.object(running, "FIRST_COUNT_MS", running.WHOLE_MS):
        yield


def compare(
    count: int,
    seed: int,
    actor: Actor,
    seen: set[UUID],
    facts: Facts,
    today: date,
    subject: str = GUEST,
) -> Mapping[str, Any]:
    """Ask `count` conditions at random of guests or of companies, as `actor` who may see `seen`, by SQL and one by
    one; the first that differed, and how many meant nobody, some, or everybody."""
    rnd = random.Random(seed)
    rows = Guest.objects.all() if subject == GUEST else Company.objects.all()
    made = RandomConditions(values_of(facts), get_subject(subject).every_field(), rnd, today)
    figures = {"tried": 0, "failed": 0, "refused": 0, "nobody": 0, "everybody": 0}
    first: dict[str, Any] = {}
    while figures["tried"] < count:
        conditions = made.next()
        try:
            asked = question(actor, conditions, today=today, subject=subject)
        except ConditionsInvalid:
            figures["refused"] += 1
            continue
        by_sql = set(asked.narrow(rows).values_list("id", flat=True))
        one_by_one = {i for i in seen if evaluate(asked.groups, facts[i], asked.moment)}
        pages = [asked.page(limit=50), _gathered(asked, 50)]
        figures["tried"] += 1
        figures["nobody"] += not by_sql
        figures["everybody"] += by_sql == seen
        newest = sorted(by_sql, reverse=True)[:50]
        with unhurried():
            told = asked.tally()
        wrong = [
            name
            for name, is_right in {
                "whom": by_sql == one_by_one,
                "page": pages[0] == newest,
                "gathered": pages[1] == newest,
                "count": asked.count() == len(by_sql),
                "tally": told == Tally(len(by_sql), is_exact=True),
            }.items()
            if not is_right
        ]
        if wrong:
            figures["failed"] += 1
            first = first or {
                "wrong": wrong,
                "conditions": conditions.as_json(),
                "sql": len(by_sql),
                "brute": len(one_by_one),
            }
    return {**figures, "first": first}

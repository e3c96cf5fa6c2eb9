"""Asking: conditions of a reader over those whom this reader may know of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_policy import visible_companies_sql
from huitouke.guests.conditions.columns import FIELDS as COLUMN_FIELDS
from huitouke.guests.conditions.columns import GUEST, SECTIONS, TABLE
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.conditions.companies import FIELDS as COMPANY_FIELDS
from huitouke.guests.conditions.companies import SECTIONS as COMPANY_SECTIONS
from huitouke.guests.conditions.companies import TABLE as COMPANY_TABLE
from huitouke.guests.conditions.facts import FIELDS as FACT_FIELDS
from huitouke.guests.conditions.made import consent_fields, own_fields
from huitouke.guests.conditions.particulars import FIELDS as PARTICULAR_FIELDS
from huitouke.guests.policy import named_sql, right_sql, visible_sql
from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import WITHHELD
from huitouke.kernel.conditions.reading import Asked, check
from huitouke.kernel.conditions.registry import (
    Field,
    May,
    Sql,
    Subject,
    get_subject,
    register,
    register_made,
    register_subject,
)
from huitouke.kernel.conditions.running import Tally, exact_count, first_tally, page_of_ids
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.kernel.conditions.sql import GroupSql, any_of, groups_sql, within
from huitouke.kernel.conditions.words import sentence


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands behind a subject: the right to look, who may see which rows, and what everybody is called."""

    right: Right
    visible: Callable[[Actor], tuple[str, list[Any]]]
    everybody: Callable[[], str]
    named: Callable[[Actor], tuple[str, list[Any]]] | None = None


GROUNDS: Final[dict[str, Ground]] = {
    GUEST: Ground(
        Right.GUESTS_VIEW,
        lambda actor: visible_sql(actor, TABLE),
        lambda: _("Every guest"),
        lambda actor: named_sql(actor, TABLE),
    ),
    COMPANY: Ground(
        Right.COMPANIES_VIEW,
        lambda actor: visible_companies_sql(actor, COMPANY_TABLE),
        lambda: _("Every company"),
    ),
}
"""A context with conditions of its own adds its subject here when it registers it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Conditions that were read, of one actor at one moment."""

    actor: Actor
    subject: Subject
    groups: list[list[Asked]]
    moment: Moment

    def pieces(self) -> list[GroupSql]:
        """The groups, each within what the actor may see."""
        ground = GROUNDS[self.subject.code]
        text, values = ground.visible(self.actor)
        if self.groups and ground.named is not None:
            # A condition met tells something of the person, so nobody meets one who may not be named.
            named, more = ground.named(self.actor)
            text, values = f"{text} AND {named}", [*values, *more]
        made = groups_sql(self.groups, self.subject, self.moment, may_of(self.actor), self._where_may)
        limits = [self._limits(group) for group in self.groups if group] or [Sql("TRUE", [])]
        return [
            within(group, Sql(f"{text} AND {limit.text}", [*values, *limit.values]))
            for group, limit in zip(made, limits, strict=True)
        ]

    def _where_may(self, code: str) -> Sql:
        """The guests of whom the actor has a right; of other subjects it is held everywhere or nowhere."""
        if self.subject.code == GUEST:
            return Sql(*right_sql(self.actor, Right(code), "{o}"))
        return Sql("TRUE" if may_of(self.actor)(code) else "FALSE", [])

    def _limits(self, group: list[Asked]) -> Sql:
        """Rows that a masked field does not allow mean only guests whom the actor sees clear: the right may be held
        in another legal entity than the guest's."""
        if self.subject.code != GUEST:
            return Sql("TRUE", [])
        if any(asked.field.clear_right and asked.op not in WITHHELD for asked in group):
            return Sql(*right_sql(self.actor, Right.GUESTS_CLEAR, TABLE))
        return Sql("TRUE", [])

    def whole(self) -> Sql:
        """All of it as one condition over the subject's table, for SQL of one's own."""
        return any_of([group.free() for group in self.pieces()])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of `rows`, which are the subject's own, that are meant and may be seen."""
        whole = self.whole()
        return rows.filter(RawSQL(whole.text, whole.values, output_field=BooleanField()))  # noqa: S611 - of constants

    def page(self, *, after: UUID | None = None, before: UUID | None = None, limit: int) -> list[UUID]:
        return page_of_ids(
            self.subject, self.pieces(), after=after, before=before, limit=limit, is_plain=not self.groups
        )

    def tally(self, *, is_estimated: bool = True) -> Tally:
        """How many, at once."""
        return first_tally(self.subject, self.pieces(), is_plain=not self.groups, is_estimated=is_estimated)

    def count(self) -> int:
        """How many exactly, within seconds."""
        return exact_count(self.subject, self.pieces())

    def words(self) -> str:
        return sentence(self.groups, GROUNDS[self.subject.code].everybody())


NAMELESS: Final = frozenset({
    "preference", "taboo", "allergy", "warning", "vip_grade", "branch", "legal_entity", "shared", "completeness",
    "created", "updated",
})  # fmt: skip
"""What is told of a guest who is not to be disclosed, by whom nobody knows who it is."""


def is_personal(field: Field) -> bool:
    """Whether a field may tell who somebody is: of a guest not to be disclosed it is neither asked nor shown. A field
    that nobody has named here may."""
    return field.code not in NAMELESS


def may_of(actor: Actor) -> May:
    """The rights of an actor, as the registry asks for them."""
    return lambda code: actor.has_right(Right(code))


def question(actor: Actor, conditions: Conditions, *, today: date, subject: str = GUEST) -> Question:
    """Read conditions for an actor. Raises `ConditionsInvalid` by row, and `RightMissing` for who may not look."""
    actor.require(GROUNDS[subject].right)
    of = get_subject(subject)
    zone = timezone.get_current_timezone()
    return Question(actor, of, check(conditions, of, may_of(actor)), Moment(today, zone))


def register_guest_fields() -> None:
    """Called once, when the app is ready."""
    register_subject(GUEST, TABLE, SECTIONS)
    register(GUEST, *COLUMN_FIELDS, *PARTICULAR_FIELDS, *FACT_FIELDS)
    register_made(GUEST, consent_fields)
    register_made(GUEST, own_fields(GUEST))
    register_subject(COMPANY, COMPANY_TABLE, COMPANY_SECTIONS)
    register(COMPANY, *COMPANY_FIELDS)
    register_made(COMPANY, own_fields(COMPANY))

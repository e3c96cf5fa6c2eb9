"""Rules of tags: kept, foreseen, followed. Who meets the condition holds the tag, and nobody else.

A rule asks as the house itself, over every guest, and of an exclusive group means those whom no rule before it means.
What it gives and takes are derived rows, as search columns are: they have no field history, and an import is taken back
as if they were not there.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.conditions.asking import question
from huitouke.guests.errors import TagInvalid
from huitouke.guests.events import TAG_RULE_DROPPED, TAG_RULE_SAVED, TAGS_FOLLOWED
from huitouke.guests.models import Tag, TagRule
from huitouke.guests.services.company_saves import desk_record_bytes
from huitouke.guests.services.profiles import locked_tag
from huitouke.guests.services.together import give_tag, take_tag
from huitouke.intake.services import copy_records
from huitouke.kernel import clock
from huitouke.kernel.conditions.registry import Sql
from huitouke.kernel.conditions.shapes import Conditions, ConditionsInvalid, read_conditions
from huitouke.kernel.history import unnoted_changes
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish

logger = logging.getLogger(__name__)

STEP: Final = 5_000
TAG_FIELD: Final = "tag"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a rule would do: guests who hold the tag now, who would gain it, who would lose it; a few of each."""

    held: int
    gaining: int
    losing: int
    gain_ids: list[UUID]
    lose_ids: list[UUID]

    @property
    def after(self) -> int:
        return self.held + self.gaining - self.losing


def foresee_rule(*, actor: Actor, tag_id: UUID, conditions: Conditions, shown: int = 5) -> Foreseen:
    """What `save_rule` would do, without doing it. Refuses what it refuses."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    _check(actor, tag, conditions)
    meant = _meant(tag, conditions)
    gain, lose = _gaining(tag, meant, None), _losing(tag, meant, None)
    return Foreseen(tag.guest_tags.count(), len(gain), len(lose), gain[:shown], lose[:shown])


@transaction.atomic
def save_rule(*, actor: Actor, tag_id: UUID, conditions: Conditions) -> TagRule:
    """Let a condition say who holds the tag, from now on and at once. Who held it by hand and meets it keeps it, who
    does not loses it. Refuses with `TagInvalid` a closed tag, an empty condition, one that asks for tags of rules, and
    a tag of an exclusive group whose other tags are given by hand."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    _check(actor, tag, conditions)
    rule = TagRule.objects.filter(tag=tag).first() or TagRule(tag=tag)
    rule.conditions, rule.waits_for = conditions.as_json(), ""
    rule.author_name, rule.saved_at = actor.name, clock.now()
    rule.save()
    tag.guest_tags.update(record_id=rule.id)
    record_audit(actor, TAG_RULE_SAVED, object_type="tag", object_id=tag.id)
    follow_rule(rule)
    if tag.group_id:
        follow_groups([tag.group_id])
    return rule


@transaction.atomic
def drop_rule(*, actor: Actor, tag_id: UUID, keeps_tag: bool) -> Tag:
    """Take the rule off its tag. Guests who hold it keep it as if given by hand (`keeps_tag`), or lose it. Refuses with
    `TagInvalid` an open tag of an exclusive group whose other tags are given by rule."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    rule = TagRule.objects.filter(tag=tag).first()
    if rule is None:
        raise TagInvalid({"rule": [_("This tag has no rule.")]})
    if not tag.is_closed:
        refuse_mixed_group(tag, is_ruled=False)
    if keeps_tag:
        record_id = uuid7()
        copy_records(desk_record_bytes(actor, record_id, None, {"tag_rule": {"kept": str(tag.id)}}))
        tag.guest_tags.update(record_id=record_id)
    else:
        with unnoted_changes():
            tag.guest_tags.all().delete()
    rule.delete()
    record_audit(actor, TAG_RULE_DROPPED, object_type="tag", object_id=tag.id, keeps_tag=keeps_tag)
    return tag


def follow_rule(rule: TagRule, guest_ids: Sequence[UUID] | None = None) -> tuple[int, int]:
    """Give and take the tag as the condition says, for all guests or for these; how many gained and lost it. A step
    of guests in a transaction; safe to run again. A rule that asks for what is no longer there, such as a tag that was
    removed, rests: whoever holds its tag keeps it."""
    if rule.waits_for or rule.tag.is_closed:
        return 0, 0
    try:
        meant = _meant(rule.tag, read_conditions(rule.conditions))
    except ConditionsInvalid:
        logger.warning("the rule of the tag %s asks for what is no longer there, and rests", rule.tag_id)
        return 0, 0
    gained = lost = 0
    for ids in _steps(_losing(rule.tag, meant, guest_ids)):
        with transaction.atomic(), unnoted_changes():
            lost += len(take_tag(ids, tag_id=rule.tag_id))
    for ids in _steps(_gaining(rule.tag, meant, guest_ids)):
        with transaction.atomic():
            gained += len(give_tag(_present(ids), tag_id=rule.tag_id, record_id=rule.id))
    if guest_ids is None:
        TagRule.objects.filter(id=rule.id).update(computed_at=clock.now())
    if gained or lost:
        publish(TAGS_FOLLOWED, key=rule.tag_id, tag=str(rule.tag_id), gained=gained, lost=lost)
    return gained, lost


def follow_all(guest_ids: Sequence[UUID] | None = None) -> tuple[int, int]:
    """Follow every rule, for all guests or for these who changed."""
    if guest_ids is not None and not guest_ids:
        return 0, 0
    rules = TagRule.objects.filter(waits_for="", tag__is_closed=False).select_related("tag__group")
    done = [follow_rule(rule, guest_ids) for rule in rules.order_by("tag__sort", "id")]
    return sum(gained for gained, _lost in done), sum(lost for _gained, lost in done)


def follow_tag(tag: Tag) -> None:
    """Follow the rule of one tag, where it has one."""
    rule = TagRule.objects.select_related("tag__group").filter(tag=tag).first()
    if rule is not None:
        follow_rule(rule)


def follow_groups(group_ids: Iterable[UUID | None]) -> None:
    """Follow the rules of these groups of tags."""
    for rule in TagRule.objects.filter(tag__group__in=[each for each in group_ids if each]).select_related(
        "tag__group"
    ):
        follow_rule(rule)


def has_rules() -> bool:
    """Whether any rule is to be followed."""
    return bool(TagRule.objects.filter(waits_for="", tag__is_closed=False).exists())


def rule_words(rule: TagRule) -> str:
    """What a rule means, as a sentence; "" for one that waits, or rests because it asks for what is no longer there."""
    if rule.waits_for:
        return ""
    try:
        conditions = read_conditions(rule.conditions)
        return question(SYSTEM, conditions, today=timezone.localdate(clock.now())).words()
    except ConditionsInvalid:
        return ""


def refuse_tags_of_rules(names: Iterable[str]) -> None:
    """Refuse to give by hand what a rule gives."""
    ruled = TagRule.objects.filter(tag__name__in=list(names)).values_list("tag__name", flat=True).first()
    if ruled is not None:
        words = _(
            "The tag “%(tag)s” is given by a rule, not by hand. Change the rule, or choose another tag."
        )
        raise TagInvalid({TAG_FIELD: [words % {"tag": ruled}]})


def _check(actor: Actor, tag: Tag, conditions: Conditions) -> None:
    if tag.is_closed:
        raise TagInvalid({"rule": [_("This tag is closed. Open it first.")]})
    if not conditions.groups:
        raise TagInvalid(
            {"rule": [_("Choose a view with conditions: without one the rule means every guest.")]}
        )
    # Reads every row against the fields, with the rights of whoever makes the rule.
    question(actor, conditions, today=timezone.localdate(clock.now()))
    ruled = {str(each) for each in TagRule.objects.values_list("tag_id", flat=True)} | {str(tag.id)}
    for _name, row in conditions.rows():
        if row.field == TAG_FIELD and (not isinstance(row.value, list) or ruled & set(row.value)):
            raise TagInvalid({"rule": [_("A rule may ask for tags given by hand, not for those of rules.")]})
    refuse_mixed_group(tag, is_ruled=True)


def refuse_mixed_group(tag: Tag, *, is_ruled: bool) -> None:
    """Refuse a tag by hand among tags by rule in an exclusive group, and the other way round."""
    if tag.group is None or not tag.group.is_exclusive:
        return
    if tag.group.tags.exclude(id=tag.id).filter(is_closed=False, rule__isnull=is_ruled).exists():
        words = _(
            "Of an exclusive group all tags are given by hand, or all by rule. Close this tag, or take it out of the"
            " group, first."
        )
        raise TagInvalid({"rule": [words]})


def _meant(tag: Tag, conditions: Conditions) -> Sql:
    """Whom the rule means: those who meet its condition and, in an exclusive group, none of those before it, by place
    and name. Who holds a tag of the group whose rule rests keeps that one."""
    own = _asked(conditions)
    if tag.group is None or not tag.group.is_exclusive:
        return own
    before: list[Sql] = []
    rules = {rule.tag_id: rule for rule in TagRule.objects.filter(tag__group=tag.group)}
    for other in tag.group.tags.exclude(id=tag.id):
        rule = rules.get(other.id)
        try:
            if rule is None or rule.waits_for or other.is_closed:
                before.append(_held(other))
            elif (other.sort, other.name) < (tag.sort, tag.name):
                before.append(_asked(read_conditions(rule.conditions)))
        except ConditionsInvalid:
            before.append(_held(other))
    text = f"({own.text})" + "".join(f" AND ({each.text}) IS NOT TRUE" for each in before)
    return Sql(text, [*own.values, *(value for each in before for value in each.values)])


def _held(tag: Tag) -> Sql:
    text = (
        "EXISTS (SELECT 1 FROM guests_guesttag other"
        " WHERE other.tag_id = %s AND other.guest_id = guests_guest.id)"
    )
    return Sql(text, [tag.id])


def _asked(conditions: Conditions) -> Sql:
    return question(SYSTEM, conditions, today=timezone.localdate(clock.now())).whole()


def _gaining(tag: Tag, meant: Sql, guest_ids: Sequence[UUID] | None) -> list[UUID]:
    among, ids = ("", []) if guest_ids is None else (" AND guests_guest.id = ANY(%s)", [list(guest_ids)])
    # Names are constants of the registry; every value is a parameter.
    return _ids(
        f"SELECT guests_guest.id FROM guests_guest WHERE ({meant.text}){among}"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM guests_guesttag held"
        " WHERE held.tag_id = %s AND held.guest_id = guests_guest.id) ORDER BY guests_guest.id",
        [*meant.values, *ids, tag.id],
    )


def _losing(tag: Tag, meant: Sql, guest_ids: Sequence[UUID] | None) -> list[UUID]:
    among, ids = ("", []) if guest_ids is None else (" AND held.guest_id = ANY(%s)", [list(guest_ids)])
    return _ids(
        "SELECT held.guest_id FROM guests_guesttag held JOIN guests_guest ON guests_guest.id = held.guest_id"  # noqa: S608
        f" WHERE held.tag_id = %s{among} AND ({meant.text}) IS NOT TRUE ORDER BY held.guest_id",
        [tag.id, *ids, *meant.values],
    )


def _present(guest_ids: Sequence[UUID]) -> list[UUID]:
    """Those who are still there, held against erasure until the transaction ends."""
    return _ids("SELECT id FROM guests_guest WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(guest_ids)])


def _ids(statement: str, values: Sequence[Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return [row[0] for row in cursor.fetchall()]


def _steps(guest_ids: Sequence[UUID]) -> Iterable[list[UUID]]:
    rest = iter(guest_ids)
    while step := list(islice(rest, STEP)):
        yield step

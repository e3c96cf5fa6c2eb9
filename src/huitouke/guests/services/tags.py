"""Keeping the list of tags: words, colours, groups; closing, joining, removing."""

import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.choices import TagColour
from huitouke.guests.errors import TagInUse, TagInvalid
from huitouke.guests.events import TAG_CLOSED, TAG_GROUP_SAVED, TAG_REMOVED, TAG_REOPENED, TAG_SAVED
from huitouke.guests.models import Tag, TagGroup, TagRule
from huitouke.guests.services.profiles import locked_tag
from huitouke.guests.services.tag_rules import follow_groups, follow_tag, refuse_mixed_group
from huitouke.guests.services.together import settle_groups
from huitouke.guests.values.cells import tidy
from huitouke.guests.values.raw import FIELD_LIMITS

DESCRIPTION_LIMIT: Final = 200
FIELDS: Final = ("name", "description", "colour", "group")
CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@transaction.atomic
def save_tag(
    *,
    actor: Actor,
    tag_id: UUID | None,
    name: str,
    description: str = "",
    colour: str = "",
    group: str = "",
    sort: int = 0,
) -> Tag:
    """Make a tag, or give one another name, description, colour and group. For the whole group of hotels. Refuses
    with `TagInvalid` by field; a name that is taken wants a joining of the two."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id) if tag_id else Tag()
    name, description = tidy(name), tidy(description)
    problems: dict[str, list[str]] = {}
    if not name:
        problems["name"] = [_("Write the tag.")]
    elif len(name) > FIELD_LIMITS["tag"]:
        problems["name"] = [_("A tag has at most %(most)s signs.") % {"most": FIELD_LIMITS["tag"]}]
    elif Tag.objects.filter(name=name).exclude(id=tag.id).exists():
        problems["name"] = [_("There is a tag of this name. Join the two instead.")]
    if len(description) > DESCRIPTION_LIMIT:
        problems["description"] = [_("At most %(most)s signs. Shorten it.") % {"most": DESCRIPTION_LIMIT}]
    if colour not in TagColour.values:
        problems["colour"] = [_("Choose one of the colours.")]
    of = TagGroup.objects.filter(code=group).first() if group else None
    if group and of is None:
        problems["group"] = [_("There is no such group of tags.")]
    elif of is not None and of.is_exclusive and tag.group_id != of.id:
        is_ruled = TagRule.objects.filter(tag_id=tag.id).exists()
        others = of.tags.exclude(id=tag.id).filter(is_closed=False)
        if others.filter(rule__isnull=is_ruled).exists():
            problems["group"] = [_("Of an exclusive group all tags are given by hand, or all by rule.")]
    if not -1000 <= sort <= 1000:
        problems["sort"] = [_("Write a place between -1000 and 1000.")]
    if problems:
        raise TagInvalid(problems)
    was = (tag.group_id, tag.sort)
    tag.name, tag.description, tag.colour, tag.group, tag.sort = name, description, colour, of, sort
    tag.save()
    if was != (tag.group_id, tag.sort):
        follow_groups([was[0], tag.group_id])
    record_audit(
        actor,
        TAG_SAVED,
        object_type="tag",
        object_id=tag.id,
        fields=FIELDS,
    )
    return tag


@transaction.atomic
def close_tag(*, actor: Actor, tag_id: UUID, is_closed: bool = True) -> Tag:
    """Offer a tag no longer, or again. Guests who hold it keep it; its rule rests meanwhile, and is followed as soon as
    the tag is open again. Refuses with `TagInvalid` to open a tag that would stand among tags given the other way, by
    hand or by rule, in an exclusive group."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    if tag.is_closed != is_closed:
        if not is_closed:
            refuse_mixed_group(tag, is_ruled=TagRule.objects.filter(tag=tag).exists())
        tag.is_closed = is_closed
        tag.save(update_fields=["is_closed"])
        if not is_closed:
            follow_tag(tag)
        record_audit(actor, TAG_CLOSED if is_closed else TAG_REOPENED, object_type="tag", object_id=tag.id)
    return tag


@transaction.atomic
def remove_tag(*, actor: Actor, tag_id: UUID) -> None:
    """Remove a tag that nobody holds and no rule gives; refuses with `TagInUse` otherwise."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    if tag.guest_tags.exists() or TagRule.objects.filter(tag=tag).exists():
        raise TagInUse
    record_audit(actor, TAG_REMOVED, object_type="tag", object_id=tag.id)
    tag.delete()


@transaction.atomic
def save_tag_group(*, actor: Actor, code: str, labels: Mapping[str, str], is_exclusive: bool) -> TagGroup:
    """Make a group of tags, or change it. An exclusive one settles at once: of its tags given by hand a guest keeps the
    last. Refuses with `TagInvalid` a code that is none, a group without words, and one exclusive group of hand and
    rule together."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    code = code.strip().lower()
    words = {language: tidy(text)[:60] for language, text in labels.items() if tidy(text)}
    problems: dict[str, list[str]] = {}
    if not CODE.fullmatch(code):
        problems["code"] = [_("Write a code of small letters, digits, - and _, such as lifecycle.")]
    if not words:
        problems["labels"] = [_("Write what staff call it, in Chinese or English.")]
    group = TagGroup.objects.filter(code=code).first() or TagGroup(code=code)
    open_tags = Tag.objects.filter(group_id=group.id, is_closed=False)
    if is_exclusive and open_tags.filter(rule=None).exists() and open_tags.exclude(rule=None).exists():
        problems["is_exclusive"] = [_("Of an exclusive group all tags are given by hand, or all by rule.")]
    if problems:
        raise TagInvalid(problems)
    group.labels, group.is_exclusive = words, is_exclusive
    group.save()
    record_audit(
        actor, TAG_GROUP_SAVED, object_type="tag_group", object_id=group.id, is_exclusive=is_exclusive
    )
    if is_exclusive:
        settle_groups(None)
    return group


STAGES: Final = (
    ("silent", gettext_lazy("Silent")),
    ("repeat", gettext_lazy("Repeat guest")),
    ("first_stay", gettext_lazy("First stay")),
    ("booked", gettext_lazy("Booked")),
    ("enquired", gettext_lazy("Enquired")),
)
"""The stages of a guest's life, the furthest first: of an exclusive group the first that fits is held."""
LIFECYCLE: Final = "lifecycle"
WAITS_FOR_STAYS: Final = "stays"


@transaction.atomic
def add_lifecycle(*, actor: Actor) -> int:
    """Put the stages among the tags, in the words of the reader's language; how many were new.

    Each waits for stays: whoever came in from another system may have stayed often, though no stay is kept here yet, so
    that not even "enquired" can be told. A tag of such a name that stands already is left as it is.
    """
    actor.require_group(Right.HOTEL_CONFIGURE)
    group, _is_new = TagGroup.objects.get_or_create(
        code=LIFECYCLE,
        defaults={"labels": {"zh": "客户阶段", "en": "Lifecycle"}, "is_exclusive": True},
    )
    made = 0
    for place, (_code, word) in enumerate(STAGES):
        tag, is_new = Tag.objects.get_or_create(name=str(word), defaults={"group": group, "sort": place})
        if is_new:
            TagRule.objects.create(tag=tag, waits_for=WAITS_FOR_STAYS, author_name=actor.name)
            made += 1
    record_audit(actor, TAG_GROUP_SAVED, object_type="tag_group", object_id=group.id, made=made)
    return made

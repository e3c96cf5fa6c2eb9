"""The values that a condition may choose among, in the reader's language, closed ones with them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, LegalEntity, User
from huitouke.access.models.organisation import label_in_language
from huitouke.guests.models import Guest, GuestTag, GuestType, Tag
from huitouke.hotels.models import CodeEntry
from huitouke.kernel.conditions.registry import Option


def of_words(choices: Iterable[tuple[str, str | Promise]]) -> Callable[[], list[Option]]:
    """Options of a TextChoices; its empty one is "not known"."""
    pairs = [(value, words) for value, words in choices if value]
    return lambda: [Option(value, str(words)) for value, words in pairs]


def of_table(table: str) -> Callable[[], list[Option]]:
    """Options of a code table."""

    def options() -> list[Option]:
        rows = CodeEntry.objects.filter(table=table).order_by("sort", "code")
        return [
            Option(code, label_in_language(labels, code), not is_closed)
            for code, labels, is_closed in rows.values_list("code", "labels", "is_closed")
        ]

    return options


def provinces() -> list[Option]:
    """Provinces by the first two digits of their regions."""
    rows = CodeEntry.objects.filter(table="region", code__endswith="0000").order_by("sort", "code")
    return [
        Option(code[:2], label_in_language(labels, code), not is_closed)
        for code, labels, is_closed in rows.values_list("code", "labels", "is_closed")
    ]


def branches() -> list[Option]:
    return [Option(branch.code, str(branch), not branch.is_closed) for branch in Branch.objects.all()]


def branch_ids(codes: Sequence[str]) -> list[UUID]:
    found = dict(Branch.objects.filter(code__in=codes).values_list("code", "id"))
    return [found[code] for code in codes if code in found]


def entities() -> list[Option]:
    return [Option(each.code, str(each)) for each in LegalEntity.objects.order_by("code")]


def entity_ids(codes: Sequence[str]) -> list[UUID]:
    found = dict(LegalEntity.objects.filter(code__in=codes).values_list("code", "id"))
    return [found[code] for code in codes if code in found]


def staff() -> list[Option]:
    """Colleagues by login; those who left may still be asked for."""
    people = User.objects.order_by("username")
    return [Option(user.username, str(user), user.is_active) for user in people]


def staff_ids(logins: Sequence[str]) -> list[Any]:
    found = dict(User.objects.filter(username__in=logins).values_list("username", "id"))
    return [found[login] for login in logins if login in found]


def tags_of(actor: Actor) -> set[str]:
    """Ids of the tags of guests whom the actor may see, and of those that nobody holds: a tag that only another
    entity's guests hold would tell of them."""
    every = Tag.objects.all()
    if not actor.has_group_right(Right.GUESTS_VIEW):
        held = GuestTag.objects.filter(tag=OuterRef("pk"))
        seen = held.filter(guest__in=Guest.objects.visible_to(actor))
        every = every.filter(Exists(seen) | ~Exists(held))
    return {str(tag_id) for tag_id in every.values_list("id", flat=True)}


def tags() -> list[Option]:
    """Tags by id, so that a renamed one is still meant."""
    return [
        Option(str(tag_id), name, not is_closed)
        for tag_id, name, is_closed in Tag.objects.values_list("id", "name", "is_closed")
    ]


def guest_types() -> list[Option]:
    """Guest types by id, in their order."""
    return [Option(str(each.id), each.label, not each.is_closed) for each in GuestType.objects.all()]

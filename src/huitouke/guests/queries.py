"""Reads of profiles, shaped for a screen or an endpoint. All take the actor."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, User, label_in_language
from huitouke.guests.aliases import present_id
from huitouke.guests.choices import WARNING_KINDS, PreferenceKind
from huitouke.guests.conditions.asking import question
from huitouke.guests.conditions.choices import of_table
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.masking import (
    WHOLE_SIGHT,
    Sight,
    hidden_name,
    sight_of_guest,
    sight_of_row,
    veil,
    veil_contact,
    veil_note,
)
from huitouke.guests.models import (
    ContactPoint,
    Document,
    Guest,
    GuestTag,
    GuestType,
    Note,
    Preference,
    Tag,
    Vehicle,
)
from huitouke.guests.rows import LUNAR_KEY_BASE
from huitouke.guests.search import Found, search_guests
from huitouke.guests.tag_queries import tag_rows
from huitouke.guests.values.pinyin import display_pinyin
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions, Row, all_of

PAGE_SIZE = 50
INCOMPLETE_BELOW = 60
NONE = Tally(0, is_exact=True)
countries = of_table("country")


@dataclass(frozen=True, slots=True)
class Badge:
    """A taboo or an allergy, in the words that say what to do."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A guest as one line of a list, a search result or a card."""

    id: UUID
    name: str
    latin_name: str
    form_of_address: str
    company: str
    nationality: str
    completeness: int
    branch: str
    created_at: datetime
    birthday_key: int | None
    badges: tuple[Badge, ...] = ()
    found_by: str = ""
    vip_grade: str = ""
    is_confidential: bool = False
    is_hidden: bool = False
    """Whether the reader may not know who it is."""

    @property
    def shown_name(self) -> str:
        """The name, or a placeholder where only a digest of it is known or where it is not to be disclosed."""
        if self.is_hidden:
            return hidden_name()
        return self.name or self.latin_name or _("Name not known")

    @property
    def reading(self) -> str:
        """Pinyin beside a name in hanzi, or the Latin name beside another; empty where it would repeat."""
        if self.latin_name and self.latin_name != self.name and self.name:
            return self.latin_name
        return display_pinyin(self.name) if self.name else ""

    @property
    def is_lunar_birthday(self) -> bool:
        return self.birthday_key is not None and self.birthday_key > LUNAR_KEY_BASE


@dataclass(frozen=True, slots=True)
class GuestFilter:
    """What a list is narrowed by; every field is a parameter of the address. None holds a personal value."""

    branch: str = ""
    nationality: str = ""
    tag: str = ""
    guest_type: str = ""
    follow_up: str = ""
    has_warning: bool = False
    is_incomplete: bool = False
    birthday_within: int = 0
    new_within: int = 0


@dataclass(frozen=True, slots=True)
class GuestPage:
    """One screenful of a list, with the keys of its neighbours and the number of guests up to a cap."""

    lines: list[GuestLine]
    older: str = ""
    newer: str = ""
    tally: Tally | None = NONE
    """None where nobody was to wait for it."""

    @property
    def count(self) -> int:
        """How many, up to the cap; 0 where nobody counted."""
        return min(self.tally.number, running.COUNT_CAP) if self.tally else 0

    @property
    def is_count_capped(self) -> bool:
        return self.tally is not None and not self.tally.is_exact


LINE_FIELDS = (
    "id",
    "name",
    "latin_name",
    "form_of_address",
    "company",
    "nationality",
    "completeness",
    "branch__labels",
    "branch__code",
    "created_at",
    "birthday_key",
    "has_warning",
    "vip_grade",
    "legal_entity_id",
    "is_shared",
    "is_stay_confidential",
)


def guest_lines(
    actor: Actor, rows: Iterable[dict[str, Any]], found: dict[UUID, str] | None = None
) -> list[GuestLine]:
    """Lines of guests read with `LINE_FIELDS`, with their badges, as the actor may read them. One query for all
    badges."""
    rows = list(rows)
    badges: dict[UUID, list[Badge]] = {}
    warned = [row["id"] for row in rows if row["has_warning"]]
    if warned:
        wishes = Preference.objects.filter(guest_id__in=warned, kind__in=WARNING_KINDS).order_by("kind", "id")
        for guest_id, kind, text in wishes.values_list("guest_id", "kind", "text"):
            badges.setdefault(guest_id, []).append(Badge(kind, text))
    return [
        _line(
            row,
            sight_of_row(actor, row).is_named,
            tuple(badges.get(row["id"], ())),
            (found or {}).get(row["id"], ""),
        )
        for row in rows
    ]


def _line(row: dict[str, Any], is_named: bool, badges: tuple[Badge, ...], found_by: str) -> GuestLine:
    return GuestLine(
        id=row["id"],
        name=row["name"] if is_named else "",
        latin_name=row["latin_name"] if is_named else "",
        form_of_address=row["form_of_address"] if is_named else "",
        company=row["company"] if is_named else "",
        nationality=row["nationality"] if is_named else "",
        completeness=row["completeness"],
        branch=label_in_language(row["branch__labels"] or {}, row["branch__code"] or ""),
        created_at=row["created_at"],
        birthday_key=row["birthday_key"] if is_named else None,
        badges=badges,
        found_by=found_by,
        vip_grade=row["vip_grade"],
        is_confidential=row["is_stay_confidential"],
        is_hidden=not is_named,
    )


def find_guests(actor: Actor, text: str, limit: int = 20) -> tuple[list[GuestLine], bool]:
    """Lines for a scrap of the search box, the likeliest first, and whether the scrap was too short."""
    result = search_guests(actor, text, limit)
    return lines_of(actor, result.found), result.scrap.too_short


def lines_of(actor: Actor, found: Sequence[Found]) -> list[GuestLine]:
    """Lines of the guests found, in the order found."""
    by = {hit.guest_id: hit.by for hit in found}
    rows = Guest.objects.visible_to(actor).filter(id__in=list(by)).values(*LINE_FIELDS)
    lines = {line.id: line for line in guest_lines(actor, rows, by)}
    return [lines[guest_id] for guest_id in by if guest_id in lines]


def names_of(actor: Actor, guest_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of those of the guests whom this actor may see, for lists that name them by id."""
    if not guest_ids or not actor.has_right(Right.GUESTS_VIEW):
        return {}
    rows = Guest.objects.visible_to(actor).filter(id__in=guest_ids).values(*LINE_FIELDS)
    return {line.id: line.shown_name for line in guest_lines(actor, rows)}


def list_guests(
    actor: Actor,
    chosen: GuestFilter | Conditions,
    *,
    after: str = "",
    before: str = "",
    today: date,
    limit: int = PAGE_SIZE,
    is_counted: bool = True,
) -> GuestPage:
    """A page of guests, newest first, that are older than the key `after` or newer than `before`.

    Costs the same on the first page and on the last: the key is the guest's id, which rises with time. Without
    `is_counted` the page does not wait for how many there are.
    """
    after_id, before_id = _key(after), _key(before)
    try:
        asked = question(actor, conditions_of(chosen), today=today)
    except NobodyMeant:
        return GuestPage([])
    ids = asked.page(after=after_id, before=before_id, limit=limit + 1)
    has_more = len(ids) > limit
    if before_id:
        ids = ids[-limit:]
        more_newer, more_older = has_more, bool(ids)
    else:
        ids = ids[:limit]
        more_newer, more_older = bool(after_id), has_more
    lines = lines_by_id(actor, ids)
    return GuestPage(
        lines=lines,
        older=str(ids[-1]) if ids and more_older else "",
        newer=str(ids[0]) if ids and more_newer else "",
        tally=asked.tally(is_estimated=False) if is_counted else None,
    )


def lines_by_id(actor: Actor, ids: Sequence[UUID]) -> list[GuestLine]:
    """Lines of guests whom the actor was found to see, in the order given."""
    rows = Guest.objects.filter(id__in=list(ids)).values(*LINE_FIELDS)
    lines = {line.id: line for line in guest_lines(actor, rows)}
    return [lines[guest_id] for guest_id in ids if guest_id in lines]


class NobodyMeant(Exception):
    """A filter of an address names a branch, a tag or a person who is not there."""


def conditions_of(chosen: GuestFilter | Conditions) -> Conditions:
    """A filter of an address as conditions. Raises `NobodyMeant`."""
    if isinstance(chosen, Conditions):
        return chosen
    rows = []
    if chosen.branch:
        if not Branch.objects.filter(code=chosen.branch).exists():
            raise NobodyMeant
        rows.append(Row("branch", "any_of", [chosen.branch]))
    if chosen.nationality:
        if chosen.nationality not in {option.value for option in countries()}:
            raise NobodyMeant
        rows.append(Row("nationality", "any_of", [chosen.nationality]))
    if chosen.tag:
        tag = Tag.objects.filter(name=chosen.tag).values_list("id", flat=True).first()
        if tag is None:
            raise NobodyMeant
        rows.append(Row("tag", "any_of", [str(tag)]))
    if chosen.guest_type:
        kind = GuestType.objects.filter(code=chosen.guest_type).values_list("id", flat=True).first()
        if kind is None:
            raise NobodyMeant
        rows.append(Row("guest_type", "any_of", [str(kind)]))
    if chosen.follow_up:
        if not User.objects.filter(username=chosen.follow_up).exists():
            raise NobodyMeant
        rows.append(Row("follow_up", "any_of", [chosen.follow_up]))
    if chosen.has_warning:
        rows.append(Row("warning", "yes"))
    if chosen.is_incomplete:
        rows.append(Row("completeness", "at_most", INCOMPLETE_BELOW - 1))
    if chosen.birthday_within:
        rows.append(Row("birthday", "in_next", chosen.birthday_within))
    if chosen.new_within:
        rows.append(Row("created", "in_last", chosen.new_within))
    return all_of(*rows)


def filtered(actor: Actor, chosen: GuestFilter | Conditions, today: date) -> QuerySet[Guest]:
    """The guests under a filter or under conditions, of those whom the actor may see."""
    try:
        asked = question(actor, conditions_of(chosen), today=today)
    except NobodyMeant:
        return Guest.objects.none()
    return asked.narrow(Guest.objects.all())


def _key(text: str) -> UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class GuestDetail:
    """All that the guest page shows of the profile itself."""

    guest: Guest
    contacts: list[ContactPoint]
    documents: list[Document]
    vehicles: list[Vehicle]
    preferences: list[Preference]
    tags: list[GuestTag]
    notes: list[Note]
    line: GuestLine = field(repr=False)
    masked: dict[str, str] = field(default_factory=dict)
    """By target: what is shown in place of a value that this reader may not see."""
    sight: Sight = WHOLE_SIGHT

    @property
    def warnings(self) -> list[Preference]:
        return [wish for wish in self.preferences if wish.is_warning]

    @property
    def wishes(self) -> list[Preference]:
        return [wish for wish in self.preferences if not wish.is_warning]


def get_guest(actor: Actor, guest_id: UUID) -> Guest:
    """The profile as this actor may read it (`masking.veil`); where the actor may not see it at all,
    `GuestNotFound`, as if it did not exist."""
    guest = _whole_guest(actor, guest_id)
    veil(guest, sight_of_guest(actor, guest))
    return guest


def _whole_guest(actor: Actor, guest_id: UUID) -> Guest:
    actor.require(Right.GUESTS_VIEW)
    guest: Guest | None = (
        Guest.objects.visible_to(actor).select_related("branch", "follow_up").filter(id=guest_id).first()
    )
    if guest is None:
        present = present_id(guest_id)
        if present != guest_id:
            return _whole_guest(actor, present)
        raise GuestNotFound
    return guest


def get_guest_detail(actor: Actor, guest_id: UUID, today: date) -> GuestDetail:
    """The profile with all that hangs on it, as the actor may read it; expired notes are left out. Of a guest who is
    not to be disclosed to this actor only wishes, taboos and allergies are told."""
    guest = _whole_guest(actor, guest_id)
    sight = sight_of_guest(actor, guest)
    masked = veil(guest, sight)
    preferences = _once(guest.preferences.order_by("kind", "-id"), "kind", "text")
    line = GuestLine(
        id=guest.id,
        name=guest.name,
        latin_name=guest.latin_name,
        form_of_address=guest.form_of_address,
        company=guest.company,
        nationality=guest.nationality,
        completeness=guest.completeness,
        branch=str(guest.branch) if guest.branch else "",
        created_at=guest.created_at,
        birthday_key=guest.birthday_key,
        badges=tuple(Badge(wish.kind, wish.text) for wish in preferences if wish.is_warning),
        vip_grade=guest.vip_grade,
        is_confidential=guest.is_stay_confidential,
        is_hidden=not sight.is_named,
    )
    if not sight.is_named:
        wishes = [wish for wish in preferences if wish.kind != PreferenceKind.HOBBY]
        return GuestDetail(guest, [], [], [], wishes, [], [], line, masked, sight)
    told = _once(guest.contacts.order_by("is_relay", "id"), "kind", "value", "extension")
    contacts = [veil_contact(each, sight) for each in told]
    notes = guest.notes.filter(Q(expires_on=None) | Q(expires_on__gte=today)).order_by("-written_at")
    return GuestDetail(
        guest=guest,
        contacts=contacts,
        documents=_once(guest.documents.order_by("id").defer("number"), "kind", "number_index"),
        vehicles=_once(guest.vehicles.order_by("id"), "plate"),
        preferences=preferences,
        tags=tag_rows(guest.id),
        notes=[veil_note(each, sight) for each in notes],
        line=line,
        masked=masked,
        sight=sight,
    )


def _once(rows: Iterable[Any], *columns: str) -> list[Any]:
    """Rows without those that say what another says: two profiles that became one may both have told it."""
    found: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        values = (getattr(row, column) for column in columns)
        found.setdefault(tuple(bytes(each) if isinstance(each, memoryview) else each for each in values), row)
    return list(found.values())


def list_tag_names(actor: Actor) -> list[str]:
    """The tags that may still be given: those of guests whom this actor may see, and those that nobody holds. A tag
    that only another entity's guests hold would tell of them."""
    held = GuestTag.objects.filter(tag=OuterRef("pk"))
    seen = held.filter(guest__in=Guest.objects.visible_to(actor))
    tags = Tag.objects.filter(is_closed=False)
    if not actor.has_group_right(Right.GUESTS_VIEW):
        tags = tags.filter(Exists(seen) | ~Exists(held))
    return list(tags.values_list("name", flat=True))


def count_guests(actor: Actor, chosen: GuestFilter | Conditions, today: date, cap: int) -> int:
    """How many visible guests stand under a filter or conditions, counted to `cap`; one more than that means more."""
    rows = filtered(actor, chosen, today).order_by()
    return int(rows.values("id")[: cap + 1].count())

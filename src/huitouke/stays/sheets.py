"""The three lists by which a hotel's day runs: who comes, who is in house, who leaves. As the actor may know it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.fields.json import KeyTextTransform

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.models import Branch, label_in_language
from huitouke.guests.choices import WARNING_KINDS
from huitouke.guests.keys import birthday_keys
from huitouke.guests.models import Guest, Preference
from huitouke.guests.queries import Badge
from huitouke.guests.values.pinyin import display_pinyin
from huitouke.hotels.models import CodeEntry, RoomType
from huitouke.intake.choices import DESK
from huitouke.kernel import bulk
from huitouke.kernel.money import Money
from huitouke.stays.choices import EXPECTED, STAYED, STAYING, ReservationStatus, WhoPays
from huitouke.stays.errors import ReservationNotFound
from huitouke.stays.group_names import veiled, veiled_groups
from huitouke.stays.models import Preparation, Reservation, ReservationPerson
from huitouke.stays.policy import may_know_name, may_know_price, visible_reservations
from huitouke.stays.sheet_lines import Place, PreparationLine, Sheet, SheetCounts, SheetKind, SheetLine

LONGEST_LOOK: Final = 60
"""Days of a stay in which a birthday is looked for."""
_WHO_PAYS: Final = "who_pays"
_NOBODY: Final = {"known": None, "latin": None, "is_hidden": None, "has_warning": None}
_TABLES: Final = ("guarantee", "meal_plan", "payment_method", "channel")


def get_branch(actor: Actor, code: str) -> Branch:
    """The branch of this code, for a reader of its stays: one of their legal entities. Raises `BranchNotFound`."""
    actor.require(Right.STAYS_VIEW)
    branch: Branch | None = Branch.objects.filter(code=code).first()
    if branch is None or not may_see_stays_of(actor, branch):
        raise BranchNotFound(code)
    return branch


def list_sheet_branches(actor: Actor) -> list[Branch]:
    """The open branches whose lists the actor may see, by code."""
    return [each for each in Branch.objects.filter(is_closed=False) if may_see_stays_of(actor, each)]


def may_see_stays_of(actor: Actor, branch: Branch) -> bool:
    """Whether the lists of a branch are the actor's to read: those of their legal entities are."""
    right = Right.STAYS_VIEW
    return actor.has_group_right(right) or branch.legal_entity_id in actor.legal_entities_with(right)


COUNTS_SQL: Final = """
SELECT count(*) FILTER (WHERE arrival = %(on)s AND status = ANY(%(expected)s)) AS to_come,
    count(*) FILTER (WHERE arrival = %(on)s AND status = ANY(%(stayed)s)) AS arrived,
    count(*) FILTER (WHERE status = %(here)s) AS in_house,
    count(*) FILTER (WHERE departure = %(on)s AND status = %(here)s) AS to_leave,
    count(*) FILTER (WHERE departure = %(on)s AND status = %(left)s) AS left
FROM stays_reservation
WHERE branch_id = %(branch)s AND outlet_id IS NULL
    AND (arrival = %(on)s OR departure = %(on)s OR status = %(here)s)"""


def count_sheets(actor: Actor, branch: Branch, on: date) -> SheetCounts:
    """The numbers of the day. One query over the indexes of arrivals, departures and who is in house."""
    actor.require(Right.STAYS_VIEW)
    if not may_see_stays_of(actor, branch):
        raise BranchNotFound(branch.code)
    values: dict[str, Any] = {
        "branch": branch.id,
        "on": on,
        "expected": list(EXPECTED),
        "stayed": list(STAYED),
        "here": ReservationStatus.IN_HOUSE.value,
        "left": ReservationStatus.CHECKED_OUT.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS_SQL, values)
        return SheetCounts(*cursor.fetchone())


def _condition(kind: str, branch: Branch, on: date) -> Q:
    """Whose rows stand on a list. In house on a day that is past, or to come, are those who sleep there."""
    if kind == SheetKind.ARRIVALS:
        return Q(branch=branch, arrival=on) & ~Q(status=ReservationStatus.CANCELLED)
    if kind == SheetKind.DEPARTURES:
        return Q(branch=branch, departure=on, status__in=STAYED)
    if on == branch.business_date:
        return Q(branch=branch, status=ReservationStatus.IN_HOUSE)
    status = STAYED if on < branch.business_date else (*EXPECTED, *STAYED)
    # No stay is longer than a year: without a floor every stay that ever ended would be looked at.
    return Q(
        branch=branch,
        arrival__lte=on,
        arrival__gt=on - timedelta(days=366),
        departure__gt=on,
        status__in=status,
    )


_COLUMNS: Final = (
    "id", "status", "arrival", "departure", "arrives_at", "leaves_at", "held_until", "checked_in_at",
    "checked_out_at", "adults", "children", "babies", "who_pays", "payment_method", "guarantee", "is_guaranteed",
    "meal_plan", "channel", "rates", "currency", "is_rate_hidden", "is_name_hidden", "is_walk_in", "requests",
    "remarks", "house_note", "updated_at", "room_type_id", "guest_id", "group_id", "system",
)  # fmt: skip


def read_sheet(
    actor: Actor, branch: Branch, kind: str, on: date, only: Iterable[UUID] | None = None
) -> Sheet:
    """A list of the branch on a business date, or only these lines of it. Eight queries at most, however many rooms."""
    actor.require(Right.STAYS_VIEW)
    if not may_see_stays_of(actor, branch):
        raise BranchNotFound(branch.code)
    # Whoever may read the lists of a branch may see every reservation of it: no second condition is asked here.
    chosen = Reservation.objects.filter(_condition(kind, branch, on), outlet=None)
    if only is not None:
        chosen = chosen.filter(id__in=bulk.among(only))
    return Sheet(kind, branch, on, read_lines(actor, branch, chosen, kind, on))


def read_stay(actor: Actor, reservation_id: UUID) -> tuple[SheetLine, Branch]:
    """One reservation as a line of its own day, and its branch. Raises `ReservationNotFound`."""
    actor.require(Right.STAYS_VIEW)
    chosen = Reservation.objects.filter(visible_reservations(actor), id=reservation_id)
    found: Reservation | None = chosen.select_related("branch").first()
    if found is None:
        raise ReservationNotFound
    came = found.status in STAYED
    kind = SheetKind.IN_HOUSE if came else SheetKind.ARRIVALS
    [line] = read_lines(actor, found.branch, chosen, kind, found.arrival)
    return line, found.branch


def read_lines(actor: Actor, branch: Branch, chosen: Any, kind: str, on: date) -> tuple[SheetLine, ...]:
    """Lines of these reservations of the branch, in the order of the list."""
    rows = list(
        chosen.order_by().values(
            *_COLUMNS,
            room_number=F("room__number"), floor=F("room__floor"), company_name=F("company__name"),
            their_company=KeyTextTransform("company", "their_codes"), agent_name=F("agent__name"),
            group_name=F("group__name"), group_external=F("group__external_id"), guest_name=F("guest__name"),
            latin_name=F("guest__latin_name"), form_of_address=F("guest__form_of_address"),
            vip_grade=F("guest__vip_grade"), guest_company=F("guest__company"), has_warning=F("guest__has_warning"),
            birthday_key=F("guest__birthday_key"), is_muted=F("guest__is_birthday_muted"),
            guest_hidden=F("guest__is_stay_confidential"), guest_rate_hidden=F("guest__is_rate_confidential"),
            guest_updated=F("guest__updated_at"), is_shared=F("guest__is_shared"),
        )
    )  # fmt: skip
    if not rows:
        return ()
    ids = [row["id"] for row in rows]
    parties = veiled_groups(
        actor,
        {row["group_id"]: row["group_name"] or row["group_external"] for row in rows if row["group_id"]},
    )
    for row in rows:
        row["group_name"] = parties.get(row["group_id"], "")
    types = _room_types(branch)
    persons = persons_of(ids, rows)
    guests = {row["guest_id"]: bool(row["is_shared"]) for row in rows if row["guest_id"]}
    badges = _badges_of(rows, persons)
    stays = _stays_before(actor, branch, guests, on)
    prepared = _preparations_of(ids)
    codes = _codes()
    lines = [
        _line(
            actor, branch, kind, on, row, persons[row["id"]], badges,
            stays.get(row["guest_id"], (0, 0)), prepared[row["id"]], codes, types,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda each: each.sort))


def _line(
    actor: Actor,
    branch: Branch,
    kind: str,
    on: date,
    row: Mapping[str, Any],
    persons: Sequence[Mapping[str, Any]],
    badges: Mapping[UUID, Sequence[Badge]],
    before: tuple[int, int],
    preparations: Sequence[Preparation],
    codes: Mapping[tuple[str, str], str],
    types: Mapping[UUID, str],
) -> SheetLine:
    entity = branch.legal_entity_id
    is_confidential = bool(row["is_name_hidden"] or row["guest_hidden"])
    is_named = may_know_name(actor, entity, is_confidential)
    is_rate_hidden = bool(row["is_rate_hidden"] or row["guest_rate_hidden"])
    knows_price = may_know_price(actor, entity, is_rate_hidden)
    place = _place(kind, row["status"])
    first = 0 if row["arrival"] < on else 1
    whole, reading = _name_of(row, persons)
    secret = () if is_named else names_in(row, persons)
    name = whole if is_named else ""
    rates = row["rates"] or [0]
    number = min(max((on - row["arrival"]).days, 0), len(rates) - 1)
    warned = [row["guest_id"], *(each["guest_id"] for each in persons)]
    meal_plan = row["meal_plan"]
    who_pays = row["who_pays"]
    stamps = [row["updated_at"], row["guest_updated"], *(each.updated_at for each in preparations)]
    return SheetLine(
        id=row["id"], place=place, status=row["status"], arrival=row["arrival"], departure=row["departure"],
        arrives_at=row["arrives_at"], leaves_at=row["leaves_at"], held_until=row["held_until"],
        checked_in_at=row["checked_in_at"], checked_out_at=row["checked_out_at"], room=row["room_number"] or "",
        floor=row["floor"] or "",
        room_type=types.get(row["room_type_id"], ""),
        guest_id=row["guest_id"] if is_named else None, name=name, reading=reading if is_named else "",
        form_of_address=(row["form_of_address"] or "") if is_named else "", vip_grade=row["vip_grade"] or "",
        is_hidden=not is_named, is_confidential=is_confidential,
        badges=tuple(dict.fromkeys(badge for guest in warned for badge in badges.get(guest, ()))),
        adults=row["adults"], children=row["children"], babies=row["babies"],
        others=_others(row, persons) if is_named else (),
        company=_company(row) if is_named else "",
        agent=row["agent_name"] or "", channel=codes.get(("channel", row["channel"]), row["channel"]),
        who_pays=codes.get((_WHO_PAYS, who_pays), who_pays),
        payment_method=codes.get(("payment_method", row["payment_method"]), row["payment_method"]),
        guarantee="" if row["guarantee"] == who_pays else codes.get(("guarantee", row["guarantee"]), row["guarantee"]),
        is_guaranteed=row["is_guaranteed"],
        meal_plan=codes.get(("meal_plan", meal_plan), meal_plan), breakfasts=_breakfasts(row),
        rate=Money(rates[number], row["currency"]) if knows_price and any(rates) else None,
        is_rate_hidden=is_rate_hidden, nth_here=before[0] + first, nth=before[1] + first,
        birthday=_birthday(row) if is_named else None, requests=veiled(row["requests"], secret),
        remarks=_remarks(row) if is_named else "", group_id=row["group_id"] if is_named else None,
        group_name=row["group_name"] if is_named else "", is_walk_in=row["is_walk_in"],
        is_own=row["system"] == DESK,
        preparations=tuple(_preparation(each, secret) for each in preparations),
        stamp=f"{max(each for each in stamps if each).timestamp():.6f}", sort=_sort(kind, place, row),
    )  # fmt: skip


def _place(kind: str, status: str) -> str:
    if kind == SheetKind.ARRIVALS:
        return Place.DUE if status in (*EXPECTED, ReservationStatus.NO_SHOW) else Place.DONE
    if kind == SheetKind.DEPARTURES:
        return Place.DONE if status == ReservationStatus.CHECKED_OUT else Place.DUE
    return Place.DUE


def _sort(kind: str, place: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Those due first; by the time at which they are expected or held until, those without one last; by room."""
    at = row["leaves_at"] if kind == SheetKind.DEPARTURES else row["arrives_at"]
    minutes = at.hour * 60 + at.minute if at else 24 * 60
    room = row["room_number"] or "~"
    if kind == SheetKind.IN_HOUSE:
        minutes = 0
    return (place == Place.DONE, minutes, room, row["guest_name"] or "", row["id"].hex)


def _name_of(row: Mapping[str, Any], persons: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The name of the guest and its reading; of a bare name of a list, what was sent."""
    if row["guest_id"]:
        name, latin = row["guest_name"] or "", row["latin_name"] or ""
        if name and latin and latin != name:
            return name, latin
        return (name, display_pinyin(name)) if name else (latin, "")
    bare = next((each["name"] for each in persons if each["role"] == "guest" and each["name"]), "")
    return bare, ""


def _remarks(row: Mapping[str, Any]) -> str:
    return "\n".join(text for text in (row["remarks"], row["house_note"]) if text)


def _company(row: Mapping[str, Any]) -> str:
    """The company of the reservation, by the sender's own word where nobody has said yet which it is; else the guest's
    employer."""
    return str(row["company_name"] or row["their_company"] or row["guest_company"] or "")


def names_in(row: Mapping[str, Any], persons: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whatever one would know the people of a reservation by, the longest first."""
    names = {row["guest_name"], row["latin_name"], row["form_of_address"]}
    names |= {each[key] for each in persons for key in ("name", "known", "latin")}
    return sorted((name for name in names if name), key=len, reverse=True)


def _others(row: Mapping[str, Any], persons: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Who else stays in the room, by name."""
    main = row["guest_id"] or next((each["id"] for each in persons if each["role"] == "guest"), None)
    return tuple(
        name
        for each in persons
        if (name := each["known"] or each["latin"] or each["name"])
        and main not in (each["guest_id"], each["id"])
        and not each["is_hidden"]
    )


def _breakfasts(row: Mapping[str, Any]) -> int:
    """Breakfasts a morning: none in room only, one where the plan says one, else one for each person."""
    plan = row["meal_plan"]
    if plan in ("", "room_only"):
        return 0
    return 1 if plan == "breakfast_one" else max(1, row["adults"] + row["children"])


def _birthday(row: Mapping[str, Any]) -> date | None:
    """The day of the stay on which the guest's birthday is kept, the day of departure with it."""
    key = row["birthday_key"]
    if not key or row["is_muted"]:
        return None
    days = min((row["departure"] - row["arrival"]).days, LONGEST_LOOK) + 1
    for number in range(days):
        day: date = row["arrival"] + timedelta(days=number)
        if key in _keys_of(day):
            return day
    return None


_known_keys: dict[date, frozenset[int]] = {}


def _keys_of(day: date) -> frozenset[int]:
    """The birthday keys of a day, reckoned once a process: the lunar calendar is dear for five hundred rooms."""
    if day not in _known_keys:
        if len(_known_keys) > 4 * 366:
            _known_keys.clear()
        _known_keys[day] = frozenset(birthday_keys(day, 1))
    return _known_keys[day]


def _room_types(branch: Branch) -> dict[UUID, str]:
    rows = RoomType.objects.filter(branch=branch).order_by().values_list("id", "code", "labels")
    return {type_id: label_in_language(labels, code) for type_id, code, labels in rows}


def persons_of(
    ids: Sequence[UUID], read: Iterable[Mapping[str, Any]] = ()
) -> dict[UUID, list[dict[str, Any]]]:
    """Who stays on each of these reservations. Guests of whom the rows `read` tell already are not read again: two
    queries, one where everybody is known."""
    persons: Any = ReservationPerson.objects.filter(reservation_id__in=bulk.among(ids), role__in=STAYING)
    rows = list(
        persons.order_by("role", "position").values("id", "reservation_id", "role", "guest_id", "name")
    )
    known: dict[UUID | None, dict[str, Any]] = {
        row["guest_id"]: {
            "known": row["guest_name"], "latin": row["latin_name"], "is_hidden": row["guest_hidden"],
            "has_warning": row["has_warning"],
        }
        for row in read
        if row["guest_id"]
    }  # fmt: skip
    missing = {row["guest_id"] for row in rows} - known.keys() - {None}
    if missing:
        guests: Any = Guest.objects.filter(id__in=bulk.among(missing)).values(
            "id", "has_warning", known=F("name"), latin=F("latin_name"), is_hidden=F("is_stay_confidential")
        )
        known |= {guest.pop("id"): guest for guest in guests}
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["reservation_id"]].append(row | known.get(row["guest_id"], _NOBODY))
    return found


def _badges_of(
    rows: Sequence[Mapping[str, Any]], persons: Mapping[UUID, Sequence[Mapping[str, Any]]]
) -> dict[UUID, list[Badge]]:
    """Taboos and allergies of everybody who stays."""
    warned = {row["guest_id"] for row in rows if row["has_warning"]}
    warned |= {each["guest_id"] for found in persons.values() for each in found if each["has_warning"]}
    found: dict[UUID, list[Badge]] = defaultdict(list)
    if warned:
        wishes = Preference.objects.filter(guest_id__in=bulk.among(warned), kind__in=WARNING_KINDS)
        for guest_id, kind, text in wishes.order_by("kind", "id").values_list("guest_id", "kind", "text"):
            found[guest_id].append(Badge(kind, text))
    return found


def _stays_before(
    actor: Actor, branch: Branch, guests: Mapping[UUID, bool], on: date
) -> dict[UUID, tuple[int, int]]:
    """How often each guest had come before this day: here, and in all branches that the actor may know of. Of each is
    told whether they are shared."""
    if not guests:
        return {}
    visible = visible_reservations(actor, shared=[guest for guest, is_shared in guests.items() if is_shared])
    rows = (
        Reservation.objects.stayed()
        .filter(visible, guest_id__in=bulk.among(guests), arrival__lt=on, outlet=None)
        .order_by()
        .values("guest_id")
        .annotate(all=Count("id"), here=Count("id", filter=Q(branch=branch)))
    )
    return {row["guest_id"]: (row["here"], row["all"]) for row in rows}


def _preparations_of(ids: Sequence[UUID]) -> dict[UUID, list[Preparation]]:
    found: dict[UUID, list[Preparation]] = defaultdict(list)
    for each in Preparation.objects.filter(reservation_id__in=bulk.among(ids)).exclude(text=""):
        found[each.reservation_id].append(each)
    return found


def _preparation(each: Preparation, secret: Sequence[str]) -> PreparationLine:
    return PreparationLine(
        each.id, veiled(each.text, secret), each.post, each.confidence, each.told_by, each.prepared_at,
        each.prepared_name, each.given_at, each.given_name, each.declined_at, each.reason,
    )  # fmt: skip


def _codes() -> dict[tuple[str, str], str]:
    rows = CodeEntry.objects.filter(table__in=_TABLES).values_list("table", "code", "labels")
    found = {(table, code): label_in_language(labels, code) for table, code, labels in rows}
    return found | {(_WHO_PAYS, each.value): str(each.label) for each in WhoPays}


STATE_SQL: Final = """
SELECT count(*), coalesce(bit_xor(hashtextextended(r.id::text, 0)), 0),
    coalesce(sum(hashtextextended(r.id::text || greatest(r.updated_at, r.guest_updated, (
        SELECT max(p.updated_at) FROM stays_preparation p WHERE p.reservation_id = r.id
    ))::text, 0)), 0), (SELECT count(*) FROM stays_preparation p WHERE p.reservation_id = ANY(array_agg(r.id)))
FROM ({chosen}) r"""


@dataclass(frozen=True, slots=True)
class SheetState:
    """Two digests of a list: of which lines stand on it, and of what they say."""

    rows: str
    content: str

    def __str__(self) -> str:
        return f"{self.rows}.{self.content}"


def state_of_sheet(actor: Actor, branch: Branch, kind: str, on: date) -> SheetState:
    """The digests of a list as it stands, without reading it: two equal ones mean the same list. One query."""
    actor.require(Right.STAYS_VIEW)
    if not may_see_stays_of(actor, branch):
        raise BranchNotFound(branch.code)
    chosen = Reservation.objects.filter(_condition(kind, branch, on), outlet=None).order_by()
    told = chosen.values("id", "updated_at", guest_updated=F("guest__updated_at"))
    text, values = told.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL.format(chosen=text), values)
        count, rows, content, prepared = cursor.fetchone()
    return SheetState(f"{count}-{int(rows) & 0xFFFFFFFF:x}", f"{int(content) & 0xFFFFFFFFFFFF:x}-{prepared}")

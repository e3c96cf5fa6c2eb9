"""Reads of companies, shaped for a screen or an endpoint. All take the actor."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, User, label_in_language
from huitouke.guests.company_choices import CompanyKind
from huitouke.guests.company_policy import may_edit_company
from huitouke.guests.company_search import search_companies
from huitouke.guests.conditions.asking import question
from huitouke.guests.conditions.choices import of_table, provinces
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.errors import CompanyNotFound
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import (
    Company,
    CompanyContact,
    CompanyGuest,
    CompanyReach,
    Cooperation,
    Guest,
    ScoreCard,
)
from huitouke.guests.policy import named_condition
from huitouke.guests.queries import NONE, PAGE_SIZE, GuestLine, NobodyMeant, get_guest, lines_of
from huitouke.guests.search import Found
from huitouke.guests.values.search import parse_scrap
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions, Row, all_of

MOST_CHILDREN = 200
MOST_GUESTS = 200
MOST_CARDS = 50
trades = of_table("trade")


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A company as one line of a list or a search result."""

    id: UUID
    name: str
    short_name: str
    kinds: tuple[str, ...]
    code: str
    region: str
    trade: str
    branch: str
    agreement_to: date | None
    is_closed: bool
    follow_up: str
    created_at: datetime
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """What a list is narrowed by; every field is a parameter of the address. None holds a personal value.

    `agreement` is `ending` (within `EXPIRY_WARNING_DAYS` days), `ended`, `valid` or `none`.
    """

    kind: str = ""
    region: str = ""
    trade: str = ""
    branch: str = ""
    follow_up: str = ""
    agreement: str = ""
    has_credit: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One screenful of a list, with the keys of its neighbours and the number of companies up to a cap."""

    lines: list[CompanyLine]
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
    "short_name",
    "kinds",
    "code",
    "region",
    "trade",
    "branch__labels",
    "branch__code",
    "agreement_to",
    "is_closed",
    "follow_up__username",
    "follow_up__display_name",
    "created_at",
)


def company_lines(rows: Iterable[dict[str, Any]], found: dict[UUID, str] | None = None) -> list[CompanyLine]:
    """Lines of companies read with `LINE_FIELDS`."""
    return [
        CompanyLine(
            id=row["id"],
            name=row["name"],
            short_name=row["short_name"],
            kinds=tuple(row["kinds"]),
            code=row["code"],
            region=row["region"],
            trade=row["trade"],
            branch=label_in_language(row["branch__labels"] or {}, row["branch__code"] or ""),
            agreement_to=row["agreement_to"],
            is_closed=row["is_closed"],
            follow_up=row["follow_up__display_name"] or row["follow_up__username"] or "",
            created_at=row["created_at"],
            found_by=(found or {}).get(row["id"], ""),
        )
        for row in rows
    ]


def find_companies(actor: Actor, text: str, limit: int = 20) -> list[CompanyLine]:
    """Lines for a scrap of the search box, the likeliest first."""
    return company_lines_of(actor, search_companies(actor, text, limit))


def company_lines_of(actor: Actor, found: Sequence[Found]) -> list[CompanyLine]:
    """Lines of the companies found, in the order found."""
    by = {hit.guest_id: hit.by for hit in found}
    if not by:
        return []
    rows = Company.objects.visible_to(actor).filter(id__in=list(by)).values(*LINE_FIELDS)
    lines = {line.id: line for line in company_lines(rows, by)}
    return [lines[company_id] for company_id in by if company_id in lines]


def list_companies(
    actor: Actor,
    chosen: CompanyFilter | Conditions,
    *,
    after: str = "",
    before: str = "",
    today: date,
    limit: int = PAGE_SIZE,
    is_counted: bool = True,
) -> CompanyPage:
    """A page of companies, newest first, that are older than the key `after` or newer than `before`. Costs the
    same on the first page and on the last; without `is_counted` it does not wait for how many there are.

    A filter leaves closed companies out unless it asks for them; conditions mean closed ones too.
    """
    after_id, before_id = _key(after), _key(before)
    try:
        asked = question(actor, company_conditions(chosen), today=today, subject=COMPANY)
    except NobodyMeant:
        return CompanyPage([])
    ids = asked.page(after=after_id, before=before_id, limit=limit + 1)
    has_more = len(ids) > limit
    if before_id:
        ids, more_newer, more_older = ids[-limit:], has_more, bool(ids)
    else:
        ids, more_newer, more_older = ids[:limit], bool(after_id), has_more
    return CompanyPage(
        lines=companies_by_id(ids),
        older=str(ids[-1]) if ids and more_older else "",
        newer=str(ids[0]) if ids and more_newer else "",
        tally=asked.tally(is_estimated=False) if is_counted else None,
    )


def companies_by_id(ids: Sequence[UUID]) -> list[CompanyLine]:
    """Lines of companies that the actor was found to see, in the order given."""
    rows = {row["id"]: row for row in Company.objects.filter(id__in=list(ids)).values(*LINE_FIELDS)}
    return company_lines(rows[company_id] for company_id in ids if company_id in rows)


def company_conditions(chosen: CompanyFilter | Conditions) -> Conditions:
    """A filter of an address as conditions. Raises `NobodyMeant` where it names what is not there."""
    if isinstance(chosen, Conditions):
        return chosen
    rows = [Row("closed", "yes" if chosen.closed else "no")]
    if chosen.kind:
        _known(chosen.kind in CompanyKind.values)
        rows.append(Row("kind", "any_of", [chosen.kind]))
    if chosen.agreement:
        _known(chosen.agreement in _AGREEMENTS)
        rows.append(Row("agreement", "any_of", list(_AGREEMENTS[chosen.agreement])))
    if chosen.has_credit:
        rows.append(Row("credit_limit", "at_least", "0.01"))
    if chosen.region:
        rows.append(_region_row(chosen.region))
    if chosen.trade:
        _known(chosen.trade in {option.value for option in trades()})
        rows.append(Row("trade", "any_of", [chosen.trade]))
    if chosen.branch:
        _known(Branch.objects.filter(code=chosen.branch).exists())
        rows.append(Row("branch", "any_of", [chosen.branch]))
    if chosen.follow_up:
        _known(User.objects.filter(username=chosen.follow_up).exists())
        rows.append(Row("follow_up", "any_of", [chosen.follow_up]))
    return all_of(*rows)


_AGREEMENTS: Final = {
    "ending": ("ending",),
    "ended": ("ended",),
    "valid": ("valid", "ending"),
    "none": ("none",),
}
"""What an address calls an agreement, as states of `Company.agreement_state`."""


def _known(is_there: bool) -> None:
    if not is_there:
        raise NobodyMeant


def _region_row(code: str) -> Row:
    """Companies of a region and of all that lies in it: 330000 holds 330106."""
    _known(code.isascii() and code.isdigit())
    stem = code.removesuffix("00").removesuffix("00") if len(code) == 6 else code
    if len(stem) == 2:
        _known(stem in {option.value for option in provinces()})
        return Row("province", "any_of", [stem])
    return Row("region", "is" if len(stem) == 6 else "starts", stem)


def filtered_companies(actor: Actor, chosen: CompanyFilter | Conditions, today: date) -> QuerySet[Company]:
    """The companies under a filter or under conditions, of those that the actor may see."""
    try:
        asked = question(actor, company_conditions(chosen), today=today, subject=COMPANY)
    except NobodyMeant:
        return Company.objects.none()
    return asked.narrow(Company.objects.all())


def count_companies(actor: Actor, chosen: CompanyFilter | Conditions, today: date, cap: int) -> int:
    """How many visible companies stand under a filter or conditions, counted to `cap`; one more than that means
    more."""
    rows = filtered_companies(actor, chosen, today).order_by()
    return int(rows.values("id")[: cap + 1].count())


def _key(text: str) -> UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def get_company(actor: Actor, company_id: UUID) -> Company:
    """The company, if this actor may see it; else `CompanyNotFound`, as if it did not exist."""
    actor.require(Right.COMPANIES_VIEW)
    company: Company | None = (
        Company.objects.visible_to(actor)
        .select_related("branch", "follow_up", "credit_officer")
        .filter(id=company_id)
        .first()
    )
    if company is None:
        raise CompanyNotFound
    return company


def visible_company_ids(actor: Actor, ids: Iterable[UUID | None]) -> set[UUID]:
    """Those of these companies that the actor may see. One query at most."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return set()
    return set(Company.objects.visible_to(actor).filter(id__in=wanted).values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class CompanyDetail:
    """All that stands in the head and on the profile of a company's page."""

    company: Company
    reaches: list[CompanyReach]
    parent: CompanyLine | None
    children: list[CompanyLine]
    may_edit: bool
    contact_count: int
    cooperation_count: int
    latest_card: ScoreCard | None


def get_company_detail(actor: Actor, company_id: UUID) -> CompanyDetail:
    """The company with what hangs on it. Seven queries at most."""
    company = get_company(actor, company_id)
    family = Q(parent_id=company.id) | (Q(id=company.parent_id) if company.parent_id else Q(pk__in=[]))
    rows = (
        Company.objects.visible_to(actor)
        .filter(family)
        .order_by("name_key")
        .values(*LINE_FIELDS)[: MOST_CHILDREN + 1]
    )
    kin = company_lines(rows)
    return CompanyDetail(
        company=company,
        reaches=list(company.companyreach_rows.filter(contact=None).order_by("id")),
        parent=next((line for line in kin if line.id == company.parent_id), None),
        children=[line for line in kin if line.id != company.parent_id],
        may_edit=may_edit_company(actor, company.legal_entity_id, company.is_shared),
        contact_count=company.companycontact_rows.count(),
        cooperation_count=company.cooperation_rows.count(),
        latest_card=company.scorecard_rows.order_by("-scored_on", "-id").first(),
    )


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact with the ways to reach them, and the guest they are where the actor may see that guest."""

    contact: CompanyContact
    reaches: list[CompanyReach]
    guest: GuestLine | None


def list_contacts(actor: Actor, company: Company) -> list[ContactLine]:
    """The people of a company that the actor has been shown, by department and name. Four queries at most."""
    contacts = list(company.companycontact_rows.order_by("department", "name", "id"))
    reaches: dict[UUID | None, list[CompanyReach]] = {}
    if contacts:
        for each in company.companyreach_rows.exclude(contact=None).order_by("id"):
            reaches.setdefault(each.contact_id, []).append(each)
    guests = visible_guests(actor, [each.guest_id for each in contacts if each.guest_id])
    return [
        ContactLine(each, reaches.get(each.id, []), guests.get(each.guest_id) if each.guest_id else None)
        for each in contacts
    ]


def visible_guests(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, GuestLine]:
    """Lines of those of these guests whom the actor may see and know; nobody without the right to guests. Their company
    would tell who a guest is that is not to be disclosed."""
    if not ids or not actor.has_right(Right.GUESTS_VIEW):
        return {}
    lines = lines_of(actor, [Found(each, "") for each in ids])
    return {line.id: line for line in lines if not line.is_hidden}


@dataclass(frozen=True, slots=True)
class GuestOfCompany:
    """A guest linked to a company."""

    link: CompanyGuest
    guest: GuestLine


def list_company_guests(actor: Actor, company: Company) -> list[GuestOfCompany]:
    """Guests linked to a company, those whom the actor may see; the others are not counted either."""
    links = list(company.companyguest_rows.order_by("-linked_at")[:MOST_GUESTS])
    guests = visible_guests(actor, [link.guest_id for link in links])
    return [GuestOfCompany(link, guests[link.guest_id]) for link in links if link.guest_id in guests]


def propose_guests(actor: Actor, company: Company, limit: int = 20) -> list[GuestLine]:
    """Guests whose profile names this company, and who are not linked to it yet."""
    if not actor.has_right(Right.GUESTS_VIEW):
        return []
    names = [name for name in (company.name, company.short_name, *company.aliases) if name]
    linked = company.companyguest_rows.values("guest_id")
    rows = (
        Guest.objects.visible_to(actor)
        .filter(named_condition(actor), company__in=names)
        .filter(grams_condition(names))
        .exclude(id__in=linked)
        .order_by("-id")
        .values_list("id", flat=True)[:limit]
    )
    return lines_of(actor, [Found(each, "company") for each in rows])


def grams_condition(names: Iterable[str]) -> Q:
    """Lets the index of the search box find guests by the name of their company; the equality beside it says
    which of them bear it whole. Names without hanzi are found by their first word."""
    condition = Q(pk__in=[])
    for name in names:
        scrap = parse_scrap(name)
        if scrap.company_grams:
            condition |= Q(grams__contains=list(scrap.company_grams))
        elif scrap.words:
            condition |= Q(search_keys__contains=f" {scrap.words[0]}")
    return condition


@dataclass(frozen=True, slots=True)
class CompanyOfGuest:
    """A company that a guest belongs to, by a link or as one of its contacts."""

    company: CompanyLine
    link: CompanyGuest | None
    contact: CompanyContact | None


def list_guest_companies(actor: Actor, guest_id: UUID) -> list[CompanyOfGuest]:
    """The companies of a guest whom the actor may see, those that the actor may see too. Four queries at most."""
    guest = get_guest(actor, guest_id)
    if not actor.has_right(Right.COMPANIES_VIEW) or not sight_of_guest(actor, guest).is_named:
        return []
    links = {link.company_id: link for link in CompanyGuest.objects.filter(guest_id=guest_id)}
    posts = {post.company_id: post for post in CompanyContact.objects.filter(guest_id=guest_id)}
    ids = [Found(each, "") for each in {**links, **posts}]
    return [
        CompanyOfGuest(line, links.get(line.id), posts.get(line.id)) for line in company_lines_of(actor, ids)
    ]


def propose_companies(
    actor: Actor, name: str, exclude: Iterable[UUID] = (), limit: int = 5
) -> list[CompanyLine]:
    """Companies whose whole name, short name or other name is what a profile says."""
    if not name or not actor.has_right(Right.COMPANIES_VIEW):
        return []
    skipped = set(exclude)
    found = [line for line in find_companies(actor, name, 20) if line.id not in skipped]
    exact = {
        row["id"]
        for row in Company.objects.filter(id__in=[line.id for line in found]).values(
            "id", "name", "short_name", "aliases"
        )
        if name in (row["name"], row["short_name"], *row["aliases"])
    }
    return [line for line in found if line.id in exact][:limit]


def list_cooperation(company: Company, *, kind: str = "", limit: int = 200) -> list[Cooperation]:
    """What was done with a company that the actor has been shown, latest first."""
    entries = company.cooperation_rows.select_related("contact")
    if kind:
        entries = entries.filter(kind=kind)
    return list(entries.order_by("-happened_on", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class CardLine:
    """A score card with how its total stands against the card before it; tenths of a point, None for the first."""

    card: ScoreCard
    change: int | None


def list_score_cards(company: Company) -> list[CardLine]:
    """The latest cards of a company that the actor has been shown, newest first, with their lines. Two queries."""
    cards = list(
        company.scorecard_rows.prefetch_related("lines").order_by("-scored_on", "-id")[: MOST_CARDS + 1]
    )
    older = [*cards[1:], None][: len(cards)]
    return [
        CardLine(card, None if before is None else card.total - before.total)
        for card, before in zip(cards, older, strict=True)
    ][:MOST_CARDS]


def same_credit_code(actor: Actor, code: str, exclude: UUID | None = None) -> list[CompanyLine]:
    """Companies that the actor may see and that bear this credit code already."""
    actor.require(Right.COMPANIES_VIEW)
    if not code:
        return []
    rows = Company.objects.visible_to(actor).filter(credit_code=code)
    if exclude is not None:
        rows = rows.exclude(id=exclude)
    return company_lines(rows.values(*LINE_FIELDS)[:5])

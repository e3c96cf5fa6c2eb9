"""What a seller sees to first: agreements that run out, companies that nobody spoke with, credit without agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS, CompanyKind
from huitouke.guests.company_queries import LINE_FIELDS, CompanyLine, company_lines
from huitouke.guests.models import Company, Cooperation
from huitouke.kernel import clock

ENDED_DAYS: Final = 30
"""For so long an agreement that ended is still named, so that somebody renews it or closes the company."""
QUIET_DAYS: Final = 60
"""An agreement company with which nothing was done for so long is due for a visit."""


@dataclass(frozen=True, slots=True)
class DueCompany:
    """A company and the day that makes it due: the end of its agreement, or what was last done together (None where
    nothing ever was)."""

    line: CompanyLine
    on: date | None


def list_ending_agreements(
    actor: Actor, today: date, *, is_mine: bool = False, limit: int = 6
) -> list[DueCompany]:
    """Companies whose agreement ends within 30 days or ended within the last 30, the longest ended first. One
    query."""
    companies = _open(actor, is_mine=is_mine).filter(
        agreement_to__range=(today - timedelta(days=ENDED_DAYS), today + timedelta(days=EXPIRY_WARNING_DAYS))
    )
    rows = list(companies.order_by("agreement_to", "id").values(*LINE_FIELDS)[:limit])
    return [DueCompany(line, line.agreement_to) for line in company_lines(rows)]


def list_quiet_companies(
    actor: Actor, today: date, *, is_mine: bool = False, limit: int = 6
) -> list[DueCompany]:
    """Agreement companies, known or under agreement for longer than 60 days, with which nothing was done for 60 days:
    those with which nothing ever was first, then the longest ago. One query."""
    since = today - timedelta(days=QUIET_DAYS)
    last = Cooperation.objects.filter(company=OuterRef("pk")).order_by("-happened_on", "-id")
    rows: Sequence[dict[str, object]] = list(
        _open(actor, is_mine=is_mine)
        .filter(kinds__contains=[CompanyKind.AGREEMENT.value])
        .filter(Q(created_at__lt=clock.now() - timedelta(days=QUIET_DAYS)) | Q(agreement_from__lt=since))
        .annotate(last_on=Subquery(last.values("happened_on")[:1]))
        .filter(Q(last_on=None) | Q(last_on__lt=since))
        .order_by(F("last_on").asc(nulls_first=True), "id")
        .values(*LINE_FIELDS, "last_on")[:limit]
    )
    return [
        DueCompany(line, row["last_on"])  # type: ignore[arg-type]
        for line, row in zip(company_lines(rows), rows, strict=True)
    ]


def list_credit_without_agreement(
    actor: Actor, today: date, *, is_mine: bool = False, limit: int = 6
) -> list[DueCompany]:
    """Companies that may still sign on credit although their agreement has ended, the longest ended first. One
    query."""
    companies = _open(actor, is_mine=is_mine).filter(credit_limit__gt=0, agreement_to__lt=today)
    rows = list(companies.order_by("agreement_to", "id").values(*LINE_FIELDS)[:limit])
    return [DueCompany(line, line.agreement_to) for line in company_lines(rows)]


def _open(actor: Actor, *, is_mine: bool) -> QuerySet[Company]:
    actor.require(Right.COMPANIES_VIEW)
    companies: QuerySet[Company] = Company.objects.visible_to(actor).filter(is_closed=False)
    return companies.filter(follow_up_id=actor.id) if is_mine else companies

"""Lines of bills that another system tells of: posted once each, voided and posted anew where they are told anew."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.kernel import bulk, clock
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Folio, FolioLine
from huitouke.stays.services.references import References
from huitouke.stays.told import Told, ToldLine


def post_told_lines(
    *,
    actor: Actor,
    branch: Branch,
    system: str,
    told: Sequence[tuple[UUID, UUID | None, Told, UUID]],
    references: References,
) -> None:
    """Post what is told of the bills of these reservations (id, guest, telling, record), inside the caller's
    transaction. A line is never changed: one that is told with another amount is voided and posted again, one that is
    told as void is voided. The reservations' `extras_minor` follow. Five statements, however many lines."""
    if not told:
        return
    folios = {
        reservation_id: Folio(
            id=derived_id("folio", branch.id, system, str(reservation_id)),
            branch=branch, system=system, external_id=str(reservation_id), reservation_id=reservation_id,
            guest_id=guest_id, currency=each.currency or branch.currency,
            opened_on=min(line.business_date for line in each.lines),
        )
        for reservation_id, guest_id, each, _record in told
    }  # fmt: skip
    Folio.objects.bulk_create(
        folios.values(), update_conflicts=True, unique_fields=["id"], update_fields=["guest"]
    )
    posted: dict[tuple[UUID, str], FolioLine] = {}
    voided: set[UUID] = set()
    for line in FolioLine.objects.filter(folio_id__in=bulk.among(folio.id for folio in folios.values())):
        if line.voids_id:
            voided.add(line.voids_id)
        elif line.external_id:
            # Of a line posted again the last one counts.
            external_id, number = _told_as(line)
            key = (line.folio_id, external_id)
            if key not in posted or number > _told_as(posted[key])[1]:
                posted[key] = line
    new: list[FolioLine] = []
    for reservation_id, _guest, each, record_id in told:
        folio = folios[reservation_id]
        for line in each.lines:
            before = posted.get((folio.id, line.external_id))
            standing = before is not None and before.id not in voided
            if before is not None and standing and not line.is_void and before.amount == line.amount:
                continue
            if before is not None and standing:
                new.append(_void(before, record_id, actor))
            if not line.is_void:
                new.append(_line(folio, line, before, record_id, actor, references))
    FolioLine.objects.bulk_create(new)
    sum_extras([reservation_id for reservation_id, *_rest in told])


_AGAIN: Final = "\x1f"
"""Stands between the sender's id and a number where a line was posted again: no sender uses it."""


def _told_as(line: FolioLine) -> tuple[str, int]:
    """The sender's id of a line, and which posting of it this is."""
    external_id, _sign, number = line.external_id.partition(_AGAIN)
    return external_id, int(number or 1)


def _line(
    folio: Folio,
    told: ToldLine,
    before: FolioLine | None,
    record_id: UUID,
    actor: Actor,
    references: References,
) -> FolioLine:
    external_id = (
        told.external_id if before is None else f"{told.external_id}{_AGAIN}{_told_as(before)[1] + 1}"
    )
    method = references.code("payment_method", told.payment_method) or ("other" if told.is_payment else "")
    return FolioLine(
        id=derived_id("line", folio.branch_id, folio.system, str(folio.id), external_id),
        folio=folio,
        external_id=external_id,
        business_date=told.business_date,
        posted_at=clock.now(),
        kind="" if told.is_payment else references.code("charge_kind", told.kind) or "other",
        their_code=told.kind,
        outlet_id=references.outlet(told.outlet),
        text=told.text,
        quantity=told.quantity,
        amount=told.amount,
        tax=told.tax or 0,
        service=told.service or 0,
        is_payment=told.is_payment,
        payment_method=method if told.is_payment else "",
        package=told.package,
        record_id=record_id,
        actor_id=actor.id,
        actor_name=actor.name,
    )


def _void(line: FolioLine, record_id: UUID, actor: Actor) -> FolioLine:
    """The opposite of a line, on its own business date: what was wrong then is right again then."""
    return FolioLine(
        id=derived_id("line", line.folio.branch_id, line.folio.system, str(line.folio_id), f"{line.id}/void"),
        folio_id=line.folio_id,
        business_date=line.business_date,
        kind=line.kind,
        their_code=line.their_code,
        outlet_id=line.outlet_id,
        text=line.text,
        quantity=-line.quantity,
        amount=-line.amount,
        tax=-line.tax,
        service=-line.service,
        is_payment=line.is_payment,
        payment_method=line.payment_method,
        package=line.package,
        voids=line,
        record_id=record_id,
        actor_id=actor.id,
        actor_name=actor.name,
    )


SUM_SQL = """
UPDATE stays_reservation r SET extras_minor = s.extras FROM (
    SELECT f.reservation_id, coalesce(sum(l.amount) FILTER (
        WHERE NOT l.is_payment AND l.kind NOT IN ('room', 'day_use')
    ), 0) AS extras
    FROM stays_folio f LEFT JOIN stays_folioline l ON l.folio_id = f.id
    WHERE f.reservation_id = ANY(%s::uuid[]) GROUP BY f.reservation_id
) s WHERE r.id = s.reservation_id AND r.extras_minor <> s.extras"""


def sum_extras(reservation_ids: Sequence[UUID]) -> None:
    """Let the reservations say what was consumed besides the room, from the lines of their bills. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(SUM_SQL, [[str(each) for each in reservation_ids]])

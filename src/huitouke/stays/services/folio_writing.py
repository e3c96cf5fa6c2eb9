"""How a bill is written on: lines with their record, what the reservation sums up, and the trail."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.services import record_audit
from huitouke.kernel import clock
from huitouke.stays import events
from huitouke.stays.models import Folio, FolioLine
from huitouke.stays.services.folio_lines import sum_extras
from huitouke.stays.services.folio_records import keep_act

LONGEST: Final = 200


def write_payment(
    actor: Actor, folio: Folio, minor: int, method: str, text: str, once: UUID | None, **more: str
) -> FolioLine:
    """A payment of `minor` units, below nothing where it was paid, above where it was paid back."""
    values = {
        "business_date": folio.branch.business_date,
        "is_payment": True,
        "payment_method": method,
        "text": short_of(text),
        "amount": minor,
    }
    if once is not None:
        return write_once(actor, folio, events.FOLIO_PAID, values, once)
    return write_lines(actor, folio, events.FOLIO_PAID, [values], **more)[0]


def write_once(actor: Actor, folio: Folio, act: str, values: dict[str, Any], once: UUID) -> FolioLine:
    """A line whose id whoever asks has chosen, so that a form sent twice writes one. The same id with something else to
    write, as after a step back in the browser, is another line."""
    known: FolioLine | None = FolioLine.objects.filter(id=once).first()
    if known is None:
        return write_lines(actor, folio, act, [{"id": once, **values}])[0]
    same = {name: getattr(known, name) for name in values if name != "business_date"}
    if known.folio_id == folio.id and same == {name: values[name] for name in same}:
        return known
    return write_lines(actor, folio, act, [values])[0]


def write_lines(
    actor: Actor, folio: Folio, act: str, values: Sequence[dict[str, Any]], **more: str
) -> list[FolioLine]:
    """Lines of one act: its record, the rows, what the reservation sums up, the trail. Nobody's name or text stands in
    the trail."""
    told = [{name: _plain(value) for name, value in each.items()} for each in values]
    lines = [
        FolioLine(folio=folio, posted_at=clock.now(), actor_id=actor.id, actor_name=actor.name, **each)
        for each in values
    ]
    ids = [str(line.id) for line in lines]
    record_id = keep_folio_act(
        actor,
        folio,
        act,
        lines=[{"id": line_id, **each} for line_id, each in zip(ids, told, strict=True)],
        **more,
    )
    for line in lines:
        line.record_id = record_id
    FolioLine.objects.bulk_create(lines)
    if folio.reservation_id:
        sum_extras([folio.reservation_id])
    return lines


def keep_folio_act(actor: Actor, folio: Folio, act: str, **data: Any) -> UUID:
    """The record of an act on a bill, and its line of the trail, which names fields and no value; the record's id."""
    record_id = keep_act(actor, folio.branch_id, folio.id, act, data)
    record_audit(
        actor,
        act,
        object_type="folio",
        object_id=folio.id,
        branch_id=folio.branch_id,
        fields=sorted(name for name, value in data.items() if value),
        lines=len(data.get("lines", ())),
        reservation=id_text(folio.reservation_id),
    )
    return record_id


def short_of(text: str) -> str:
    """A text of one line, as long as a bill takes one."""
    return " ".join(text.split())[:LONGEST]


def id_text(value: UUID | None) -> str | None:
    """An id as a record holds it."""
    return str(value) if value else None


def _plain(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, str | int | bool) else value

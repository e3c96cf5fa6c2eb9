"""Co-operation records: what was done together with a company. Added, changed, taken off; each is told to the
history and the trail."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.guests.company_choices import CooperationKind
from huitouke.guests.errors import CompanyInvalid, CompanyPartNotFound
from huitouke.guests.events import COOPERATION_ADDED, COOPERATION_CHANGED, COOPERATION_REMOVED
from huitouke.guests.models import Company, CompanyContact, Cooperation
from huitouke.guests.services.company_saves import company_record, locked_company, tell_company, touch
from huitouke.guests.values.cells import tidy_lines

TEXT_LIMIT: Final = 2000
EARLIEST: Final = date(1950, 1, 1)


@transaction.atomic
def add_cooperation(
    *,
    actor: Actor,
    company_id: UUID,
    kind: str,
    happened_on: date,
    text: str,
    outcome: str = "",
    contact_id: UUID | None = None,
) -> Cooperation:
    """Note what was done with a company. Refuses an empty text, an unknown kind, a day before 1950, and a contact
    of another company. Days to come are taken: a visit may be agreed."""
    company = locked_company(actor, company_id)
    values = _checked(company, kind, happened_on, text, outcome, contact_id)
    record_id = company_record(actor, company, {"add": {"cooperation": [_told(values)]}})
    entry: Cooperation = Cooperation.objects.create(
        company=company, record_id=record_id, author_id=actor.id, author_name=actor.name, **values
    )
    touch(company)
    tell_company(actor, company, COOPERATION_ADDED, ["cooperation"])
    return entry


@transaction.atomic
def change_cooperation(
    *,
    actor: Actor,
    company_id: UUID,
    entry_id: UUID,
    kind: str,
    happened_on: date,
    text: str,
    outcome: str = "",
    contact_id: UUID | None = None,
) -> list[str]:
    """Correct an entry; the names of what changed. Its author stays."""
    company = locked_company(actor, company_id)
    entry = _entry(company, entry_id)
    values = _checked(company, kind, happened_on, text, outcome, contact_id)
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    if not changed:
        return []
    company_record(actor, company, {"change": {"cooperation": [{"id": str(entry_id), **_told(values)}]}})
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save()
    touch(company)
    tell_company(actor, company, COOPERATION_CHANGED, [f"cooperation.{name}" for name in changed])
    return changed


@transaction.atomic
def remove_cooperation(*, actor: Actor, company_id: UUID, entry_id: UUID) -> UUID:
    """Take an entry off; the history keeps it. The id of the record by which it is undone."""
    company = locked_company(actor, company_id)
    entry = _entry(company, entry_id)
    record_id = company_record(actor, company, {"remove": {"cooperation": [str(entry_id)]}})
    entry.delete()
    touch(company)
    tell_company(actor, company, COOPERATION_REMOVED, ["cooperation"])
    return record_id


def _entry(company: Company, entry_id: UUID) -> Cooperation:
    entry: Cooperation | None = Cooperation.objects.filter(id=entry_id, company=company).first()
    if entry is None:
        raise CompanyPartNotFound
    return entry


def _checked(
    company: Company, kind: str, happened_on: date, text: str, outcome: str, contact_id: UUID | None
) -> dict[str, Any]:
    text, outcome = tidy_lines(text), tidy_lines(outcome)
    wrong: dict[str, list[str]] = {}
    if kind not in CooperationKind.values:
        wrong["kind"] = [
            _("Choose what it was: a visit, a negotiation, an order, a joint action or a dispute.")
        ]
    if happened_on < EARLIEST:
        wrong["happened_on"] = [_("This day is too long ago. See the year.")]
    if not text:
        wrong["text"] = [_("Write in a line what was done.")]
    for name, value in (("text", text), ("outcome", outcome)):
        if len(value) > TEXT_LIMIT:
            wrong[name] = [_("Longer than %(limit)s signs. Shorten it.") % {"limit": TEXT_LIMIT}]
    if contact_id and not CompanyContact.objects.filter(id=contact_id, company=company).exists():
        wrong["contact"] = [_("This contact is no longer there. Choose another.")]
    if wrong:
        raise CompanyInvalid(wrong)
    return {
        "kind": kind,
        "happened_on": happened_on,
        "text": text,
        "outcome": outcome,
        "contact_id": contact_id,
    }


def _told(values: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in values.items() if value}

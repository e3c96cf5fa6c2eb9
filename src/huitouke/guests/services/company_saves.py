"""What every save of a company has in common: the company locked, one source record of the save, one audit row
and one event; and the issues of what was typed as refusals."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.access.services import record_audit
from huitouke.guests.company_policy import may_edit_company
from huitouke.guests.errors import CompanyInvalid, CompanyNotFound
from huitouke.guests.models import Company, CompanyLink
from huitouke.guests.services.issues import own_name
from huitouke.guests.values.company import Words
from huitouke.guests.values.company_words import company_issue_text, is_left_out
from huitouke.guests.values.prepared import Issue
from huitouke.hotels.models import CodeEntry
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.history import tell_history
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish


def company_words() -> Words:
    """The words of trades as this installation has them, own codes among them, and its own fields. Two queries, and one
    for each code table that fields use."""
    rows = CodeEntry.objects.filter(table="trade").values_list("code", "labels")
    own = {each.code: each.definition for each in list_fields("company", include_closed=True)}
    return Words.of(((code, labels.values()) for code, labels in rows), own)


def colleague_ids() -> dict[str, UUID]:
    """Logins of the staff at work, to their ids."""
    return dict(User.objects.filter(is_active=True).values_list("username", "id"))


def locked_company(actor: Actor, company_id: UUID) -> Company:
    """The company, locked for this transaction, if the actor may change it."""
    actor.require(Right.COMPANIES_EDIT)
    company: Company | None = (
        Company.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=company_id).first()
    )
    if company is None or not may_edit_company(actor, company.legal_entity_id, company.is_shared):
        raise CompanyNotFound
    return company


def desk_record_bytes(
    actor: Actor, record_id: UUID, branch_id: UUID | None, content: dict[str, Any]
) -> bytes:
    """One save as an encoded record of the system `desk`."""
    ring = sealer()
    text = canonical(json.loads(json.dumps(content)))
    return record_line(
        ring,
        record_id=record_id,
        system=DESK,
        external_id=str(record_id),
        version=1,
        state=RecordState.ACCEPTED,
        branch_id=branch_id,
        run_id=None,
        actor_id=actor.id,
        received_at=clock.now(),
        digest=digest_of(ring, text),
        text=text,
    )


def company_record(actor: Actor, company: Company, content: dict[str, Any]) -> UUID:
    """Store one save as a record linked to the company, and name it to the history of this transaction.

    `content` says what was done: `set` targets to texts, `add` and `remove` kinds to what was added or the ids of
    what was taken off. The company's page reads its additions from there.
    """
    record_id = uuid7()
    copy_records(desk_record_bytes(actor, record_id, company.branch_id, content))
    CompanyLink.objects.create(record_id=record_id, company=company)
    tell_history(actor_id=actor.id, record_id=record_id)
    return record_id


def tell_company(actor: Actor, company: Company, code: str, changed: Sequence[str] = ()) -> None:
    """The audit row and the event of a save; `changed` names fields, never a value."""
    record_audit(
        actor,
        code,
        object_type="company",
        object_id=company.id,
        branch_id=company.branch_id,
        fields=changed,
    )
    publish(code, key=company.id, company=str(company.id))


def touch(company: Company) -> None:
    """Note that something of the company was saved just now."""
    company.updated_at = clock.now()
    company.save(update_fields=["updated_at"])


def issue_sentence(field: str, code: str, **data: str) -> str:
    """One sentence in the reader's language."""
    return company_issue_text(
        Issue(field, code, False, data), get_language() or "zh", own_name("company", field)
    )


def refuse_company_issues(issues: Iterable[Issue]) -> None:
    """At the desk a value that would be left out is an error in its place: raise `CompanyInvalid` with all of
    them, by field. What was only repaired is taken as repaired."""
    fields: dict[str, list[str]] = {}
    for issue in issues:
        if issue.rejects or is_left_out(issue.code):
            sentence = issue_sentence(issue.field, issue.code, **issue.data)
            if sentence not in fields.setdefault(issue.field, []):
                fields[issue.field].append(sentence)
    if fields:
        raise CompanyInvalid(fields)

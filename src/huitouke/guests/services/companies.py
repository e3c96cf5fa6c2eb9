"""Opening, changing, closing a company. What staff type stands against what systems send (ADR 0015)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.guests.company_policy import may_open_to_group
from huitouke.guests.company_rows import (
    COMPANY_COLUMNS,
    COMPANY_WRITE_ORDER,
    REACH,
    CompanyEncoder,
    CompanyPlacement,
)
from huitouke.guests.errors import CompanyChangedMeanwhile, CompanyInvalid, CompanyNotFound
from huitouke.guests.events import (
    COMPANY_CHANGED,
    COMPANY_CLOSED,
    COMPANY_CREATED,
    COMPANY_REOPENED,
    COMPANY_SHARED,
)
from huitouke.guests.models import Company, CompanyReach
from huitouke.guests.services.company_saves import (
    colleague_ids,
    company_record,
    company_words,
    desk_record_bytes,
    issue_sentence,
    locked_company,
    refuse_company_issues,
    tell_company,
)
from huitouke.guests.values.company import (
    COMPANY_TARGETS,
    REACH_TARGETS,
    PreparedCompany,
    RawCompany,
    Words,
    prepare_company,
)
from huitouke.guests.values.company_search import company_search_columns
from huitouke.guests.values.own_fields import searched_texts
from huitouke.guests.values.prepared import ContactValue
from huitouke.intake.services import copy_records
from huitouke.kernel import bulk, clock
from huitouke.kernel.custom_fields.values import PREFIX, value_text
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish

TARGET_COLUMNS: Final = {
    "alias": "aliases",
    "kind": "kinds",
    "distance": "distance_m",
    "parent": "parent_id",
    "credit_officer": "credit_officer_id",
    "follow_up": "follow_up_id",
}
"""Targets whose column has another name; the others bear their own."""

SEARCHED: Final = frozenset({"name", "short_name", "english_name", "alias"})
MOST_PARENTS: Final = 20


def write_companies(tables: Mapping[str, bytes]) -> None:
    """Write encoded rows of new companies, parents first, inside the caller's transaction."""
    for table in COMPANY_WRITE_ORDER:
        bulk.copy_lines(table, COMPANY_COLUMNS[table], tables.get(table, b""))


@transaction.atomic
def register_company(*, actor: Actor, raw: RawCompany, branch: Branch) -> UUID:
    """A company typed in at the desk or sent by the API: one source record of system `desk`, linked to a new
    company, with its first contacts. Refuses what cannot be kept, field by field; nothing is written then."""
    actor.require(Right.COMPANIES_EDIT, branch.id)
    people = colleague_ids()
    prepared = prepare_company(raw, company_words(), default_currency=branch.currency)
    refuse_company_issues(prepared.issues)
    _refuse_strangers(prepared, people)
    parent = find_parent(actor, prepared.parent) if prepared.parent else None
    encoder = CompanyEncoder(CompanyPlacement(branch.id, branch.legal_entity_id, people), clock.now())
    company_id, record_id = uuid7(), uuid7()
    content = {"set": {target: list(texts) for target, texts in raw.items() if texts}}
    copy_records(desk_record_bytes(actor, record_id, branch.id, content))
    write_companies(encoder.encode(prepared, company_id, record_id, parent_id=parent, is_typed=True))
    record_audit(
        actor,
        COMPANY_CREATED,
        object_type="company",
        object_id=company_id,
        branch_id=branch.id,
        fields=sorted({target.partition(".")[0].rstrip("0123456789") for target in raw}),
    )
    publish(COMPANY_CREATED, key=company_id, company=str(company_id))
    return company_id


@transaction.atomic
def change_company(
    *,
    actor: Actor,
    company_id: UUID,
    fields: Mapping[str, Sequence[str]],
    seen_at: datetime | None = None,
) -> list[str]:
    """Save what somebody changed on a company's page; the names of what changed.

    `fields` are targets with all of their texts: a target given is replaced as a whole, no text clears it, one
    left out stays. `seen_at` is the company's `updated_at` when the form was opened: refuses with
    `CompanyChangedMeanwhile` where a colleague saved since. Refuses values that cannot be kept, field by field,
    and a parent that stands below the company. Nothing is written then.
    """
    company = locked_company(actor, company_id)
    if seen_at is not None and company.updated_at != seen_at:
        raise CompanyChangedMeanwhile
    unknown = {target for target in fields if not target.startswith(PREFIX)} - set(COMPANY_TARGETS)
    if unknown:
        raise CompanyInvalid({name: [issue_sentence(name, "field_unknown")] for name in sorted(unknown)})
    people, words = colleague_ids(), company_words()
    prepared = _prepared(company, fields, words)
    _refuse_strangers(prepared, people)
    parent = company.parent_id
    if "parent" in fields:
        parent = find_parent(actor, prepared.parent, company) if prepared.parent else None
    values = column_values(prepared, people, parent)
    if "address" in fields and "region" not in fields and prepared.region:
        # What the new address says; one that names no region leaves the known one.
        fields = {**fields, "region": [prepared.region]}
    changed = [target for target in fields if _differs(company, target, values, prepared)]
    if not changed:
        return []
    record_id = company_record(actor, company, {"set": {target: list(fields[target]) for target in changed}})
    apply_targets(company, changed, values, prepared, words, record_id=record_id, is_desk=True)
    tell_company(actor, company, COMPANY_CHANGED, changed)
    return changed


@transaction.atomic
def close_company(*, actor: Actor, company_id: UUID) -> None:
    """No longer worked with: kept with all that hangs on it, and out of lists unless asked for."""
    _set_flag(actor, company_id, "is_closed", True, COMPANY_CLOSED)


@transaction.atomic
def reopen_company(*, actor: Actor, company_id: UUID) -> None:
    """Worked with again."""
    _set_flag(actor, company_id, "is_closed", False, COMPANY_REOPENED)


@transaction.atomic
def share_company(*, actor: Actor, company_id: UUID, is_shared: bool) -> None:
    """Open a company to all legal entities of the group, or to its own alone. Only staff of its own entity, or
    of the group, may."""
    company = locked_company(actor, company_id)
    if not may_open_to_group(actor, company.legal_entity_id):
        raise CompanyNotFound
    _set_flag(actor, company_id, "is_shared", is_shared, COMPANY_SHARED)


def _set_flag(actor: Actor, company_id: UUID, column: str, value: bool, code: str) -> None:
    company = locked_company(actor, company_id)
    if getattr(company, column) == value:
        return
    record_id = company_record(actor, company, {"set": {column: ["1" if value else ""]}})
    setattr(company, column, value)
    # An act on many companies that is undone later leaves alone what was said since.
    company.field_sources = {**company.field_sources, column: str(record_id)}
    company.updated_at = clock.now()
    company.save(update_fields=[column, "field_sources", "updated_at"])
    tell_company(actor, company, code, [column])


def raw_of(company: Company) -> dict[str, list[str]]:
    """The company as it stands, as a raw company without its contacts: what a change is read against."""
    money = {
        "credit_limit": company.credit_money.text if company.credit_money else "",
        "annual_spend": company.annual_spend_money.text if company.annual_spend_money else "",
    }
    values: dict[str, Any] = {
        target: getattr(company, TARGET_COLUMNS.get(target, target))
        for target in COMPANY_TARGETS
        if target not in {*REACH_TARGETS, "parent", "credit_officer", "follow_up", *money}
    }
    if company.distance_m is not None:
        values["distance"] = f"{company.distance_m}m"
    raw = {
        target: value if isinstance(value, list) else ["" if value is None else str(value)]
        for target, value in (values | money).items()
    }
    own = {PREFIX + code: [value_text(value)] for code, value in company.custom.items()}
    return {target: texts for target, texts in (raw | own).items() if any(texts)}


def _prepared(company: Company, fields: Mapping[str, Sequence[str]], words: Words) -> PreparedCompany:
    """The company as it would stand; raises `CompanyInvalid` for what was typed now."""
    raw = raw_of(company) | {target: list(texts) for target, texts in fields.items()}
    if "address" in fields and "region" not in fields:
        # A region that was read out of the old address must not outlive it.
        raw.pop("region", None)
    prepared = prepare_company(raw, words, default_currency=company.currency)
    typed = {*fields, "agreement_to"} if "agreement_from" in fields else set(fields)
    refuse_company_issues(issue for issue in prepared.issues if issue.field in typed)
    return prepared


def _refuse_strangers(prepared: PreparedCompany, people: Mapping[str, UUID]) -> None:
    """Colleagues who are not at work, by field."""
    wrong = {
        target: [issue_sentence(target, "colleague_unknown")]
        for target in ("follow_up", "credit_officer")
        if getattr(prepared, target) and getattr(prepared, target) not in people
    }
    if wrong:
        raise CompanyInvalid(wrong)


def find_parent(actor: Actor, text: str, company: Company | None = None) -> UUID:
    """The company meant by an id or by a whole name that one visible company bears. Refuses what would close a
    ring: a company cannot stand above itself."""
    found = Company.objects.visible_to(actor)
    try:
        found = found.filter(id=UUID(text))
    except ValueError:
        found = found.filter(name=text)
    ids = list(found.values_list("id", flat=True)[:2])
    if len(ids) != 1:
        raise CompanyInvalid({"parent": [issue_sentence("parent", "parent_unknown")]})
    if company is not None:
        above: UUID | None = ids[0]
        # Two saves that cross must not make a ring between them: the rows above are locked on the way up.
        for _step in range(MOST_PARENTS):
            if above is None:
                break
            if above == company.id:
                raise CompanyInvalid({"parent": [issue_sentence("parent", "parent_is_below")]})
            above = (
                Company.objects.select_for_update(of=("self",))
                .filter(id=above)
                .values_list("parent_id", flat=True)
                .first()
            )
        else:
            raise CompanyInvalid({"parent": [issue_sentence("parent", "parent_is_below")]})
    return ids[0]


def column_values(
    prepared: PreparedCompany, people: Mapping[str, UUID], parent_id: UUID | None
) -> dict[str, Any]:
    """Every target of a company but the ways to reach it, with the value that its column takes; of own fields those
    that hold one."""
    special = {
        "alias": prepared.aliases,
        "kind": prepared.kinds,
        "distance": prepared.distance_m,
        "parent": parent_id,
        "credit_officer": people.get(prepared.credit_officer),
        "follow_up": people.get(prepared.follow_up),
    }
    columns = {
        target: special[target] if target in special else getattr(prepared, target)
        for target in COMPANY_TARGETS
        if target not in REACH_TARGETS
    }
    return columns | {PREFIX + code: value for code, value in prepared.custom.items()}


def _differs(company: Company, target: str, values: Mapping[str, Any], prepared: PreparedCompany) -> bool:
    if target in REACH_TARGETS:
        stored = set(
            company.companyreach_rows.filter(contact=None, kind=target).values_list("value", "extension")
        )
        return stored != {(each.value, each.extension) for each in _of_target(prepared, target)}
    if target.startswith(PREFIX):
        return bool(company.custom.get(target.removeprefix(PREFIX)) != values.get(target))
    return bool(getattr(company, TARGET_COLUMNS.get(target, target)) != values[target])


def _of_target(prepared: PreparedCompany, target: str) -> list[ContactValue]:
    """The ways to reach it that were told under a target."""
    return [each for each in prepared.reaches if each.kind == target]


def apply_targets(
    company: Company,
    targets: Sequence[str],
    values: Mapping[str, Any],
    prepared: PreparedCompany,
    words: Words,
    *,
    record_id: UUID,
    is_desk: bool,
) -> None:
    """Set these targets as the record told them. From the desk they are marked as typed, so that no file changes
    them later. The caller has told the history who and why."""
    for target in targets:
        if target.startswith(PREFIX):
            code, value = target.removeprefix(PREFIX), values.get(target)
            kept = {key: each for key, each in company.custom.items() if key != code}
            company.custom = kept if value is None else {**kept, code: value}
        elif target not in REACH_TARGETS:
            setattr(company, TARGET_COLUMNS.get(target, target), values[target])
    if is_desk:
        company.field_sources = {**company.field_sources, **dict.fromkeys(targets, str(record_id))}
    if any(target in SEARCHED or target.startswith(PREFIX) for target in targets):
        own = searched_texts(company.custom, words.custom)
        others = [company.short_name, company.english_name, *company.aliases, *own]
        search = company_search_columns(company.name, others)
        company.name_key, company.pinyin, company.initials = search.name_key, search.pinyin, search.initials
        company.grams, company.search_keys = list(search.grams), search.search_keys
    company.updated_at = clock.now()
    company.save()
    encoder = CompanyEncoder(CompanyPlacement(company.branch_id, company.legal_entity_id), clock.now())
    for target in targets:
        if target in REACH_TARGETS:
            _replace_reaches(company, target, _of_target(prepared, target), record_id, encoder)


def _replace_reaches(
    company: Company, target: str, wanted: Sequence[ContactValue], record_id: UUID, encoder: CompanyEncoder
) -> None:
    """Ways of one kind: those no longer told go, new ones come, the others keep their row."""
    stored = {
        (each.value, each.extension): each
        for each in company.companyreach_rows.filter(contact=None, kind=target)
    }
    told = {(each.value, each.extension): each for each in wanted}
    gone = [each.id for key, each in stored.items() if key not in told]
    if gone:
        CompanyReach.objects.filter(id__in=gone).delete()
    new = tuple(each for key, each in told.items() if key not in stored)
    bulk.copy_lines(REACH, COMPANY_COLUMNS[REACH], encoder.reach_lines(company.id, record_id, None, new))

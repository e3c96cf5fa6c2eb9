"""What was saved on a company, and what stood there before: from the field history and from the records of staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.guests.company_queries import get_company
from huitouke.guests.models import Company, CompanyLink, Guest
from huitouke.guests.policy import named_condition
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.custom_fields.values import PREFIX, value_text
from huitouke.kernel.models import FieldChange
from huitouke.kernel.money import Money

HISTORY_LIMIT: Final = 100
RECORD_LIMIT: Final = 200

PARTS: Final = {
    "guests_company": "company",
    "guests_companycontact": "contact",
    "guests_companyreach": "reach",
    "guests_companyguest": "guest",
    "guests_cooperation": "cooperation",
}
"""Tables to the part of the company that they hold."""

_TARGETS: Final = {
    "aliases": "alias",
    "kinds": "kind",
    "distance_m": "distance",
    "parent_id": "parent",
    "credit_officer_id": "credit_officer",
    "follow_up_id": "follow_up",
    "legal_entity_id": "legal_entity",
}
_SHOWN: Final = {
    "guests_companycontact": "name",
    "guests_companyreach": "shown",
    "guests_companyguest": "guest_id",
    "guests_cooperation": "text",
}
"""The column that says what a row was, where the whole row went."""
_QUIET: Final = frozenset({"value", "contact_id", "author_id", "author_name", "written_at", "currency"})
"""Columns that say nothing to a reader beside the others."""


@dataclass(frozen=True, slots=True)
class CompanyChange:
    """One line of a history. `part` is a value of `PARTS` or `score_card`; `field` a target of a company, or a
    column of the part; empty where a whole row came or went. A guest whom the reader may not see is no value."""

    part: str
    field: str
    old: str
    new: str
    at: datetime
    who: str
    source: str
    record_id: UUID | None


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """One source record of a company, without what it said."""

    id: UUID
    system: str
    external_id: str
    version: int
    received_at: datetime
    who: str


def list_company_history(actor: Actor, company_id: UUID, limit: int = HISTORY_LIMIT) -> list[CompanyChange]:
    """What changed on a company that the actor may see, newest first: fields that took another value, rows that
    were taken off, and what staff added. Seven queries at most."""
    company = get_company(actor, company_id)
    noted = list(FieldChange.objects.filter(subject_id=company.id).order_by("-id")[: limit * 4])
    linked = CompanyLink.objects.filter(company=company).values("record_id")
    desk = list(
        SourceRecord.objects.filter(id__in=linked, system=DESK, state=RecordState.ACCEPTED).order_by(
            "-received_at", "-id"
        )[:limit]
    )
    contents = {record.id: read_content(record) for record in desk}
    systems = dict(
        SourceRecord.objects.filter(id__in={row.record_id for row in noted if row.record_id}).values_list(
            "id", "system"
        )
    )
    reader = _Reader(actor, company, noted, desk, contents)
    changes = [
        change
        for change in (
            *reader.of_rows(noted, systems),
            *(line for record in desk for line in reader.of_record(record, contents[record.id])),
        )
        if change.old or change.new
    ]
    changes.sort(key=lambda change: change.at, reverse=True)
    return changes[:limit]


def list_company_records(company: Company, limit: int = RECORD_LIMIT) -> list[CompanyRecord]:
    """The source records of a company that the actor has been shown, newest first. Three queries."""
    linked = CompanyLink.objects.filter(company=company).values("record_id")
    records = list(
        SourceRecord.objects.filter(id__in=linked)
        .defer("payload", "digest")
        .order_by("-received_at", "-id")[:limit]
    )
    people = _people({record.actor_id for record in records})
    return [
        CompanyRecord(
            record.id,
            record.system,
            record.external_id.removeprefix("company:"),
            record.version,
            record.received_at,
            people.get(record.actor_id, "") if record.actor_id else "",
        )
        for record in records
    ]


def _people(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {each for each in ids if each}
    return {user.id: str(user) for user in User.objects.filter(id__in=wanted)} if wanted else {}


class _Reader:
    """Turns rows of the history into lines, with names in place of ids, each kind of name read once."""

    def __init__(
        self,
        actor: Actor,
        company: Company,
        noted: list[FieldChange],
        desk: list[SourceRecord],
        contents: dict[UUID, dict[str, Any]],
    ) -> None:
        self._company = company
        users: set[UUID | None] = {row.actor_id for row in noted} | {record.actor_id for record in desk}
        guests, companies = set(), set()
        for row in noted:
            for value in (row.old, row.new):
                if value and row.field in ("follow_up_id", "credit_officer_id"):
                    users.add(UUID(str(value)))
                elif value and row.field == "guest_id":
                    guests.add(UUID(str(value)))
                elif value and row.field == "parent_id":
                    companies.add(UUID(str(value)))
        for content in contents.values():
            for added in _added(content, "guest"):
                guests |= {UUID(text) for text in added.get("guest", ()) if text}
        self._people = _people(users)
        self._guests: dict[UUID, str] = {}
        if guests and actor.has_right(Right.GUESTS_VIEW):
            seen = Guest.objects.visible_to(actor).filter(named_condition(actor), id__in=guests)
            self._guests = {row[0]: row[1] or row[2] for row in seen.values_list("id", "name", "latin_name")}
        self._companies: dict[UUID, str] = {}
        if companies:
            known = Company.objects.visible_to(actor).filter(id__in=companies)
            self._companies = dict(known.values_list("id", "name"))

    def of_rows(self, noted: Iterable[FieldChange], systems: dict[UUID, str]) -> Iterable[CompanyChange]:
        """Fields that took another value, and rows that were taken off, told by what they were."""
        gone: set[tuple[str, str]] = set()
        for row in noted:
            part = PARTS.get(row.table_name)
            if part is None:
                continue
            is_whole = row.new is None and row.field == _SHOWN.get(row.table_name)
            if is_whole:
                gone.add((row.table_name, row.row_id))
        for row in noted:
            part = PARTS.get(row.table_name)
            if part is None or row.field in _QUIET:
                continue
            key = (row.table_name, row.row_id)
            is_head = row.field == _SHOWN.get(row.table_name)
            if row.new is None and key in gone and not is_head:
                continue
            if row.field == "custom":
                yield from self._of_own(row, systems)
                continue
            yield CompanyChange(
                part,
                "" if is_head and row.new is None else _TARGETS.get(row.field, row.field),
                self._text(row.field, row.old),
                self._text(row.field, row.new),
                row.changed_at,
                self._people.get(row.actor_id, "") if row.actor_id else "",
                systems.get(row.record_id, "") if row.record_id else "",
                row.record_id,
            )

    def _of_own(self, row: FieldChange, systems: dict[UUID, str]) -> Iterable[CompanyChange]:
        """The fields of the hotel's own that took another value, a line each."""
        old, new = row.old or {}, row.new or {}
        for code in sorted(old.keys() | new.keys()):
            if old.get(code) != new.get(code):
                yield CompanyChange(
                    "company",
                    PREFIX + code,
                    value_text(old.get(code)),
                    value_text(new.get(code)),
                    row.changed_at,
                    self._people.get(row.actor_id, "") if row.actor_id else "",
                    systems.get(row.record_id, "") if row.record_id else "",
                    row.record_id,
                )

    def of_record(self, record: SourceRecord, content: dict[str, Any]) -> Iterable[CompanyChange]:
        """What a save of staff added: a contact, an entry, a card, a guest."""
        heads = {"contact": "name", "cooperation": "text", "score_card": "scored_on", "guest": "guest"}
        who = self._people.get(record.actor_id, "") if record.actor_id else ""
        for part, head in heads.items():
            for added in _added(content, part):
                text = "; ".join(added.get(head, ()))
                if part == "guest" and text:
                    text = self._guests.get(UUID(text), "")
                yield CompanyChange(part, "", "", text, record.received_at, who, DESK, record.id)

    def _text(self, field: str, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if field in ("follow_up_id", "credit_officer_id"):
            return self._people.get(UUID(str(value)), "")
        if field == "guest_id":
            return self._guests.get(UUID(str(value)), "")
        if field == "parent_id":
            return self._companies.get(UUID(str(value)), "")
        if field in ("credit_limit", "annual_spend", "sign_limit"):
            return str(Money(int(value), self._company.currency))
        if field == "distance_m":
            return f"{int(value) / 1000:g} km"
        if isinstance(value, bool):
            return "✓" if value else "✗"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _added(content: dict[str, Any], part: str) -> list[dict[str, list[str]]]:
    rows = content.get("add", {}).get(part, []) if isinstance(content.get("add"), dict) else []
    return [row for row in rows if isinstance(row, dict)]
